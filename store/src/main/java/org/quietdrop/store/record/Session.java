package org.quietdrop.store.record;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.ratchet.RatchetState;

import java.util.Arrays;

/**
 * The ratchet with one contact, and how much of our sending chains the other side has acknowledged:
 * what {@code SessionCheck} is compared with.
 */
public final class Session implements AutoCloseable {
    private static final int VERSION = 1;
    private final RatchetState ratchet;
    private final Acknowledged acknowledged;

    /**
     * What is known to have arrived.
     *
     * @param chain our ratchet key of that chain
     * @param upTo one more than the highest number acknowledged in it; 0: none
     */
    public record Acknowledged(PublicKey chain, int upTo) {}

    /** Takes ownership of the state. */
    public Session(RatchetState ratchet, Acknowledged acknowledged) {
        this.ratchet = ratchet;
        this.acknowledged = acknowledged;
    }

    /** The state, live. */
    public RatchetState ratchet() {
        return ratchet;
    }

    /** The newest chain of ours in which something is acknowledged. */
    public Acknowledged acknowledged() {
        return acknowledged;
    }

    /** For the store. */
    public byte[] encode() {
        byte[] state = ratchet.encode();
        byte[] all =
                new RecordWriter(VERSION)
                        .bytes(state)
                        .raw(acknowledged.chain().toArray())
                        .u32(acknowledged.upTo())
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
                        new Acknowledged(PublicKey.of(in.raw(32)), in.u32()));
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
