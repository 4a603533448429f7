package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.journal.Gone;
import org.quietdrop.store.journal.Tip;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Vault, mark, batch and blinded keys are, byte for byte, what FORMAT.md says. */
final class FormatTest {
    private static final Bytes BOB = Bytes.of("bob".getBytes(StandardCharsets.US_ASCII));
    private static final List<Change> CHANGES =
            List.of(
                    new Change(
                            Key.of(Table.CONTACT, BOB),
                            Optional.of(Bytes.of("Bob".getBytes(StandardCharsets.US_ASCII)))),
                    new Change(new Key(Table.OUTBOX, BOB, 5), Optional.empty()));

    @Test
    void vaultUnderAPassphrase() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        char[] passphrase = "correct horse".toCharArray();
        SecretKey key =
                Vault.create(disk, passphrase, new Argon2Cost(1, 8192), new CountingRandom());
        Golden.check("vault-passphrase", disk.bytes(Vault.NAME));
        assertArrayEquals(new CountingRandom().bytes(32), key.copy().expose());
        disk.plant(Vault.NAME, Golden.vector("vault-passphrase"));
        assertTrue(
                assertInstanceOf(Vault.Unlocked.Open.class, Vault.unlock(disk, passphrase))
                        .storeKey()
                        .sameAs(key));
    }

    @Test
    void vaultWithoutAPassphrase() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        Vault.createOpen(disk, new CountingRandom()).close();
        Golden.check("vault-open", disk.bytes(Vault.NAME));
    }

    @Test
    void mark() throws Exception {
        SecretKey markKey = CleanMark.key(Golden.storeKey());
        byte[] indexKey = new byte[32];
        Arrays.fill(indexKey, (byte) 0x22);
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) 0x33);
        Tip tip = new Tip(7, Golden.tag(), 2, 480);
        CleanMark mark = new CleanMark(tip, SecretKey.of(indexKey), Bytes.of(hash));
        Golden.check("mark", mark.seal(markKey, new CountingRandom()));
        MemoryDisk disk = new MemoryDisk();
        disk.plant(CleanMark.NAME, Golden.vector("mark"));
        CleanMark read = CleanMark.read(disk, markKey).orElseThrow();
        assertEquals(tip, read.tip());
        assertEquals(Bytes.of(hash), read.indexHash());
        assertArrayEquals(indexKey, read.indexKey().copy().expose());
        disk.plant(CleanMark.NAME, Golden.vector("mark-1"));
        assertTrue(CleanMark.read(disk, markKey).isEmpty(), "of an index that is read no more");
        for (int length : new int[] {16, 116, 300}) {
            byte[] newer = newerMark(markKey, length);
            disk.plant(CleanMark.NAME, newer);
            long before = disk.mutations();
            StoreFailure.Newer failure =
                    assertThrows(StoreFailure.Newer.class, () -> CleanMark.read(disk, markKey));
            assertEquals(3, failure.format());
            assertArrayEquals(newer, disk.bytes(CleanMark.NAME));
            assertEquals(before, disk.mutations());
        }
        byte[] bytes = Golden.vector("mark");
        for (int at = 0; at < bytes.length; at++) {
            byte[] bad = bytes.clone();
            bad[at] ^= 4;
            disk.plant(CleanMark.NAME, bad);
            assertTrue(CleanMark.read(disk, markKey).isEmpty(), "byte " + at);
        }
    }

    /** What every later format keeps: the first 12 bytes, the nonce, and how the rest is sealed. */
    static byte[] newerMark(SecretKey markKey, int length) {
        byte[] clear = "QDropMRK\0\3\0\0".getBytes(StandardCharsets.US_ASCII);
        byte[] nonce = new CountingRandom().bytes(24);
        byte[] sealed = XAead.seal(markKey, nonce, clear, new byte[length]);
        return Bytes.join(clear, nonce, sealed);
    }

    @Test
    void batch() throws Exception {
        Golden.check("batch", Batch.encode(CHANGES));
        assertEquals(CHANGES, Batch.decode(Golden.vector("batch")));
        byte[] newer = Golden.vector("batch");
        newer[1] = 2;
        assertThrows(StoreFailure.Newer.class, () -> Batch.decode(newer));
        byte[] unknown = Golden.vector("batch");
        unknown[7] = 99;
        assertThrows(StoreFailure.Newer.class, () -> Batch.decode(unknown));
        for (int length = 0; length < newer.length; length++) {
            byte[] cut = Arrays.copyOf(Golden.vector("batch"), length);
            assertThrows(StoreFailure.Damaged.class, () -> Batch.decode(cut));
        }
    }

    @Test
    void swept() throws Exception {
        Swept swept =
                new Swept(
                        Instant.ofEpochMilli(0x0102030405L),
                        new Gone(List.of(new Gone.Range(2, 3, 7, 12))));
        Golden.check("swept", swept.encode());
        byte[] golden = Golden.vector("swept");
        assertTrue(Swept.is(golden));
        assertFalse(Swept.is(Golden.vector("batch")));
        assertEquals(swept, Swept.decode(golden));
        assertThrows(StoreFailure.Newer.class, () -> Batch.decode(golden)); // as old readers see it
        for (int length = 2; length < golden.length; length++) {
            byte[] cut = Arrays.copyOf(golden, length);
            assertThrows(StoreFailure.Damaged.class, () -> Swept.decode(cut));
        }
    }

    @Test
    void blindedKeys() throws Exception {
        Blinding blinding = new Blinding(Golden.storeKey());
        Golden.check("index-key", blinding.blind(new Key(Table.HISTORY, BOB, 5)).toArray());
        Golden.check("index-key-last", blinding.blind(new Key(Table.HISTORY, BOB, -1)).toArray());
    }

    @Test
    void codesAreUsedOnce() {
        Set<Integer> codes = new HashSet<>();
        for (Table table : Table.values()) {
            assertTrue(table.code() > 0 && table.code() < 256 && codes.add(table.code()));
        }
    }

    @Test
    void sealedValues() throws Exception {
        Key place = Key.of(Table.META, Bytes.of("identity".getBytes(StandardCharsets.UTF_8)));
        byte[] plain = Golden.vector("record-identity");
        try (SecretKey store = Golden.storeKey();
                SecretKey key = SealedValue.key(store)) {
            SealedValue sealing = new SealedValue(key, new CountingRandom());
            byte[] sealed = sealing.seal(place, plain);
            Golden.check("sealed-identity", Bytes.join(new byte[] {4}, sealed));
            assertArrayEquals(plain, sealing.open(place, sealed));
            for (int at = 0; at < sealed.length; at++) {
                byte[] bad = sealed.clone();
                bad[at] ^= 1;
                assertThrows(StoreFailure.Damaged.class, () -> sealing.open(place, bad));
            }
            Key other = Key.of(Table.META, Bytes.of(new byte[] {'a'}));
            assertThrows(StoreFailure.Damaged.class, () -> sealing.open(other, sealed));
            byte[] cut = new byte[23];
            assertThrows(StoreFailure.Damaged.class, () -> sealing.open(place, cut));
        }
    }

    @Test
    void remembered() throws Exception {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 0x22);
        byte[] golden = Golden.vector("remembered");
        try (SecretKey store = Golden.storeKey();
                SecretKey secret = SecretKey.take(bytes)) {
            Remembered made = Remembered.wrap(1, secret, store, new CountingRandom());
            Golden.check("remembered", made.encode());
            MemoryDisk disk = new MemoryDisk();
            assertEquals(Optional.empty(), Remembered.read(disk));
            made.write(disk);
            made.write(disk);
            assertEquals(Optional.of(made), Remembered.read(disk));
            assertEquals(made, Remembered.decode(golden));
            try (SecretKey open = made.open(secret).orElseThrow()) {
                assertTrue(open.sameAs(store));
            }
            assertTrue(made.open(store).isEmpty());
            for (int at = 0; at < golden.length; at++) {
                byte[] bad = golden.clone();
                bad[at] ^= 1;
                assertThrows(StoreFailure.class, () -> Remembered.decode(bad), "byte " + at);
            }
            for (int length : new int[] {0, 11, 115, 117}) {
                byte[] other = Arrays.copyOf(golden, length);
                assertThrows(StoreFailure.Damaged.class, () -> Remembered.decode(other));
            }
            byte[] newer = Arrays.copyOf(golden, 130);
            newer[9] = 2;
            assertThrows(StoreFailure.Newer.class, () -> Remembered.decode(newer));
            Remembered.forget(disk);
            Remembered.forget(disk);
            assertFalse(Remembered.exists(disk));
        }
    }
}
