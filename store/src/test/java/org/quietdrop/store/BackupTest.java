package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.store.disk.StoreFailure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A backup opens with its passphrase, and not when anything in it was touched. */
final class BackupTest {
    private static final Argon2Cost CHEAP = new Argon2Cost(1, 8192);
    private static final int CHUNKS = 4;

    private static byte[] backup(List<byte[]> items, SeededRandom random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BackupWriter writer =
                new BackupWriter(out, "correct horse".toCharArray(), CHEAP, random)) {
            for (int i = 0; i < items.size(); i++) writer.item(i % 200 + 1, items.get(i));
            writer.finish();
        }
        return out.toByteArray();
    }

    private static List<byte[]> items() {
        SplittableRandom random = new SplittableRandom(5);
        List<byte[]> items = new ArrayList<>();
        for (int size : new int[] {0, 1, 70_000, 65_522, 3, 65_527, 5, 17}) {
            byte[] one = new byte[size];
            random.nextBytes(one);
            items.add(one);
        }
        return items;
    }

    private static List<byte[]> read(byte[] file) throws IOException {
        List<byte[]> found = new ArrayList<>();
        try (BackupReader reader =
                BackupReader.open(
                                () -> new ByteArrayInputStream(file), "correct horse".toCharArray())
                        .orElseThrow()) {
            for (int twice = 0; twice < 2; twice++) {
                found.clear();
                reader.each((kind, body) -> {
                    assertEquals(found.size() + 1, kind);
                    found.add(body.clone());
                });
            }
        }
        return found;
    }

    @Test
    void comesBackAsItWas() throws Exception {
        List<byte[]> items = items();
        byte[] file = backup(items, new SeededRandom(1));
        assertEquals(64 + CHUNKS * 65_552, file.length);
        List<byte[]> found = read(file);
        assertEquals(items.size(), found.size());
        for (int i = 0; i < items.size(); i++) assertArrayEquals(items.get(i), found.get(i));
        assertEquals(List.of(), read(backup(List.of(), new SeededRandom(2))));
    }

    @Test
    void anotherPassphraseOpensNothing() throws Exception {
        byte[] file = backup(items(), new SeededRandom(1));
        for (String wrong : List.of("", "correct hors", "Correct horse")) {
            assertTrue(
                    BackupReader.open(() -> new ByteArrayInputStream(file), wrong.toCharArray())
                            .isEmpty());
        }
    }

    @Test
    void everyCutIsNoticed() throws Exception {
        byte[] file = backup(items(), new SeededRandom(1));
        List<Integer> cuts = new ArrayList<>(List.of(0, 7, 8, 63, 64, file.length - 1));
        for (int chunk = 1; chunk < CHUNKS; chunk++) {
            cuts.addAll(List.of(64 + chunk * 65_552 - 1, 64 + chunk * 65_552, 65 + chunk * 65_552));
        }
        for (int cut : cuts) {
            assertThrows(
                    StoreFailure.Damaged.class, () -> read(Arrays.copyOf(file, cut)), "cut " + cut);
        }
        assertThrows(StoreFailure.Damaged.class, () -> read(Arrays.copyOf(file, file.length + 1)));
        assertThrows(
                StoreFailure.Damaged.class, () -> read(Arrays.copyOf(file, file.length + 65_552)));
    }

    @Test
    void everyChangedByteOfTheHeaderAndSomeOfEachChunkAreNoticed() throws Exception {
        byte[] file = backup(items(), new SeededRandom(1));
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 64 + 40; i++) {
            int at = i < 64 ? i : random.nextInt(64, file.length);
            byte[] other = file.clone();
            other[at] ^= (byte) (1 << random.nextInt(8));
            assertThrows(StoreFailure.class, () -> read(other), "byte " + at);
        }
    }

    @Test
    void chunksThatChangedPlacesOrComeFromAnotherBackupAreNoticed() throws Exception {
        byte[] file = backup(items(), new SeededRandom(1));
        byte[] other = backup(items(), new SeededRandom(2));
        byte[] swapped = file.clone();
        System.arraycopy(file, 64, swapped, 64 + 65_552, 65_552);
        System.arraycopy(file, 64 + 65_552, swapped, 64, 65_552);
        assertThrows(StoreFailure.Damaged.class, () -> read(swapped));
        for (int chunk = 0; chunk < CHUNKS; chunk++) {
            byte[] spliced = file.clone();
            System.arraycopy(other, 64 + chunk * 65_552, spliced, 64 + chunk * 65_552, 65_552);
            assertThrows(StoreFailure.Damaged.class, () -> read(spliced), "chunk " + chunk);
        }
    }

    @Test
    void aLaterFormatIsRefusedPolitely() throws Exception {
        byte[] file = backup(items(), new SeededRandom(1));
        file[9] = 2;
        assertThrows(StoreFailure.Newer.class, () -> read(file));
    }

    @Test
    void isByteForByteWhatThePageSays() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CountingRandom random = new CountingRandom();
        // The salt is then that of the vault's vector.
        assertEquals(32, random.bytes(32).length);
        try (BackupWriter writer =
                new BackupWriter(out, "correct horse".toCharArray(), CHEAP, random)) {
            writer.item(3, "mdns = off\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            writer.finish();
        }
        byte[] file = out.toByteArray();
        Golden.check("backup-header", Arrays.copyOf(file, 64));
        Golden.check("backup-hash", Blake2b.prf(new byte[32], "QDv1 backup sum", file));
    }
}
