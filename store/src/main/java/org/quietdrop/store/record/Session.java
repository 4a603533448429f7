package org.quietdrop.store.record;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.ratchet.RatchetState;

import java.util.Arrays;

/**
 * The ratchet with one contact, and how much of our sending chains the other side has acknowledged:
 * what {@code SessionCheck} is compared with.
 */
public final class Session implements AutoCloseable {
    private static final int VERSION = 2;
    private final RatchetState ratchet;
    private final Acknowledged acknowledged;
    private final boolean agreed;

    /**
     * What is known to have arrived.
     *
     * @param chain our ratchet key of that chain
     * @param upTo one more than the highest number acknowledged in it; 0: none
     */
    public record Acknowledged(PublicKey chain, int upTo) {}

    /**
     * Takes ownership of the state.
     *
     * @param agreed whether both sides were last known to hold this session: only then something
     *     may be sealed in it without a link
     */
    public Session(RatchetState ratchet, Acknowledged acknowledged, boolean agreed) {
        this.ratchet = ratchet;
        this.acknowledged = acknowledged;
        this.agreed = agreed;
    }

    /** The state, live. */
    public RatchetState ratchet() {
        return ratchet;
    }

    /** The newest chain of ours in which something is acknowledged. */
    public Acknowledged acknowledged() {
        return acknowledged;
    }

    /** Whether something may be sealed in it while there is no link. */
    public boolean agreed() {
        return agreed;
    }

    /** For the store. */
    public byte[] encode() {
        byte[] state = ratchet.encode();
        byte[] all =
                new RecordWriter(VERSION)
                        .bytes(state)
                        .raw(acknowledged.chain().toArray())
                        .u32(acknowledged.upTo())
                        .flag(agreed)
                        .done();
        Arrays.fill(state, (byte) 0);
        return all;
    }

    /** From the store. */
    public static Session decode(byte[] bytes) {
        RecordReader in = new RecordReader("session", bytes, VERSION);
        byte[] state = in.bytes();
        var session =
                new Session(
                        RatchetState.decode(state),
                        new Acknowledged(PublicKey.of(in.raw(32)), in.u32()),
                        in.since(2) && in.flag());
        Arrays.fill(state, (byte) 0);
        in.end();
        return session;
    }

    @Override
    public void close() {
        ratchet.close();
    }

    @Override
    public String toString() {
        return "Session[redacted]";
    }
}
