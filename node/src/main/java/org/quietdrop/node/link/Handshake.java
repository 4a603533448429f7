package org.quietdrop.node.link;

import org.quietdrop.node.wire.Frame;

import java.util.List;

/**
 * One side of everything that comes before cells, as a machine of bytes: no socket, no clock. The
 * caller collects exactly {@link #awaits} bytes, hands them to {@link #take} and does what the step
 * says. {@code OpenFailed} or {@code ProtocolViolation} ends it: close, say nothing. For one
 * thread; close it in any case, which wipes what it holds.
 */
sealed interface Handshake extends AutoCloseable
        permits LinkDialler, LinkAnswerer, Handshake.Pairing {
    /** What to send before anything was received; empty when the other side speaks first. */
    byte[] begin();

    /** The size of the next message of the other side, in bytes; 0: it may not speak now. */
    int awaits();

    /** Takes a message of exactly {@link #awaits} bytes. */
    Step take(byte[] message);

    /** The half of a pairing: what there is besides a handshake between contacts. */
    sealed interface Pairing extends Handshake permits CodeTypist, CodeHolder, XxKeying {
        /**
         * The core has committed the keys: the bytes to send now.
         *
         * @param frames what Bob says in his first cell; empty for Alice
         */
        byte[] proceed(List<Frame> frames);

        /** Whether this exchange counts as a try: XX1 has arrived or left. */
        boolean burned();

        /**
         * Whether we are Alice, who waits for Bob's confirmation; Bob is done when he has spoken.
         */
        boolean alice();
    }

    @Override
    void close();
}
