package org.quietdrop.node.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.inspect.SecretSearch.Finding;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

final class SecretSearchTest {
    private static final String TEXT = "Bring the maps. \u00fcber";

    private static List<String> forms(SecretSearch search, byte[] in) {
        return search.in("there", in).stream().map(Finding::form).toList();
    }

    private static SecretSearch forText() {
        SecretSearch search = new SecretSearch();
        search.text("the text", TEXT);
        return search;
    }

    private static byte[] around(byte[] middle) {
        byte[] all = new byte[middle.length + 64];
        new Random(5).nextBytes(all);
        System.arraycopy(middle, 0, all, 31, middle.length);
        return all;
    }

    @Test
    void textIsFoundInEveryForm() {
        byte[] utf8 = TEXT.getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("UTF-8"), forms(forText(), around(utf8)));
        assertEquals(
                List.of("UTF-16LE"),
                forms(forText(), around(TEXT.getBytes(StandardCharsets.UTF_16LE))));
        assertEquals(
                List.of("UTF-16BE"),
                forms(forText(), around(TEXT.getBytes(StandardCharsets.UTF_16BE))));
        String hex = HexFormat.of().formatHex(utf8);
        assertEquals(
                List.of("hex"), forms(forText(), around(hex.getBytes(StandardCharsets.US_ASCII))));
        assertEquals(
                List.of("hex"),
                forms(
                        forText(),
                        around(
                                hex.toUpperCase(java.util.Locale.ROOT)
                                        .getBytes(StandardCharsets.US_ASCII))));
        assertEquals(
                List.of("UTF-8"),
                forms(
                        forText(),
                        around(
                                TEXT.toLowerCase(java.util.Locale.ROOT)
                                        .getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void base64IsFoundInEveryPhaseAndAlphabet() {
        byte[] key =
                HexFormat.of()
                        .parseHex(
                                "fbefbefbeffff0112233445566778899aabbccddeeff00fbffbfffeffe123456");
        SecretSearch search = new SecretSearch();
        search.bytes("the key", key);
        for (int before = 0; before < 7; before++) {
            for (int after = 0; after < 4; after++) {
                byte[] all = new byte[before + key.length + after];
                new Random(before * 10L + after).nextBytes(all);
                System.arraycopy(key, 0, all, before, key.length);
                for (Base64.Encoder encoder :
                        List.of(
                                Base64.getEncoder(),
                                Base64.getUrlEncoder(),
                                Base64.getUrlEncoder().withoutPadding())) {
                    assertEquals(
                            List.of("base64"),
                            forms(search, around(encoder.encode(all))),
                            "phase " + before);
                }
            }
        }
        assertEquals(List.of("raw"), forms(search, around(key)));
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        byte[] chance = new byte[8 << 20];
        new Random(77).nextBytes(chance);
        SecretSearch search = forText();
        search.text("a name", "Alice");
        assertEquals(List.of(), search.in("chance", chance));
        byte[] nearly = TEXT.getBytes(StandardCharsets.UTF_8);
        nearly[nearly.length - 1] ^= 1;
        assertEquals(List.of(), search.in("nearly", around(nearly)));
    }

    @Test
    void aBlockBoundaryHidesNothing() {
        byte[] secret = TEXT.getBytes(StandardCharsets.UTF_8);
        for (int at = (1 << 20) - secret.length - 1; at <= (1 << 20) + 1; at++) {
            byte[] all = new byte[(1 << 20) + 100];
            System.arraycopy(secret, 0, all, at, secret.length);
            assertEquals(List.of("UTF-8"), forms(forText(), all), "at " + at);
        }
    }

    @Test
    void aFilesNameCountsToo(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("alice-archer.txt"), "nothing here");
        SecretSearch search = new SecretSearch();
        search.text("the name", "alice-archer");
        assertEquals(1, search.in("a file", file).size());
    }

    @Test
    void whatChanceWouldFindIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SecretSearch().text("short", "Bob"));
    }
}
