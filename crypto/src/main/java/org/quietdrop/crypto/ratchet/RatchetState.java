package org.quietdrop.crypto.ratchet;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.Role;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * One end of a session. From outside it never changes: {@link DoubleRatchet} answers with a new
 * state and leaves the old one as it was, also when opening fails. Holds secrets: close every state
 * that is no longer needed. Not for use by several threads at once.
 */
public final class RatchetState implements AutoCloseable {
    private static final int VERSION = 2;

    /** Version 1 knew no ML-KEM. */
    private static final int WITHOUT_KEM = 1;

    private static final int AD_SIZE = 64;
    private static final int KEY = 32;
    private static final int FIXED = 3 + AD_SIZE + PairKeys.SESSION_ID + 5 * KEY;

    final Session session;
    final SkippedKeys skipped;

    // RK, DHs, NHKr and the chains of Signal's specification.
    // DoubleRatchet changes them, only in a copy that nobody else has yet.
    SecretKey rootKey;
    SecretKey dhSecret;
    PublicKey dhPub;
    PublicKey previousDhPub = SessionView.NONE;
    SecretKey nextReceivingHeaderKey;
    SendingChain sending;
    @Nullable ReceivingChain receiving;
    final KemState kem;

    /**
     * What never changes: which end of which session.
     *
     * @param ad the associated data of all headers, 64 bytes
     */
    record Session(Role role, Bytes ad, Bytes sessionId) {}

    /** Takes over the keys and chains. */
    RatchetState(
            Session session,
            SkippedKeys skipped,
            SecretKey rootKey,
            SecretKey dhSecret,
            PublicKey dhPub,
            SecretKey nextReceivingHeaderKey,
            SendingChain sending,
            KemState kem) {
        this.session = session;
        this.skipped = skipped;
        this.rootKey = rootKey;
        this.dhSecret = dhSecret;
        this.dhPub = dhPub;
        this.nextReceivingHeaderKey = nextReceivingHeaderKey;
        this.sending = sending;
        this.kem = kem;
    }

    /** Which end this is. */
    public Role role() {
        return session.role();
    }

    /** The public name of the session, 16 bytes. */
    public Bytes sessionId() {
        return session.sessionId();
    }

    /** How many message keys are kept for envelopes that have not come. */
    public int skippedKeys() {
        return skipped.keyCount();
    }

    /** Numbers of the ML-KEM secrets in our and in the peer's present chain; 0: none. */
    public List<Integer> mixedIn() {
        return List.of(kem.sending, kem.receiving);
    }

    /** An independent copy, which the caller closes. */
    public RatchetState copy() {
        RatchetState copy =
                new RatchetState(
                        session,
                        skipped.copy(),
                        rootKey.copy(),
                        dhSecret.copy(),
                        dhPub,
                        nextReceivingHeaderKey.copy(),
                        sending.copy(),
                        kem.copy());
        copy.previousDhPub = previousDhPub;
        copy.receiving = receiving == null ? null : receiving.copy();
        return copy;
    }

    /**
     * The state as bytes for a sealed store: full of secrets, so the caller wipes the array. Layout
     * in PROTOCOL.md, Ratchet.
     */
    public byte[] encode() {
        ReceivingChain in = receiving;
        int size = FIXED + SendingChain.ENCODED + skipped.encodedSize() + kem.encodedSize();
        ByteBuffer out =
                ByteBuffer.allocate(in == null ? size : size + ReceivingChain.ENCODED)
                        .put((byte) VERSION)
                        .put((byte) (session.role() == Role.BOB ? 1 : 0))
                        .put(session.ad().toArray())
                        .put(session.sessionId().toArray())
                        .put(rootKey.expose())
                        .put(dhSecret.expose())
                        .put(dhPub.toArray())
                        .put(previousDhPub.toArray())
                        .put(nextReceivingHeaderKey.expose());
        sending.encode(out);
        out.put((byte) (in == null ? 0 : 1));
        if (in != null) {
            in.encode(out);
        }
        skipped.encode(out);
        kem.encode(out);
        return out.array();
    }

    /**
     * Reads what {@link #encode} wrote; the array stays the caller's, who wipes it.
     *
     * @throws IllegalArgumentException if these are not the bytes of a state of a known version:
     *     the store authenticates them, so this is a newer program's or a defect
     */
    public static RatchetState decode(byte[] encoded) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        try {
            int version = in.get();
            if (version != VERSION && version != WITHOUT_KEM) {
                throw new IllegalArgumentException("unknown version of a ratchet state");
            }
            Session session = new Session(role(in), bytes(in, AD_SIZE), bytes(in, 16));
            SecretKey rootKey = key(in);
            SecretKey dhSecret = key(in);
            PublicKey dhPub = publicKey(in);
            PublicKey previousDhPub = publicKey(in);
            SecretKey nextReceivingHeaderKey = key(in);
            SendingChain sending = SendingChain.decode(in);
            ReceivingChain receiving = flag(in) ? ReceivingChain.decode(in) : null;
            RatchetState state =
                    new RatchetState(
                            session,
                            SkippedKeys.decode(in),
                            rootKey,
                            dhSecret,
                            dhPub,
                            nextReceivingHeaderKey,
                            sending,
                            version == VERSION
                                    ? KemState.decode(in)
                                    : KemState.begin(Instant.EPOCH));
            state.previousDhPub = previousDhPub;
            state.receiving = receiving;
            if (in.hasRemaining()) {
                throw new IllegalArgumentException("a ratchet state with something behind it");
            }
            return state;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a ratchet state cut short", e);
        }
    }

    private static Role role(ByteBuffer in) {
        return flag(in) ? Role.BOB : Role.ALICE;
    }

    static boolean flag(ByteBuffer in) {
        return switch (in.get()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new IllegalArgumentException("not a ratchet state");
        };
    }

    private static Bytes bytes(ByteBuffer in, int size) {
        byte[] bytes = new byte[size];
        in.get(bytes);
        return Bytes.of(bytes);
    }

    static SecretKey key(ByteBuffer in) {
        byte[] key = new byte[KEY];
        in.get(key);
        return SecretKey.take(key);
    }

    static PublicKey publicKey(ByteBuffer in) {
        byte[] key = new byte[KEY];
        in.get(key);
        return PublicKey.of(key);
    }

    static int number(ByteBuffer in) {
        int number = in.getInt();
        if (number < 0) {
            throw new IllegalArgumentException("not a ratchet state");
        }
        return number;
    }

    @Override
    public void close() {
        rootKey.close();
        dhSecret.close();
        nextReceivingHeaderKey.close();
        sending.close();
        ReceivingChain in = receiving;
        if (in != null) {
            in.close();
        }
        skipped.close();
        kem.close();
    }

    @Override
    public String toString() {
        return "RatchetState[" + session.role() + ", " + session.sessionId().hex() + "]";
    }
}
