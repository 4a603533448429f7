package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What was stored stands in no file of the home, in no usual writing. */
final class LeakTest {
    private static final String TEXT = "meet me at the old mill at nine";
    private static final String NAME = "Bartholomew Quince";
    private static final String PASSPHRASE = "twelve purple umbrellas";
    private static final String GROUP = "conversation-with-quince";

    @TempDir private Path folder;

    private static List<byte[]> writings(byte[] secret) {
        List<byte[]> all = new ArrayList<>();
        all.add(secret);
        HexFormat hex = HexFormat.of();
        all.add(hex.formatHex(secret).getBytes(StandardCharsets.US_ASCII));
        all.add(hex.withUpperCase().formatHex(secret).getBytes(StandardCharsets.US_ASCII));
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
        all.add(base64.substring(0, base64.length() - 2).getBytes(StandardCharsets.US_ASCII));
        return all;
    }

    private static List<byte[]> writings(String secret) {
        List<byte[]> all = new ArrayList<>();
        all.addAll(writings(secret.getBytes(StandardCharsets.UTF_8)));
        all.addAll(writings(secret.getBytes(StandardCharsets.UTF_16LE)));
        all.addAll(writings(secret.getBytes(StandardCharsets.UTF_16BE)));
        return all;
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        String hay = new String(bytes, StandardCharsets.ISO_8859_1);
        return hay.contains(new String(part, StandardCharsets.ISO_8859_1));
    }

    private List<String> found(List<byte[]> writings) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(path);
                for (byte[] writing : writings) {
                    if (contains(bytes, writing)) {
                        found.add(path.getFileName().toString());
                    }
                }
            }
        }
        return found;
    }

    @Test
    void nothingStandsInTheFiles() throws Exception {
        Home home = Home.at(folder.resolve("home"));
        home.prepare();
        SystemRandom random = new SystemRandom();
        List<byte[]> secrets = new ArrayList<>();
        for (String secret : List.of(TEXT, NAME, PASSPHRASE, GROUP)) {
            secrets.addAll(writings(secret));
        }
        try (SecretKey key =
                Vault.create(
                        home.vaultDisk(),
                        PASSPHRASE.toCharArray(),
                        new Argon2Cost(1, 8192),
                        random)) {
            secrets.addAll(writings(key.copy().expose()));
            for (int round = 0; round < 2; round++) {
                try (Store store = Store.open(home.journalDisk(), home.indexPlace(), key, random);
                        Transaction t = store.begin()) {
                    Bytes group = Bytes.of(GROUP.getBytes(StandardCharsets.UTF_8));
                    t.put(Key.of(Table.CONTACT, group), NAME.getBytes(StandardCharsets.UTF_8));
                    t.put(
                            new Key(Table.HISTORY, group, round),
                            TEXT.getBytes(StandardCharsets.UTF_8));
                    t.put(
                            new Key(Table.OUTBOX, group, round),
                            TEXT.getBytes(StandardCharsets.UTF_8));
                    t.commit();
                    assertEquals(List.of(), found(secrets)); // also while it is open
                }
            }
        }
        assertEquals(List.of(), found(secrets));
        assertTrue(Files.size(home.index()) > 0);
        // the search itself works
        Files.writeString(home.config(), "x" + TEXT + "y");
        assertEquals(List.of("config"), found(secrets));
        Files.writeString(
                home.config(),
                HexFormat.of().formatHex(PASSPHRASE.getBytes(StandardCharsets.UTF_16LE)));
        assertEquals(List.of("config"), found(secrets));
    }
}
