package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.Refusals;
import org.quietdrop.crypto.SeededRandom;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Every changed bit of an envelope is refused, the state stays as it was, and the work is the same
 * wherever the header was changed, and wherever the body was.
 */
final class RatchetForgeryTest {
    private static final int HEAD = 88;
    private static final String HEADER_OPEN = "XAEAD open 128";

    private final SeededRandom random = new SeededRandom(77);
    private final Pair pair = new Pair(random);

    private Refusals.Attempt at(Pair.End end) {
        return bad ->
                () -> {
                    try (RatchetState state = end.state()) {
                        byte[] before = state.encode();
                        try {
                            DoubleRatchet.open(state, bad, random, Pair.NOW);
                        } finally {
                            assertArrayEquals(before, state.encode());
                        }
                    }
                };
    }

    /**
     * All 32,000 bits.
     *
     * @param keys header keys that the reader has
     * @param tried how many of them are tried before the right one opens the true header
     */
    private void noChangedBitOpens(
            String what, Pair.End end, Bytes envelope, int number, int keys, int tried) {
        byte[] good = envelope.toArray();
        Refusals header = new Refusals("Envelope " + what + ", header");
        header.flips(good, 0, HEAD, at(end));
        header.print();
        assertEquals(Collections.nCopies(keys, HEADER_OPEN), header.calls());
        Refusals body = new Refusals("Envelope " + what + ", body");
        body.flips(good, HEAD, DoubleRatchet.ENVELOPE_SIZE, at(end));
        body.print();
        assertEquals(Collections.nCopies(tried, HEADER_OPEN), body.calls().subList(0, tried));
        assertEquals("AEAD open 4000", body.calls().getLast());
        assertEquals(1, Collections.frequency(body.calls(), "AEAD open 4000"));
        assertEquals(32_000, header.count() + body.count());
        assertArrayEquals(Pair.body(number), end.open(envelope));
    }

    @Test
    void ofANewChain() {
        pair.alice.sealed(0);
        noChangedBitOpens("of a new chain", pair.bob, pair.alice.sealed(1), 1, 1, 1);
    }

    @Test
    void ofThePresentChain() {
        pair.bob.open(pair.alice.sealed(0));
        pair.alice.sealed(1);
        noChangedBitOpens("of the present chain", pair.bob, pair.alice.sealed(2), 2, 2, 1);
    }

    @Test
    void ofAnEarlierChain() {
        Bytes late = pair.alice.sealed(0);
        pair.bob.open(pair.alice.sealed(1));
        pair.alice.open(pair.bob.sealed(2));
        pair.bob.open(pair.alice.sealed(3));
        noChangedBitOpens("of an earlier chain", pair.bob, late, 0, 3, 3);
    }

    /** What was opened before is known by its header, and its body is not looked at. */
    @Test
    void aReplayIsRefusedByItsHeader() {
        List<Bytes> opened = List.of(pair.alice.sealed(0), pair.alice.sealed(1));
        opened.forEach(pair.bob::open);
        Refusals all = new Refusals("Envelope opened before");
        for (Bytes envelope : opened) {
            all.add("replay", at(pair.bob).on(envelope.toArray()));
        }
        assertEquals(List.of(HEADER_OPEN), all.calls());
    }

    @Test
    void anotherSizeAsksNothing() {
        byte[] good = pair.alice.sealed(0).toArray();
        Refusals all = new Refusals("Envelope of another size");
        for (int size = 0; size < 8_200; size++) {
            if (size != good.length) {
                all.add("size " + size, at(pair.bob).on(Arrays.copyOf(good, size)));
            }
        }
        assertEquals(List.of(), all.calls());
        assertArrayEquals(Pair.body(0), pair.bob.open(Bytes.of(good)));
    }

    /** At every place where two envelopes could be put together. */
    @Test
    void headerAndBodyOfDifferentEnvelopesDoNotFit() {
        byte[] one = pair.alice.sealed(1).toArray();
        byte[] two = pair.alice.sealed(2).toArray();
        Refusals header = new Refusals("Envelope put together in its header");
        Refusals body = new Refusals("Envelope put together in its body");
        for (int cut = 1; cut < one.length; cut++) {
            byte[] mixed = one.clone();
            System.arraycopy(two, cut, mixed, cut, one.length - cut);
            (cut < HEAD ? header : body).add("cut at " + cut, at(pair.bob).on(mixed));
        }
        assertEquals(Collections.nCopies(1, HEADER_OPEN), header.calls());
        assertEquals("AEAD open 4000", body.calls().getLast());
        assertArrayEquals(Pair.body(2), pair.bob.open(Bytes.of(two)));
        assertArrayEquals(Pair.body(1), pair.bob.open(Bytes.of(one)));
    }

    @Test
    void noiseIsRefused() {
        for (int i = 0; i < 200; i++) {
            byte[] noise = random.bytes(4_000);
            assertThrows(OpenFailed.class, () -> pair.bob.open(noise, Pair.NOW));
        }
    }
}
