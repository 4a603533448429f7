package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.core.UserError;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

final class CutSecretsTest {
    private static CutSecrets cut(String line) {
        return new CutSecrets(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String rest(CutSecrets cut) {
        return new String(cut.rest(), StandardCharsets.UTF_8);
    }

    private static Optional<String> said(CutSecrets cut, String number) {
        return cut.of(number).map(String::new);
    }

    @Test
    void takesThemOutAndLeavesTheRest() {
        byte[] line =
                "{\"params\":{\"old\" : \"one\",\"text\":\"old\",\"new\":\t\"tw\\u006f \\\"\\\\\\n\"}}"
                        .getBytes(StandardCharsets.UTF_8);
        byte[] wiped = new byte[line.length];
        try (CutSecrets cut = new CutSecrets(line)) {
            assertEquals(
                    "{\"params\":{\"old\" : \"0\",\"text\":\"old\",\"new\":\t\"1\"}}", rest(cut));
            assertEquals(Optional.of("one"), said(cut, "0"));
            assertEquals(Optional.of("two \"\\\n"), said(cut, "1"));
            assertEquals(Optional.empty(), said(cut, "2"));
            assertEquals(Optional.empty(), said(cut, "00"));
            assertEquals(Optional.empty(), said(cut, ""));
        }
        assertArrayEquals(wiped, line);
    }

    @Test
    void whatIsNoProperStringIsLeftToBeRefused() {
        for (String bad :
                new String[] {
                    "\"a\\x\"",
                    "\"a\\u12\"",
                    "\"a\\uzzzz\"",
                    "\"tab\t\"",
                    "\"open",
                    "\"open\\",
                    "7",
                    "[\"x\"]",
                    "null"
                }) {
            String line = "{\"passphrase\":" + bad + "}";
            try (CutSecrets cut = cut(line)) {
                assertEquals(line, rest(cut));
                assertFalse(said(cut, "0").isPresent(), line);
            }
        }
        byte[] notUtf8 = {'{', '"', 'o', 'l', 'd', '"', ':', '"', (byte) 0xff, '"', '}'};
        try (CutSecrets cut = new CutSecrets(notUtf8.clone())) {
            assertArrayEquals(notUtf8, cut.rest());
        }
    }

    @Test
    void closingWipes() {
        CutSecrets cut = cut("{\"old\":\"abc\"}");
        cut.close();
        assertArrayEquals(new char[3], cut.of("0").orElseThrow());
    }

    /** Whatever a passphrase is, it arrives as the library would have read it. */
    @Test
    void readsStringsAsTheLibraryDoes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            char[] secret = new char[random.nextInt(20)];
            for (int i = 0; i < secret.length; i++) {
                secret[i] =
                        (char)
                                (random.nextBoolean()
                                        ? random.nextInt(0x80)
                                        : random.nextInt(0xd800));
            }
            byte[] line =
                    SecretLine.encode(1, "unlock", Map.of(), Map.of("passphrase", secret), "");
            JsonObject whole = Json.object(line.clone());
            String byLibrary = whole.getAsJsonObject("params").get("passphrase").getAsString();
            try (CutSecrets cut = new CutSecrets(line)) {
                JsonObject params = Json.object(cut.rest()).getAsJsonObject("params");
                String number = params.get("passphrase").getAsString();
                assertEquals(byLibrary, said(cut, number).orElseThrow(), "seed " + seed);
            }
        }
    }

    /** Random lines: none is longer in coming out, and what is not JSON never becomes it. */
    @Test
    void anythingMayCome() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String[] pieces = {
            "\"", "\\", "old", "\"old\"", ":", "{", "}", ",", "\"x\"", " ", "0", "\u00fc"
        };
        int json = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder line = new StringBuilder("{");
            for (int i = random.nextInt(12); i >= 0; i--) {
                line.append(pieces[random.nextInt(pieces.length)]);
            }
            try (CutSecrets cut = cut(line.toString())) {
                boolean before = isJson(line.toString().getBytes(StandardCharsets.UTF_8));
                assertEquals(before, isJson(cut.rest()), "seed " + seed + ": " + line);
                json += before ? 1 : 0;
            }
        }
        assertTrue(json > 10, "some were: " + json);
    }

    private static boolean isJson(byte[] line) {
        try {
            Json.object(line);
            return true;
        } catch (UserError e) {
            return false;
        }
    }
}
