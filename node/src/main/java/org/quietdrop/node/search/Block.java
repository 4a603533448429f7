package org.quietdrop.node.search;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.record.SearchBlock;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The words of up to 1,024 neighbouring lines of one conversation, packed: which lines have a word,
 * who wrote each line, and when. Never changes. store/FORMAT.md, "SearchBlock".
 */
final class Block {
    /** Places of a block. */
    static final int PLACES = 1_024;

    /** Terms between two that stand in full. */
    static final int GROUP = 16;

    /** Longest term in bytes. */
    static final int MOST_TERM = 128;

    private final long[] present;
    private final long[] mine;
    private final long[] seconds;
    private final byte[] times;
    private final byte[] words;

    /** Where each group of terms begins. */
    private final int[] groups;

    /**
     * @param span the first, the smallest and the largest second of a line
     */
    Block(long[] present, long[] mine, long[] span, byte[] times, byte[] words) {
        this.present = present;
        this.mine = mine;
        this.seconds = span;
        this.times = times;
        this.words = words;
        this.groups = groups(words);
    }

    static byte[] bytes(String term) {
        return term.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads all of it once, so that nothing of it can surprise later. */
    private static int[] groups(byte[] words) {
        int[] groups = new int[8];
        int count = 0;
        Terms terms = new Terms(words, 0);
        long[] places = new long[Bits.LONGS];
        for (int n = 0; terms.more(); n++) {
            int from = terms.at();
            terms.advance();
            terms.places(places);
            if (n % GROUP != 0) continue;
            if (terms.shared() != 0) throw new IllegalStateException("a group begins in a word");
            if (count == groups.length) groups = Arrays.copyOf(groups, count * 2);
            groups[count++] = from;
        }
        return Arrays.copyOf(groups, count);
    }

    /** From the store. */
    static Block of(SearchBlock kept) {
        long[] present = Bits.ofBytes(kept.present().toArray());
        long[] mine = Bits.ofBytes(kept.mine().toArray());
        byte[] times = kept.times().toArray();
        long[] span = span(kept.first(), times, Bits.count(present));
        return new Block(present, mine, span, times, kept.words().toArray());
    }

    private static long[] span(long first, byte[] times, int lines) {
        long[] span = {first, first, first};
        long second = first;
        Varint in = new Varint(times, 0);
        for (int i = 1; i < lines; i++) {
            second += in.nextSigned();
            span[1] = Math.min(span[1], second);
            span[2] = Math.max(span[2], second);
        }
        if (in.more()) throw new IllegalStateException("there are more times than lines");
        return span;
    }

    /** For the store. */
    SearchBlock kept() {
        return new SearchBlock(
                Token.RULES,
                Bytes.of(Bits.toBytes(present)),
                Bytes.of(Bits.toBytes(mine)),
                seconds[0],
                Bytes.of(times),
                Bytes.of(words));
    }

    /** How many lines it has. */
    int lines() {
        return Bits.count(present);
    }

    /** Second of the oldest line, since 1970. */
    long oldest() {
        return seconds[1];
    }

    /** Second of the newest line. */
    long newest() {
        return seconds[2];
    }

    /** Bytes that it takes in memory, about. */
    long size() {
        return words.length + times.length + 4L * groups.length + 2L * Bits.LONGS * 8 + 150;
    }

    long[] present() {
        return present.clone();
    }

    long[] mine() {
        return mine.clone();
    }

    /** The second of each line; of places without a line 0. */
    long[] times() {
        long[] all = new long[PLACES];
        long second = seconds[0];
        Varint in = new Varint(times, 0);
        int first = Bits.next(present, 0);
        for (int at = first; at >= 0; at = Bits.next(present, at + 1)) {
            if (at != first) second += in.nextSigned();
            all[at] = second;
        }
        return all;
    }

    Terms terms() {
        return new Terms(words, 0);
    }

    /** The lines that have all of these terms. */
    long[] having(List<Query.Term> terms) {
        long[] hits = present.clone();
        for (Query.Term term : terms) {
            long[] some = new long[Bits.LONGS];
            find(term, some);
            Bits.and(hits, some);
            if (Bits.isEmpty(hits)) return hits;
        }
        return hits;
    }

    private void find(Query.Term wanted, long[] into) {
        if (groups.length == 0) return;
        Terms terms = new Terms(words, groups[group(wanted.bytes())]);
        while (terms.more()) {
            terms.advance();
            int order = terms.compare(wanted.bytes());
            if (order == 0 || (wanted.prefix() && terms.startsWith(wanted.bytes()))) {
                terms.places(into);
                if (!wanted.prefix()) return;
            } else if (order > 0) {
                return;
            }
        }
    }

    /** The last group that does not begin behind a term, or the first. */
    private int group(byte[] term) {
        int low = 0;
        int high = groups.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            Terms at = new Terms(words, groups[middle]);
            at.advance();
            if (at.compare(term) <= 0) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /** Overwrites what it says. Copies that the collector made are out of reach. */
    void wipe() {
        Arrays.fill(words, (byte) 0);
        Arrays.fill(times, (byte) 0);
        Arrays.fill(present, 0);
        Arrays.fill(mine, 0);
        Arrays.fill(seconds, 0);
    }
}
