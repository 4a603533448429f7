package org.quietdrop.store.record;

import org.quietdrop.crypto.SecretKey;

import java.time.Instant;

/**
 * Whose home it is: the seed of the identity and the name that friends see. Holds a secret: close
 * it.
 */
public final class OwnIdentity implements AutoCloseable {
    private static final int VERSION = 3;

    private final SecretKey seed;
    private final String name;
    private final Instant restored;
    private final Instant asOf;

    /**
     * Takes ownership of the seed.
     *
     * @param seed 32 bytes
     * @param restored when this home was made from words or a backup; the epoch: it is the first
     *     one of this identity
     * @param asOf when the backup was made that it was made from; the epoch: from none
     */
    public OwnIdentity(SecretKey seed, String name, Instant restored, Instant asOf) {
        this.seed = seed;
        this.name = name;
        this.restored = restored;
        this.asOf = asOf;
    }

    /** The seed, live. */
    public SecretKey seed() {
        return seed;
    }

    /** The name that friends see. */
    public String name() {
        return name;
    }

    /** When this home was made from words or a backup; the epoch: it is the first one. */
    public Instant restored() {
        return restored;
    }

    /** When the backup was made that this home was made from; the epoch: from none. */
    public Instant asOf() {
        return asOf;
    }

    /** For the store; the caller wipes it. */
    public byte[] encode() {
        return new RecordWriter(VERSION)
                .raw(seed.expose())
                .time(restored)
                .time(asOf)
                .raw(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .done();
    }

    /** From the store. The caller wipes the bytes and closes the result. */
    public static OwnIdentity decode(byte[] bytes) {
        RecordReader in = new RecordReader("identity", bytes, VERSION);
        SecretKey seed = SecretKey.take(in.raw(SecretKey.SIZE));
        Instant restored = in.since(2) ? in.time() : Instant.EPOCH;
        Instant asOf = in.since(3) ? in.time() : Instant.EPOCH;
        return new OwnIdentity(seed, in.restText(), restored, asOf);
    }

    @Override
    public void close() {
        seed.close();
    }

    @Override
    public String toString() {
        return "OwnIdentity[redacted]";
    }
}
