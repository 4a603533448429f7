package org.quietdrop.crypto.relay;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The handles and hints that stand for nobody among those that are real (PROTOCOL.md, Relay). They
 * come from a lasting secret of the node: were they drawn anew each time, whoever sees two asks, or
 * two sets of hints, could tell the real ones by their coming again, and count them.
 *
 * <p>Owns its secret: {@link #close} wipes it. Not safe for use by several threads at once.
 */
public final class Padding implements AutoCloseable {
    private final SecretKey key;

    /** Takes over the key, 32 bytes. */
    public Padding(SecretKey key) {
        this.key = key;
    }

    /** A fresh one. */
    public static Padding random(RandomSource random) {
        return new Padding(SecretKey.random(random));
    }

    /** The secret, live; to be kept for as long as the node lives. */
    public SecretKey key() {
        return key;
    }

    /**
     * A handle, 16 bytes, in the place of a relation that is not there.
     *
     * @param place of the relation, from 0
     */
    public Bytes handle(int place, long week, UserId relay) {
        byte[] input = ByteBuffer.allocate(12).putInt(place).putLong(week).array();
        return prf("QDv1 ask padding", input, relay, DropKeys.HANDLE_SIZE);
    }

    /**
     * A hint, 8 bytes, in the place of a relay that is not there.
     *
     * @param place of the relay, from 0
     * @param to who is told
     */
    public Bytes hint(int place, UserId to) {
        byte[] input = ByteBuffer.allocate(4).putInt(place).array();
        return prf("QDv1 hint pad", input, to, Hint.SIZE);
    }

    private Bytes prf(String label, byte[] input, UserId with, int size) {
        byte[] whole = Blake2b.prf(key.expose(), label, input, with.toArray());
        return Bytes.of(Arrays.copyOf(whole, size));
    }

    @Override
    public void close() {
        key.close();
    }

    @Override
    public String toString() {
        return "Padding[redacted]";
    }
}
