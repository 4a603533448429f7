package org.quietdrop.tests.bench;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.KemExchange;
import org.quietdrop.crypto.ratchet.Opened;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.crypto.ratchet.Sealed;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Both ends of a session of ours. Each keeps its state as bytes, which are read before every step
 * and written after it, as a node does. ML-KEM exchanges are made when they are due; an offer or an
 * answer travels as an envelope of its own, in front of the next text.
 */
final class OwnSession {
    private static final byte TEXT = 0;
    private static final byte OFFER = 1;
    private static final byte ANSWER = 2;

    /** Kind 1, number 4, length 4. */
    private static final int HEAD = 9;

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final RandomSource random = new SystemRandom();
    private final boolean kem;
    private final End alice;
    private final End bob;
    private int exchanges;

    private static final class End {
        private byte[] kept;
        private final ArrayDeque<byte[]> first = new ArrayDeque<>();

        End(RatchetState state) {
            kept = state.encode();
            state.close();
        }

        RatchetState state() {
            return RatchetState.decode(kept);
        }

        void keep(RatchetState state) {
            Arrays.fill(kept, (byte) 0);
            kept = state.encode();
            state.close();
        }
    }

    /**
     * Takes both states over.
     *
     * @param kem whether ML-KEM exchanges are made
     */
    OwnSession(RatchetState alice, RatchetState bob, boolean kem) {
        this.alice = new End(alice);
        this.bob = new End(bob);
        this.kem = kem;
    }

    /** From Alice to Bob, sealed and opened. */
    void there(byte[] text) {
        pass(alice, bob, text);
    }

    /** From Bob to Alice. */
    void back(byte[] text) {
        pass(bob, alice, text);
    }

    /** How many secrets of ML-KEM have been agreed on. */
    int exchanges() {
        return exchanges;
    }

    private void pass(End from, End to, byte[] text) {
        for (byte[] body = from.first.poll(); body != null; body = from.first.poll()) {
            deliver(from, to, body);
        }
        byte[] body = open(to, seal(from, body(TEXT, 0, text)));
        if (!Arrays.equals(text, content(body))) throw new AssertionError("another text");
    }

    private byte[] seal(End from, byte[] body) {
        try (RatchetState state = from.state()) {
            Sealed sealed = DoubleRatchet.seal(state, body, random);
            from.keep(sealed.state());
            return sealed.envelope().toArray();
        }
    }

    private byte[] open(End to, byte[] envelope) {
        try (RatchetState state = to.state()) {
            Opened opened = DoubleRatchet.open(state, envelope, random, NOW);
            boolean due = kem && KemExchange.due(opened.state(), NOW);
            to.keep(opened.state());
            if (due) offer(to);
            return opened.body();
        }
    }

    private void offer(End end) {
        KemExchange.Offered made;
        try (RatchetState state = end.state()) {
            made = KemExchange.offer(state, random, NOW);
        }
        end.keep(made.state());
        end.first.add(body(OFFER, made.number(), made.ek().toArray()));
    }

    private void deliver(End from, End to, byte[] body) {
        byte[] opened = open(to, seal(from, body));
        int number = ByteBuffer.wrap(opened).getInt(1);
        byte[] content = content(opened);
        try (RatchetState state = to.state()) {
            if (opened[0] == OFFER) {
                KemExchange.Answered made =
                        KemExchange.answer(state, number, Bytes.of(content), random).orElseThrow();
                to.keep(made.state());
                byte[] answer = Bytes.join(made.name().toArray(), made.ct().toArray());
                to.first.add(body(ANSWER, number, answer));
            } else {
                Bytes answer = Bytes.of(content);
                Bytes name = answer.slice(0, KemExchange.NAME_SIZE);
                Bytes ct = answer.slice(KemExchange.NAME_SIZE, answer.size());
                to.keep(KemExchange.take(state, number, name, ct).orElseThrow());
                exchanges++;
            }
        }
    }

    private static byte[] body(byte kind, int number, byte[] content) {
        ByteBuffer out = ByteBuffer.allocate(DoubleRatchet.BODY_SIZE);
        return out.put(kind).putInt(number).putInt(content.length).put(content).array();
    }

    private static byte[] content(byte[] body) {
        int length = ByteBuffer.wrap(body).getInt(HEAD - Integer.BYTES);
        return Arrays.copyOfRange(body, HEAD, HEAD + length);
    }
}
