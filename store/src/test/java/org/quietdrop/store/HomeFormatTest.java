package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.journal.Gone;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Homes as earlier versions left them are read and go on; those of later ones are left alone. */
final class HomeFormatTest {
    @TempDir private Path folder;

    private static SecretKey key(Home home) {
        return assertInstanceOf(
                        Vault.Unlocked.Open.class,
                        Vault.unlock(home.vaultDisk(), GoldenHome.passphrase()))
                .storeKey();
    }

    /** Everything is there, more can be written, and the next start needs no reading. */
    @ParameterizedTest
    @ValueSource(strings = {"segment1-mark1.zip", "segment1-mark2.zip"})
    void earlierHomesGoOn(String name) throws Exception {
        Home home = GoldenHome.unpack(name, folder.resolve("home"));
        boolean presentIndex = name.contains("mark2");
        try (SecretKey key = key(home)) {
            try (Store store = GoldenHome.open(home, key)) {
                assertEquals(!presentIndex, store.report().rebuilt(), "an index of before");
                assertFalse(store.report().damaged(), store.report().toString());
                assertEquals(GoldenHome.BATCHES, Diary.count(store));
                Diary.check(store, name);
                assertTrue(store.check().quarantined().isEmpty());
                try (Transaction t = store.begin()) {
                    Diary.write(t, GoldenHome.BATCHES + 1);
                    t.commit();
                }
            }
            try (Store store = GoldenHome.open(home, key)) {
                assertTrue(store.report().clean());
                assertFalse(store.report().rebuilt());
                Diary.check(store, name);
                assertEquals(GoldenHome.BATCHES + 1, Diary.count(store));
            }
        }
    }

    /** The kept homes are those of the versions they say, and the present one is among them. */
    @Test
    void theKeptHomesAreOfTheirVersions() throws Exception {
        for (int mark = 1; mark <= CleanMark.FORMAT; mark++) {
            Home home =
                    GoldenHome.unpack("segment1-mark" + mark + ".zip", folder.resolve("" + mark));
            assertEquals(mark, Files.readAllBytes(home.journal().resolve("mark"))[9]);
            assertEquals(VaultHeader.FORMAT, Files.readAllBytes(home.vault())[9]);
            try (var files = Files.list(home.journal())) {
                for (Path file : files.filter(f -> f.toString().endsWith(".seg")).toList()) {
                    assertEquals(1, Files.readAllBytes(file)[9]);
                }
            }
        }
    }

    private static Map<String, byte[]> bytes(Home home) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (var files = Files.walk(home.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(home.root().relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return all;
    }

    private static StoreFailure.Newer refused(Home home) throws IOException {
        Map<String, byte[]> before = bytes(home);
        StoreFailure.Newer failure =
                assertThrows(
                        StoreFailure.Newer.class,
                        () -> {
                            try (SecretKey key = key(home);
                                    Store store = GoldenHome.open(home, key)) {
                                assertEquals(0, store.sequence(), "it must not open");
                            }
                        });
        Map<String, byte[]> after = bytes(home);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
        String text = String.valueOf(failure.getMessage());
        assertTrue(text.contains("written by a newer QuietDrop; nothing was changed"), text);
        return failure;
    }

    @Test
    void aNewerVault() throws Exception {
        Home home = GoldenHome.make(folder.resolve("home"));
        byte[] vault = Files.readAllBytes(home.vault());
        vault[9]++;
        byte[] check = Blake2b.prf(new byte[32], "QDv1 vault check", Arrays.copyOf(vault, 112));
        System.arraycopy(check, 0, vault, 112, 16);
        Files.write(home.vault(), vault);
        assertEquals(2, refused(home).format());
    }

    /** Any one of them: a newer version writes its own behind ours. */
    @Test
    void aNewerSegment() throws Exception {
        Home home = GoldenHome.make(folder.resolve("home"));
        int tried = 0;
        for (String name : bytes(home).keySet()) {
            if (!name.endsWith(".seg")) {
                continue;
            }
            Path file = home.root().resolve(name);
            byte[] good = Files.readAllBytes(file);
            byte[] newer = good.clone();
            newer[9]++;
            newer[newer.length - 128 + 9]++;
            Files.write(file, newer);
            assertEquals(2, refused(home).format(), name);
            Files.write(file, good);
            tried++;
        }
        assertTrue(tried > 3, "only " + tried);
        try (SecretKey key = key(home);
                Store store = GoldenHome.open(home, key)) {
            assertTrue(store.report().clean(), "only the number was in the way");
        }
    }

    @Test
    void aNewerMarkAndIndex() throws Exception {
        Home home = GoldenHome.make(folder.resolve("home"));
        try (SecretKey key = key(home);
                SecretKey markKey = CleanMark.key(key)) {
            Files.write(home.journal().resolve("mark"), FormatTest.newerMark(markKey, 200));
        }
        assertEquals(3, refused(home).format());
    }

    /** Batches of a schema or with a table that we do not know. */
    @Test
    void aNewerBatch() throws Exception {
        for (byte[] newer : new byte[][] {{0, 3, 0}, {0, 1, 0, 0, 0, 1, 1, 99, 0}}) {
            Home home = GoldenHome.make(folder.resolve("home" + newer.length));
            Files.delete(home.journal().resolve("mark"));
            try (SecretKey key = key(home);
                    Journal journal =
                            Journal.open(
                                    home.journalDisk(), key, new SystemRandom(), Diary.SEGMENT)) {
                var _ = journal.replay(Optional.empty(), new Forward());
                Place _ = journal.append(newer);
            }
            refused(home);
        }
    }

    /** Reads over everything. */
    private static final class Forward implements Journal.Reader {
        @Override
        public Optional<Gone> batch(long seq, Place place, byte[] batch) {
            return Swept.is(batch) ? Optional.of(Swept.decode(batch).gone()) : Optional.empty();
        }

        @Override
        public void again() {
            // nothing is kept
        }
    }
}
