package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;

/**
 * The file {@code vault}: the store key, wrapped under a passphrase, or, if the user chose that,
 * only wrapped and open to whoever has the file. FORMAT.md 2.
 *
 * <p>Working on a passphrase takes about half a second and 256 MiB; not on the core's thread.
 */
public final class Vault {
    /** Name of the file. */
    public static final String NAME = "vault";

    private Vault() {}

    /** What came of unlocking. */
    public sealed interface Unlocked {
        /** The store key; the receiver closes it. */
        record Open(SecretKey storeKey) implements Unlocked {}

        /** Nothing was changed. */
        record WrongPassphrase() implements Unlocked {}
    }

    /** Whether there is a vault. */
    public static boolean exists(Disk disk) {
        return run(() -> disk.exists(NAME));
    }

    /**
     * Makes a vault with a new random store key under a passphrase.
     *
     * @param passphrase not empty; stays the caller's to wipe
     * @return the store key, which the caller closes
     * @throws IllegalStateException if there is a vault already
     */
    public static SecretKey create(
            Disk disk, char[] passphrase, Argon2Cost cost, RandomSource random) {
        SecretKey storeKey = fresh(disk, random);
        change(disk, storeKey, passphrase, cost, random);
        return storeKey;
    }

    /** Makes a vault that opens without a passphrase; the header says so. */
    public static SecretKey createOpen(Disk disk, RandomSource random) {
        SecretKey storeKey = fresh(disk, random);
        changeToOpen(disk, storeKey, random);
        return storeKey;
    }

    private static SecretKey fresh(Disk disk, RandomSource random) {
        if (exists(disk)) {
            throw new IllegalStateException("there is a vault already");
        }
        return SecretKey.random(random).lasting();
    }

    /** Wraps the store key under another passphrase, in one step. The store key stays. */
    public static void change(
            Disk disk,
            SecretKey storeKey,
            char[] passphrase,
            Argon2Cost cost,
            RandomSource random) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("empty passphrase");
        }
        VaultHeader header = VaultHeader.locked(cost, random);
        try (SecretKey wrap = stretch(header, passphrase)) {
            write(disk, header.file(wrap, storeKey));
        }
    }

    /** Takes the passphrase away. */
    public static void changeToOpen(Disk disk, SecretKey storeKey, RandomSource random) {
        VaultHeader header = VaultHeader.open(random);
        try (SecretKey wrap = openWrap(header)) {
            write(disk, header.file(wrap, storeKey));
        }
    }

    /** Whether a passphrase is needed. */
    public static boolean needsPassphrase(Disk disk) {
        return read(disk).mode() == VaultHeader.Mode.PASSPHRASE;
    }

    /**
     * Opens the vault. One without a passphrase opens whatever is given.
     *
     * @throws StoreFailure.Damaged if the file is not whole or asks for an absurd effort
     * @throws StoreFailure.Newer if it is of a later format
     */
    public static Unlocked unlock(Disk disk, char[] passphrase) {
        VaultHeader header = read(disk);
        try (SecretKey wrap =
                switch (header.mode()) {
                    case PASSPHRASE -> stretch(header, passphrase);
                    case OPEN -> openWrap(header);
                }) {
            return new Unlocked.Open(
                    XAead.unwrap(
                            wrap,
                            header.nonce().toArray(),
                            header.clear(),
                            header.wrapped().toArray()));
        } catch (OpenFailed e) {
            return new Unlocked.WrongPassphrase();
        }
    }

    private static SecretKey openWrap(VaultHeader header) {
        return SecretKey.take(
                Blake2b.prf(new byte[SecretKey.SIZE], "QDv1 vault open", header.salt().toArray()));
    }

    private static SecretKey stretch(VaultHeader header, char[] passphrase) {
        return Stretching.stretch(passphrase, header.salt(), header.cost(), "QDv1 vault");
    }

    private static VaultHeader read(Disk disk) {
        return run(() -> {
            if (!disk.exists(NAME)) {
                throw new StoreFailure.Damaged("there is no vault");
            }
            try (DiskFile file = disk.open(NAME)) {
                return VaultHeader.read(file.read(0, length(file)));
            }
        });
    }

    private static int length(DiskFile file) throws IOException {
        return (int) Math.min(file.size(), VaultHeader.LENGTH + 1);
    }

    private static void write(Disk disk, byte[] bytes) {
        run(() -> {
            SmallFile.write(disk, NAME, bytes);
            return true;
        });
    }

    private static <T> T run(SmallFile.Work<T> work) {
        return SmallFile.run("the vault", work);
    }
}
