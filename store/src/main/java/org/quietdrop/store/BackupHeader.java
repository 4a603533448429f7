package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first 64 bytes of a backup, and how its chunks are sealed. FORMAT.md 12.
 *
 * @param cost what a guess at the passphrase costs
 * @param salt 16 bytes, random: so the key belongs to this file alone
 */
record BackupHeader(Argon2Cost cost, Bytes salt) {
    static final int LENGTH = 64;

    /** Bytes of a chunk before it is sealed. */
    static final int CHUNK = 65_536;

    /** Bytes of a chunk in the file. */
    static final int SEALED = CHUNK + XAead.TAG_SIZE;

    private static final int FORMAT = 1;
    private static final int CLEAR = 40;
    private static final int CHECK = 8;
    private static final byte[] MAGIC = "QDropBAK".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];

    /** The number of the chunk that the key is tried with: there is no such chunk. */
    private static final long TRIAL = -1;

    static BackupHeader fresh(Argon2Cost cost, RandomSource random) {
        return new BackupHeader(cost, Bytes.of(random.bytes(16)));
    }

    /** The key of this file; the caller closes it. */
    SecretKey key(char[] passphrase) {
        return Stretching.stretch(passphrase, salt, cost, "QDv1 backup");
    }

    private byte[] clear() {
        return ByteBuffer.allocate(CLEAR)
                .put(MAGIC)
                .putShort((short) FORMAT)
                .putShort((short) 0)
                .putInt(cost.passes())
                .putLong(cost.memoryBytes())
                .put(salt.toArray())
                .array();
    }

    /** The header as it stands in the file. */
    byte[] encode(SecretKey key) {
        byte[] body = Bytes.join(clear(), seal(key, TRIAL, false, NOTHING));
        return Bytes.join(body, check(body));
    }

    private static byte[] check(byte[] body) {
        byte[] whole = Blake2b.prf(new byte[SecretKey.SIZE], "QDv1 backup sum", body);
        return Arrays.copyOf(whole, CHECK);
    }

    /** Reads the header; whether the passphrase is right is another question. */
    static BackupHeader read(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        byte[] magic = new byte[MAGIC.length];
        if (file.length >= MAGIC.length) in.get(magic);
        if (!Arrays.equals(magic, MAGIC)) throw new StoreFailure.Damaged("it is no backup");
        if (file.length < LENGTH) throw new StoreFailure.Damaged("it is cut short");
        int format = Short.toUnsignedInt(in.getShort());
        if (format > FORMAT) throw new StoreFailure.Newer("the backup", format);
        byte[] found = Arrays.copyOfRange(file, LENGTH - CHECK, LENGTH);
        boolean whole = Arrays.equals(check(Arrays.copyOf(file, LENGTH - CHECK)), found);
        if (!whole || format != FORMAT || in.getShort() != 0) throw damaged();
        try {
            Argon2Cost cost = new Argon2Cost(in.getInt(), in.getLong());
            return new BackupHeader(cost, Bytes.of(Arrays.copyOfRange(file, 24, CLEAR)));
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
    }

    /** Whether this key is the one of the file. */
    boolean fits(SecretKey key, byte[] file) {
        try {
            return open(key, TRIAL, false, Arrays.copyOfRange(file, CLEAR, LENGTH - CHECK)).length
                    == 0;
        } catch (OpenFailed e) {
            return false;
        }
    }

    byte[] seal(SecretKey key, long number, boolean last, byte[] plain) {
        return XAead.seal(key, nonce(number), ad(number, last), plain);
    }

    byte[] open(SecretKey key, long number, boolean last, byte[] sealed) {
        return XAead.open(key, nonce(number), ad(number, last), sealed);
    }

    private static byte[] nonce(long number) {
        return ByteBuffer.allocate(XAead.NONCE_SIZE).putLong(16, number).array();
    }

    private byte[] ad(long number, boolean last) {
        return ByteBuffer.allocate(CLEAR + 9)
                .put(clear())
                .putLong(number)
                .put((byte) (last ? 1 : 0))
                .array();
    }

    static StoreFailure damaged() {
        return new StoreFailure.Damaged("it is damaged");
    }
}
