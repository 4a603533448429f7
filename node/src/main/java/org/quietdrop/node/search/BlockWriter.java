package org.quietdrop.node.search;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Gathers lines, and blocks of lines, of the same 1,024 places into one block. */
final class BlockWriter {
    private final TreeMap<byte[], long[]> words = new TreeMap<>(Arrays::compareUnsigned);
    private final long[] present = new long[Bits.LONGS];
    private final long[] mine = new long[Bits.LONGS];
    private final long[] times = new long[Block.PLACES];

    /**
     * Adds a line.
     *
     * @param at its place in the block, from 0
     * @param second when it was kept, since 1970
     */
    BlockWriter add(int at, boolean own, long second, String text) {
        Bits.set(present, at);
        if (own) Bits.set(mine, at);
        times[at] = second;
        Set<String> terms = new HashSet<>();
        for (Token token : Token.of(text)) token.terms(terms::add);
        for (String term : terms) Bits.set(of(Block.bytes(term)), at);
        return this;
    }

    private long[] of(byte[] term) {
        return words.computeIfAbsent(term, _ -> new long[Bits.LONGS]);
    }

    /** Adds the lines of a block, without those that are gone. */
    BlockWriter add(Block block, long[] gone) {
        long[] there = block.present();
        Bits.without(there, gone);
        long[] own = block.mine();
        Bits.and(own, there);
        Bits.or(present, there);
        Bits.or(mine, own);
        long[] seconds = block.times();
        for (int at = 0; at < Block.PLACES; at++) {
            if (Bits.has(there, at)) times[at] = seconds[at];
        }
        Terms terms = block.terms();
        while (terms.more()) {
            terms.advance();
            long[] places = new long[Bits.LONGS];
            terms.places(places);
            Bits.and(places, there);
            if (!Bits.isEmpty(places)) Bits.or(of(terms.term()), places);
        }
        return this;
    }

    /** What was gathered; without a line in it, it is empty. */
    Block done() {
        ByteArrayOutputStream seconds = new ByteArrayOutputStream();
        int first = Bits.next(present, 0);
        long[] span = new long[3];
        Arrays.fill(span, first < 0 ? 0 : times[first]);
        long before = span[0];
        for (int at = 0; at < Block.PLACES; at++) {
            if (!Bits.has(present, at)) continue;
            if (at != first) Varint.putSigned(seconds, times[at] - before);
            before = times[at];
            span[1] = Math.min(span[1], before);
            span[2] = Math.max(span[2], before);
        }
        return new Block(present.clone(), mine.clone(), span, seconds.toByteArray(), packed());
    }

    private byte[] packed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] before = {};
        int n = 0;
        for (Map.Entry<byte[], long[]> word : words.entrySet()) {
            byte[] term = word.getKey();
            int shared = n++ % Block.GROUP == 0 ? 0 : shared(before, term);
            Varint.put(out, shared);
            Varint.put(out, term.length - shared);
            out.write(term, shared, term.length - shared);
            byte[] places = places(word.getValue());
            Varint.put(out, places.length);
            out.writeBytes(places);
            before = term;
        }
        return out.toByteArray();
    }

    private static int shared(byte[] before, byte[] term) {
        int differs = Arrays.mismatch(before, term);
        return differs < 0 ? term.length : differs;
    }

    /** The distances between places, or a bit for each where that is shorter. */
    private static byte[] places(long[] bits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int before = -1;
        for (int at = Bits.next(bits, 0); at >= 0; ) {
            Varint.put(out, at - before - 1);
            before = at;
            at = Bits.next(bits, at + 1);
        }
        byte[] all = Bits.toBytes(bits);
        return out.size() < all.length ? out.toByteArray() : all;
    }
}
