package org.quietdrop.crypto.relay;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.XAead;
import org.quietdrop.crypto.ratchet.DoubleRatchet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The handle and the outer key of all drops that one side of a relation leaves for the other in one
 * week at one relay (PROTOCOL.md, Relay). Both sides compute the same; nobody else can, and two
 * handles do not show that they belong together.
 *
 * <p>Holds a secret: whoever makes one closes it. Not safe for use by several threads at once.
 */
public final class DropKeys implements AutoCloseable {
    /** The size of a drop in bytes: a nonce, an envelope and a tag. */
    public static final int DROP_SIZE =
            XAead.NONCE_SIZE + DoubleRatchet.ENVELOPE_SIZE + XAead.TAG_SIZE;

    /** The size of a handle in bytes. */
    public static final int HANDLE_SIZE = 16;

    private final Bytes handle;
    private final SecretKey outerKey;

    private DropKeys(Bytes handle, SecretKey outerKey) {
        this.handle = handle;
        this.outerKey = outerKey;
    }

    /**
     * The derivation.
     *
     * @param tagRoot 32 bytes, of the relation; stays the caller's
     * @param direction from whom the drops come
     * @param week of the sealing, see {@link Week}
     * @param relay who keeps the drops
     */
    public static DropKeys of(SecretKey tagRoot, Direction direction, long week, UserId relay) {
        byte[] root = weekRoot(tagRoot, direction, week);
        try {
            byte[] outerKey = Blake2b.prf(root, "QDv1 outer key", relay.toArray());
            return new DropKeys(handle(root, relay), SecretKey.take(outerKey));
        } finally {
            Arrays.fill(root, (byte) 0);
        }
    }

    /** Only the handle, 16 bytes, for who asks by it. The parameters are those of {@link #of}. */
    public static Bytes handle(SecretKey tagRoot, Direction direction, long week, UserId relay) {
        byte[] root = weekRoot(tagRoot, direction, week);
        try {
            return handle(root, relay);
        } finally {
            Arrays.fill(root, (byte) 0);
        }
    }

    private static byte[] weekRoot(SecretKey tagRoot, Direction direction, long week) {
        ByteBuffer input = ByteBuffer.allocate(1 + Long.BYTES).put(direction.code()).putLong(week);
        return Blake2b.prf(tagRoot.expose(), "QDv1 tag root", input.array());
    }

    private static Bytes handle(byte[] root, UserId relay) {
        byte[] whole = Blake2b.prf(root, "QDv1 handle", relay.toArray());
        return Bytes.of(Arrays.copyOf(whole, HANDLE_SIZE));
    }

    /** What the drops are deposited under and asked for by: 16 bytes, known to the relay. */
    public Bytes handle() {
        return handle;
    }

    /**
     * Makes a drop with a fresh nonce (24 bytes drawn). Sealing one envelope twice gives two drops
     * that do not show it.
     *
     * @param envelope 4,000 bytes
     * @return 4,040 bytes
     * @throws IllegalArgumentException if the envelope has another size
     * @throws IllegalStateException after {@link #close}
     */
    public Bytes seal(Bytes envelope, RandomSource random) {
        if (envelope.size() != DoubleRatchet.ENVELOPE_SIZE) {
            throw new IllegalArgumentException("an envelope has 4,000 bytes");
        }
        byte[] key = outerKey.expose();
        byte[] nonce = random.bytes(XAead.NONCE_SIZE);
        byte[] sealed = XAead.seal(key, nonce, handle.toArray(), envelope.toArray());
        return Bytes.of(Bytes.join(nonce, sealed));
    }

    /**
     * Opens a drop.
     *
     * @return the envelope, 4,000 bytes, which still has to open itself
     * @throws OpenFailed if it is not 4,040 bytes that were sealed under these very keys
     * @throws IllegalStateException after {@link #close}
     */
    public byte[] open(Bytes drop) {
        byte[] key = outerKey.expose();
        if (drop.size() != DROP_SIZE) {
            throw new OpenFailed();
        }
        byte[] all = drop.toArray();
        byte[] nonce = Arrays.copyOf(all, XAead.NONCE_SIZE);
        byte[] sealed = Arrays.copyOfRange(all, XAead.NONCE_SIZE, DROP_SIZE);
        return XAead.open(key, nonce, handle.toArray(), sealed);
    }

    /** Wipes the outer key; the handle stays readable. Closing twice does nothing. */
    @Override
    public void close() {
        outerKey.close();
    }

    @Override
    public String toString() {
        return "DropKeys[redacted]";
    }
}
