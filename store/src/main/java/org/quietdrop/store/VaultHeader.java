package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 128 bytes of a vault. FORMAT.md 2. The last 16 are an unkeyed checksum, so that a damaged
 * file is not taken for a wrong passphrase.
 *
 * @param cost what stretching costs; unused without a passphrase
 * @param wrapped the sealed store key
 */
record VaultHeader(Mode mode, Argon2Cost cost, Bytes salt, Bytes nonce, Bytes wrapped) {
    static final int LENGTH = 128;
    static final int FORMAT = 1;
    private static final int CLEAR = 40;
    private static final int NONCE = 24;
    private static final int WRAPPED = 48;
    private static final int CHECK = 16;
    private static final byte[] MAGIC = "QDropVLT".getBytes(StandardCharsets.US_ASCII);
    private static final Bytes NOTHING = Bytes.of(new byte[0]);

    /** How the store key is kept. */
    enum Mode {
        OPEN(0),
        PASSPHRASE(1);

        final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    static VaultHeader locked(Argon2Cost cost, RandomSource random) {
        return fresh(Mode.PASSPHRASE, cost, random);
    }

    static VaultHeader open(RandomSource random) {
        return fresh(Mode.OPEN, new Argon2Cost(1, Argon2Cost.LEAST_MEMORY), random);
    }

    private static VaultHeader fresh(Mode mode, Argon2Cost cost, RandomSource random) {
        Bytes salt = Bytes.of(random.bytes(16));
        return new VaultHeader(mode, cost, salt, Bytes.of(random.bytes(NONCE)), NOTHING);
    }

    /** What is authenticated with the store key. */
    byte[] clear() {
        return ByteBuffer.allocate(CLEAR)
                .put(MAGIC)
                .putShort((short) FORMAT)
                .put((byte) mode.code)
                .put((byte) 0)
                .putInt(cost.passes())
                .putLong(cost.memoryBytes())
                .put(salt.toArray())
                .array();
    }

    /** The whole file. */
    byte[] file(SecretKey wrap, SecretKey storeKey) {
        byte[] head = clear();
        byte[] sealed = XAead.wrap(wrap, nonce.toArray(), head, storeKey);
        byte[] body = Bytes.join(head, nonce.toArray(), sealed);
        return Bytes.join(body, check(body));
    }

    private static byte[] check(byte[] body) {
        return Arrays.copyOf(
                Blake2b.prf(new byte[SecretKey.SIZE], "QDv1 vault check", body), CHECK);
    }

    static VaultHeader read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        if (file.length < CLEAR || !Arrays.equals(magic(in, magic), MAGIC)) {
            throw damaged();
        }
        int format = Short.toUnsignedInt(in.getShort());
        boolean whole =
                file.length == LENGTH
                        && Arrays.equals(
                                check(Arrays.copyOf(file, LENGTH - CHECK)),
                                Arrays.copyOfRange(file, LENGTH - CHECK, LENGTH));
        if (format > FORMAT && (file.length != LENGTH || whole)) {
            throw new StoreFailure.Newer("the vault", format);
        }
        if (!whole || format != FORMAT) {
            throw damaged();
        }
        Mode mode = mode(in.get());
        in.get();
        Argon2Cost cost = cost(in.getInt(), in.getLong());
        return new VaultHeader(mode, cost, take(in, 16), take(in, NONCE), take(in, WRAPPED));
    }

    private static byte[] magic(ByteBuffer in, byte[] magic) {
        in.get(magic);
        return magic;
    }

    private static Mode mode(int code) {
        for (Mode mode : Mode.values()) {
            if (mode.code == code) {
                return mode;
            }
        }
        throw damaged();
    }

    private static Argon2Cost cost(int passes, long memoryBytes) {
        try {
            return new Argon2Cost(passes, memoryBytes);
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
    }

    private static Bytes take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Bytes.of(bytes);
    }

    private static StoreFailure damaged() {
        return new StoreFailure.Damaged("the vault file is damaged");
    }
}
