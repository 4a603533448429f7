package org.quietdrop.node.search;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is indexed of one conversation: all lines from one place to another, in blocks. It grows at
 * both ends. Blocks of the same 1,024 places are joined as they come.
 */
final class Shelf {
    /** A block and the places that it speaks for. */
    record Part(long first, long last, Block block) {}

    private final UserId contact;
    private final TreeMap<Long, Part> parts = new TreeMap<>();
    private final TreeSet<Long> unsaved = new TreeSet<>();

    /** The next place above what is indexed, from 1. */
    private long above;

    /** The lowest place that is indexed; equal to {@link #above} while nothing is. */
    private long bottom;

    /** Second of the lowest line that is indexed; null: none is. */
    private @Nullable Long frontier;

    private boolean whole;

    /**
     * An empty one.
     *
     * @param next the place of the next line of the conversation
     */
    Shelf(UserId contact, long next) {
        this.contact = contact;
        this.above = next;
        this.bottom = next;
        this.whole = next <= 1;
    }

    UserId contact() {
        return contact;
    }

    long above() {
        return above;
    }

    long bottom() {
        return bottom;
    }

    @Nullable Long frontier() {
        return frontier;
    }

    /** Whether no lower line is missing. */
    boolean isWhole() {
        return whole;
    }

    Collection<Part> parts() {
        return parts.values();
    }

    /** Number of the 1,024 places that a place is one of. */
    static long chunk(long place) {
        return (place - 1) / Block.PLACES;
    }

    static long first(long chunk) {
        return chunk * Block.PLACES + 1;
    }

    static long last(long chunk) {
        return first(chunk) + Block.PLACES - 1;
    }

    /** A chunk that is complete and has not been taken yet to be saved. */
    OptionalLong takeUnsaved() {
        Long chunk = unsaved.pollFirst();
        return chunk == null ? OptionalLong.empty() : OptionalLong.of(chunk);
    }

    /** The block that speaks for all of these places, if there is one. */
    Optional<Block> complete(long chunk) {
        return Optional.ofNullable(parts.get(first(chunk)))
                .filter(part -> part.last() == last(chunk))
                .map(Part::block);
    }

    /** Lines above what is indexed, all of one chunk, up to this place. */
    void append(long last, Block block) {
        parts.put(above, new Part(above, last, block));
        above = last + 1;
        if (frontier == null && block.lines() > 0) frontier = block.oldest();
        long chunk = chunk(last);
        if (last == last(chunk)) completed(chunk);
        while (joinSmall(chunk)) {}
    }

    /** Lines below what is indexed, all of one chunk, down to this place. */
    void prepend(long first, Block block) {
        parts.put(first, new Part(first, bottom - 1, block));
        bottom = first;
        if (block.lines() > 0) frontier = block.oldest();
        long chunk = chunk(first);
        if (first == first(chunk) && above > last(chunk)) completed(chunk);
    }

    /** A block from the store, for a whole chunk right below what is indexed. */
    void take(long chunk, Block block) {
        parts.put(first(chunk), new Part(first(chunk), last(chunk), block));
        bottom = first(chunk);
        if (block.lines() > 0) frontier = block.oldest();
    }

    private void completed(long chunk) {
        if (bottom > first(chunk)) return;
        List<Part> all = of(chunk);
        if (all.size() > 1) join(all);
        if (complete(chunk).map(Block::lines).orElse(0) > 0) unsaved.add(chunk);
    }

    /** No lower line is there. */
    void end() {
        whole = true;
    }

    private List<Part> of(long chunk) {
        return new ArrayList<>(parts.subMap(first(chunk), true, last(chunk), true).values());
    }

    /** Joins the two newest blocks of a chunk if the newer one is not much smaller. */
    private boolean joinSmall(long chunk) {
        List<Part> all = of(chunk);
        if (all.size() < 2) return false;
        Part older = all.get(all.size() - 2);
        Part newer = all.getLast();
        if (older.block().lines() > 2 * newer.block().lines()) return false;
        join(List.of(older, newer));
        return true;
    }

    private void join(List<Part> joined) {
        BlockWriter writer = new BlockWriter();
        for (Part part : joined) {
            writer.add(part.block(), new long[Bits.LONGS]);
            parts.remove(part.first());
            part.block().wipe();
        }
        long first = joined.getFirst().first();
        parts.put(first, new Part(first, joined.getLast().last(), writer.done()));
    }

    /** Forgets these lines of a chunk; its block is not saved any more. */
    void remove(long chunk, long[] gone) {
        unsaved.remove(chunk);
        for (Part part : of(chunk)) {
            Block left = new BlockWriter().add(part.block(), gone).done();
            parts.put(part.first(), new Part(part.first(), part.last(), left));
            part.block().wipe();
        }
    }

    void wipe() {
        parts.values().forEach(part -> part.block().wipe());
        parts.clear();
    }
}
