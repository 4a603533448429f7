package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** After a wipe nothing of the home opens, and the bytes themselves were written over. */
final class WipeTest {
    private static final RandomSource RANDOM = new SystemRandom();
    private static final char[] PASSPHRASE = "correct horse".toCharArray();
    private static final Argon2Cost CHEAP = new Argon2Cost(1, 8192);

    @TempDir private Path folder;

    private Home home() {
        Home home = Home.at(folder.resolve("home"));
        home.prepare();
        try (HomeLock _ = home.lock();
                SecretKey key = Vault.create(home.vaultDisk(), PASSPHRASE, CHEAP, RANDOM);
                Store store = Store.open(home.journalDisk(), home.indexPlace(), key, RANDOM);
                Transaction tx = store.begin()) {
            byte[] text = "under the third bench".getBytes(StandardCharsets.UTF_8);
            tx.put(new Key(Table.SETTING, Bytes.of(new byte[] {1}), 1), text);
            tx.commit();
        }
        return home;
    }

    private static List<Path> files(Path in) throws IOException {
        try (Stream<Path> all = Files.walk(in)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void everyByteIsWrittenOverAndTheFolderGoes() throws Exception {
        Home home = home();
        Files.writeString(home.config(), "mdns = off\n");
        // A second name keeps the bytes in reach after the file is deleted.
        Map<Path, byte[]> before = new HashMap<>();
        for (Path file : files(home.root())) {
            Path other = folder.resolve("kept-" + before.size());
            Files.createLink(other, file);
            before.put(other, Files.readAllBytes(file));
        }
        Wipe.Wiped wiped = Wipe.all(home, RANDOM, false);
        assertEquals(List.of(), wiped.kept());
        assertFalse(Files.exists(home.root()));
        assertTrue(wiped.files() >= 5, wiped.toString());
        before.forEach((other, bytes) -> {
            if (bytes.length == 0) return;
            assertFalse(Arrays.equals(bytes, read(other)), other + " was not written over");
            assertFalse(shares(bytes, read(other)), "16 bytes are still in " + other);
        });
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether 16 bytes at the same place are the same; zeros prove nothing. */
    private static boolean shares(byte[] a, byte[] b) {
        for (int at = 0; at + 16 <= a.length; at += 16) {
            byte[] piece = Arrays.copyOfRange(a, at, at + 16);
            boolean zeros = Arrays.equals(piece, new byte[16]);
            if (!zeros && Arrays.equals(piece, Arrays.copyOfRange(b, at, at + 16))) return true;
        }
        return false;
    }

    @Test
    void aJournalThatWasCopiedBeforeOpensWithNoKeyThatIsLeft() throws Exception {
        Home home = home();
        Home copy = Home.at(folder.resolve("copy"));
        copy.prepare();
        for (Path file : files(home.journal())) {
            Files.copy(file, copy.journal().resolve(file.getFileName().toString()));
        }
        Wipe.Wiped _ = Wipe.all(home, RANDOM, false);
        // The passphrase is known, the vault is not: a new one has another key.
        try (SecretKey other = Vault.create(copy.vaultDisk(), PASSPHRASE, CHEAP, RANDOM)) {
            assertThrows(
                    StoreFailure.Damaged.class,
                    () -> Store.open(copy.journalDisk(), copy.indexPlace(), other, RANDOM));
        }
    }

    @Test
    void theKeyGoesAlsoWhileTheHomeIsInUse() throws Exception {
        Home home = home();
        try (HomeLock _ = home.lock()) {
            Wipe.key(home, RANDOM);
            assertFalse(home.exists());
            assertTrue(Wipe.possible(home), "the rest is still there to be wiped");
            Wipe.Wiped wiped = Wipe.all(home, RANDOM, true);
            assertEquals(List.of(), wiped.kept());
            assertEquals(
                    List.of("lock", "pid"),
                    files(home.root()).stream()
                            .map(f -> f.getFileName().toString())
                            .sorted()
                            .toList());
        }
        Wipe.Wiped _ = Wipe.all(home, RANDOM, false);
        assertFalse(Files.exists(home.root()));
        assertFalse(Wipe.possible(home));
    }

    @Test
    void whatIsNotOursStaysAndLinksAreNotFollowed() throws Exception {
        Home home = home();
        Path own = Files.writeString(home.root().resolve("letter.txt"), "dear diary");
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "not yours");
        Files.createSymbolicLink(home.journal().resolve("link"), elsewhere);
        Wipe.Wiped wiped = Wipe.all(home, RANDOM, false);
        assertEquals(List.of(), wiped.kept());
        assertEquals(List.of(own), files(home.root()));
        assertEquals("dear diary", Files.readString(own));
        assertEquals("not yours", Files.readString(elsewhere));
        assertFalse(Wipe.possible(home));
    }
}
