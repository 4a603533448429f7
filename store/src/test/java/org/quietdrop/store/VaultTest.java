package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The vault opens with its passphrase, with no other, and not when it was touched. */
final class VaultTest {
    private static final Argon2Cost CHEAP = new Argon2Cost(1, 8192);

    private final SeededRandom random = new SeededRandom(7);
    private final MemoryDisk disk = new MemoryDisk();

    private static SecretKey opened(Vault.Unlocked unlocked) {
        return assertInstanceOf(Vault.Unlocked.Open.class, unlocked).storeKey();
    }

    private SecretKey unlock(String passphrase) {
        return opened(Vault.unlock(disk, passphrase.toCharArray()));
    }

    private void refuses(String passphrase) throws Exception {
        byte[] before = disk.bytes(Vault.NAME);
        long mutations = disk.mutations();
        assertInstanceOf(
                Vault.Unlocked.WrongPassphrase.class, Vault.unlock(disk, passphrase.toCharArray()));
        assertArrayEquals(before, disk.bytes(Vault.NAME));
        assertEquals(mutations, disk.mutations());
    }

    @Test
    void opensWithItsPassphraseOnly() throws Exception {
        assertFalse(Vault.exists(disk));
        SecretKey made = Vault.create(disk, "correct horse".toCharArray(), CHEAP, random);
        assertTrue(Vault.exists(disk));
        assertTrue(Vault.needsPassphrase(disk));
        assertTrue(made.sameAs(unlock("correct horse")));
        refuses("correct hors");
        refuses("Correct horse");
        refuses("");
        assertThrows(
                IllegalStateException.class,
                () -> Vault.create(disk, "x".toCharArray(), CHEAP, random));
        assertTrue(made.sameAs(unlock("correct horse")));
    }

    @Test
    void composedAndDecomposedLettersAreTheSamePassphrase() {
        SecretKey made = Vault.create(disk, "Schl\u00fcssel".toCharArray(), CHEAP, random);
        assertTrue(made.sameAs(unlock("Schlu\u0308ssel")));
    }

    @Test
    void withoutAPassphraseItOpensAndSaysSo() {
        SecretKey made = Vault.createOpen(disk, random);
        assertFalse(Vault.needsPassphrase(disk));
        assertTrue(made.sameAs(unlock("")));
    }

    @Test
    void theModeIsAuthenticated() throws Exception {
        Vault.create(disk, "secret".toCharArray(), CHEAP, random);
        byte[] bytes = disk.bytes(Vault.NAME);
        bytes[10] = 0; // says: no passphrase needed
        disk.plant(Vault.NAME, withCheck(bytes));
        assertFalse(Vault.needsPassphrase(disk));
        assertInstanceOf(Vault.Unlocked.WrongPassphrase.class, Vault.unlock(disk, new char[0]));
    }

    @Test
    void changingThePassphraseKeepsTheStoreKey() throws Exception {
        SecretKey made = Vault.create(disk, "one".toCharArray(), CHEAP, random);
        Vault.change(disk, made, "two".toCharArray(), CHEAP, random);
        assertTrue(made.sameAs(unlock("two")));
        refuses("one");
        Vault.changeToOpen(disk, made, random);
        assertTrue(made.sameAs(unlock("")));
        assertThrows(
                IllegalArgumentException.class,
                () -> Vault.change(disk, made, new char[0], CHEAP, random));
    }

    @Test
    void aPowerCutWhileChangingLeavesOneOfTheTwo() {
        for (int point = 0; point < 12; point++) {
            for (long seed = 0; seed < 8; seed++) {
                MemoryDisk cut = new MemoryDisk();
                SecretKey made = Vault.create(cut, "one".toCharArray(), CHEAP, random);
                cut.powerOffAfter(point);
                boolean done = true;
                try {
                    Vault.change(cut, made, "two".toCharArray(), CHEAP, random);
                } catch (StoreFailure.Broken e) {
                    done = false;
                }
                MemoryDisk left = cut.crash(new SplittableRandom(seed));
                Vault.Unlocked two = Vault.unlock(left, "two".toCharArray());
                if (done || two instanceof Vault.Unlocked.Open) {
                    assertTrue(made.sameAs(opened(two)));
                } else {
                    assertTrue(made.sameAs(opened(Vault.unlock(left, "one".toCharArray()))));
                }
            }
        }
    }

    @Test
    void everyFlippedBitIsDamageAndNotAWrongPassphrase() throws Exception {
        Vault.create(disk, "secret".toCharArray(), CHEAP, random);
        byte[] good = disk.bytes(Vault.NAME);
        assertEquals(128, good.length);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << (at % 8));
            disk.plant(Vault.NAME, bad);
            assertThrows(
                    StoreFailure.Damaged.class,
                    () -> Vault.unlock(disk, "secret".toCharArray()),
                    "byte " + at);
        }
        for (int length : new int[] {0, 1, 39, 40, 127, 129}) {
            disk.plant(Vault.NAME, Arrays.copyOf(good, length));
            assertThrows(
                    StoreFailure.Damaged.class, () -> Vault.unlock(disk, "secret".toCharArray()));
        }
    }

    /** A planted vault cannot make us work for hours or take all memory. */
    @Test
    void absurdEffortIsRefusedBeforeItIsMade() throws Exception {
        Vault.create(disk, "secret".toCharArray(), CHEAP, random);
        byte[] good = disk.bytes(Vault.NAME);
        long[][] costs = {{65, 8192}, {-1, 8192}, {0, 8192}, {1, (1L << 30) + 1}, {1, -1}, {1, 0}};
        for (long[] cost : costs) {
            byte[] bad = good.clone();
            ByteBuffer.wrap(bad).putInt(12, (int) cost[0]).putLong(16, cost[1]);
            disk.plant(Vault.NAME, withCheck(bad));
            assertThrows(
                    StoreFailure.Damaged.class, () -> Vault.unlock(disk, "secret".toCharArray()));
        }
    }

    @Test
    void aNewerFormatIsRefusedPolitely() throws Exception {
        Vault.create(disk, "secret".toCharArray(), CHEAP, random);
        byte[] bytes = disk.bytes(Vault.NAME);
        bytes[9] = 2;
        byte[] newer = withCheck(bytes);
        disk.plant(Vault.NAME, newer);
        assertEquals(
                2,
                assertThrows(
                                StoreFailure.Newer.class,
                                () -> Vault.unlock(disk, "secret".toCharArray()))
                        .format());
        assertArrayEquals(newer, disk.bytes(Vault.NAME));
        disk.plant(Vault.NAME, Arrays.copyOf(newer, 300));
        assertThrows(StoreFailure.Newer.class, () -> Vault.unlock(disk, "secret".toCharArray()));
    }

    private static byte[] withCheck(byte[] file) {
        byte[] body = Arrays.copyOf(file, 112);
        byte[] check = Blake2b.prf(new byte[32], "QDv1 vault check", body);
        byte[] whole = Arrays.copyOf(body, 128);
        System.arraycopy(check, 0, whole, 112, 16);
        return whole;
    }
}
