package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.Disk;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file {@code remembered}: the store key, wrapped under a random secret that some keyring of
 * the system keeps. Without that secret it tells nothing, without it the secret opens nothing.
 * FORMAT.md 13.
 *
 * @param keyring which one keeps the secret: the numbers are the node's
 * @param name what the secret is called there; random
 */
public record Remembered(int keyring, Bytes name, Bytes nonce, Bytes wrapped) {
    /** Name of the file. */
    public static final String FILE = "remembered";

    static final int LENGTH = 116;
    static final int FORMAT = 1;
    private static final int NAME = 16;
    private static final int NONCE = 24;
    private static final int WRAPPED = 48;
    private static final int CHECK = 16;
    private static final byte[] MAGIC = "QDropREM".getBytes(StandardCharsets.US_ASCII);

    /** Wraps a store key; both keys stay the caller's. */
    public static Remembered wrap(
            int keyring, SecretKey secret, SecretKey storeKey, RandomSource random) {
        Bytes name = Bytes.of(random.bytes(NAME));
        byte[] nonce = random.bytes(NONCE);
        try (SecretKey wrap = key(secret, name)) {
            byte[] wrapped = XAead.wrap(wrap, nonce, clear(keyring, name), storeKey);
            return new Remembered(keyring, name, Bytes.of(nonce), Bytes.of(wrapped));
        }
    }

    /** The store key, which the caller closes; empty if it was another secret. */
    public Optional<SecretKey> open(SecretKey secret) {
        if (secret.size() != SecretKey.SIZE) return Optional.empty();
        try (SecretKey wrap = key(secret, name)) {
            return Optional.of(
                    XAead.unwrap(wrap, nonce.toArray(), clear(keyring, name), wrapped.toArray()));
        } catch (OpenFailed e) {
            return Optional.empty();
        }
    }

    private static SecretKey key(SecretKey secret, Bytes name) {
        return Blake2b.key(secret, "QDv1 remember", name.toArray());
    }

    private static byte[] clear(int keyring, Bytes name) {
        return ByteBuffer.allocate(12 + NAME)
                .put(MAGIC)
                .putShort((short) FORMAT)
                .put((byte) keyring)
                .put((byte) 0)
                .put(name.toArray())
                .array();
    }

    byte[] encode() {
        byte[] body = Bytes.join(clear(keyring, name), nonce.toArray(), wrapped.toArray());
        return Bytes.join(body, check(body));
    }

    private static byte[] check(byte[] body) {
        byte[] whole = Blake2b.prf(new byte[SecretKey.SIZE], "QDv1 rem check", body);
        return Arrays.copyOf(whole, CHECK);
    }

    static Remembered decode(byte[] file) {
        if (file.length < 12 || !Bytes.of(file).slice(0, 8).equals(Bytes.of(MAGIC))) {
            throw damaged();
        }
        int format = Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(8));
        boolean whole =
                file.length == LENGTH
                        && Bytes.of(check(Arrays.copyOf(file, LENGTH - CHECK)))
                                .equals(Bytes.of(file).slice(LENGTH - CHECK, LENGTH));
        if (format > FORMAT && (file.length != LENGTH || whole)) {
            throw new StoreFailure.Newer("the remembered key", format);
        }
        if (!whole || format != FORMAT || file[11] != 0) {
            throw damaged();
        }
        Bytes all = Bytes.of(file);
        int nonce = 12 + NAME;
        return new Remembered(
                file[10] & 0xff,
                all.slice(12, nonce),
                all.slice(nonce, nonce + NONCE),
                all.slice(nonce + NONCE, nonce + NONCE + WRAPPED));
    }

    /**
     * What is remembered in this home.
     *
     * @throws StoreFailure.Damaged if the file is not whole
     * @throws StoreFailure.Newer if it is of a later format
     */
    public static Optional<Remembered> read(Disk disk) {
        return run(() -> {
            if (!disk.exists(FILE)) return Optional.empty();
            try (DiskFile file = disk.open(FILE)) {
                return Optional.of(decode(file.read(0, (int) Math.min(file.size(), LENGTH + 1))));
            }
        });
    }

    /** Whether there is such a file, whole or not. */
    public static boolean exists(Disk disk) {
        return run(() -> disk.exists(FILE));
    }

    /** Writes the file in one step, in place of one before. */
    public void write(Disk disk) {
        run(() -> {
            SmallFile.write(disk, FILE, encode());
            return true;
        });
    }

    /** Overwrites and deletes the file; nothing happens without one. */
    public static void forget(Disk disk) {
        run(() -> {
            if (!disk.exists(FILE)) return false;
            try (DiskFile file = disk.open(FILE)) {
                file.write(0, new byte[LENGTH]);
                file.force();
            }
            disk.delete(FILE);
            disk.forceDirectory();
            return true;
        });
    }

    private static <T> T run(SmallFile.Work<T> work) {
        return SmallFile.run("the remembered key", work);
    }

    private static StoreFailure damaged() {
        return new StoreFailure.Damaged("the file " + FILE + " is damaged");
    }
}
