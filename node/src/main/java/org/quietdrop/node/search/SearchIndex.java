package org.quietdrop.node.search;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.message.History;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which lines of the history have which words. Lives in memory, packed; whole blocks of it are kept
 * sealed in the store. Filled newest first in small steps, from what is committed; what it does not
 * have yet, it says. A hit is only worth a look: the line itself says whether it is one, so what
 * was deleted is never found, whatever is left of it here. One thread.
 */
public final class SearchIndex implements AutoCloseable {
    /** Lines read in one step. */
    static final int STEP = 256;

    /** Saved blocks read in one step. */
    private static final int SAVED = 8;

    /** The first look into a conversation: soon all of them shall have had one. */
    private static final int FIRST = 32;

    /** Room that a block wants on the disk, in bytes. */
    private static final long ROOM = 4L << 20;

    private final Map<UserId, Shelf> shelves = new TreeMap<>();
    private final Set<UserId> grown = new LinkedHashSet<>();
    private boolean begun;

    /** A line of this conversation was added. */
    public void grew(UserId contact) {
        grown.add(contact);
    }

    /**
     * One small step, of a few milliseconds at most: new lines first, then older ones, then a whole
     * block is saved.
     *
     * @return whether there is more to do
     */
    public boolean step(Transaction tx) {
        begin(tx);
        if (!catchUp(tx, STEP)) return true;
        for (int saved = 0; saved < SAVED; saved++) {
            Optional<Shelf> next = next();
            if (next.isEmpty()) return save(tx);
            if (!down(tx, next.get())) return true;
        }
        return true;
    }

    /** Of those that are not whole one without a look yet, else the one with the newest lines. */
    private Optional<Shelf> next() {
        return shelves.values().stream()
                .filter(s -> !s.isWhole())
                .min(
                        Comparator.comparing(
                                Shelf::frontier, Comparator.nullsFirst(Comparator.reverseOrder())));
    }

    private void begin(Transaction tx) {
        if (begun) return;
        Contacts contacts = new Contacts(tx);
        for (Contact c : contacts.all()) {
            long next = contacts.conversation(c.id()).nextLine();
            shelves.put(c.id(), new Shelf(c.id(), next));
        }
        grown.clear();
        begun = true;
    }

    /** Takes in at most so many new lines; whether these were all. */
    private boolean catchUp(Transaction tx, int most) {
        History history = new History(tx);
        int left = most;
        while (!grown.isEmpty() && left > 0) {
            UserId contact = grown.iterator().next();
            Shelf shelf = shelves.computeIfAbsent(contact, id -> new Shelf(id, 1));
            List<History.Placed> lines = history.from(contact, shelf.above(), left);
            if (lines.isEmpty()) grown.remove(contact);
            left -= up(shelf, lines);
        }
        return grown.isEmpty();
    }

    private static int up(Shelf shelf, List<History.Placed> lines) {
        if (lines.isEmpty()) return 0;
        long chunk = Shelf.chunk(shelf.above());
        List<History.Placed> here =
                lines.stream().filter(p -> Shelf.chunk(p.place()) == chunk).toList();
        boolean through = here.size() < lines.size();
        shelf.append(through ? Shelf.last(chunk) : here.getLast().place(), block(here));
        return here.size();
    }

    /** The next lines below, or a saved block of them; whether it was a block. */
    private static boolean down(Transaction tx, Shelf shelf) {
        long chunk = Shelf.chunk(shelf.bottom() - 1);
        if (shelf.bottom() == 1) {
            shelf.end();
            return true;
        }
        if (shelf.bottom() - 1 == Shelf.last(chunk)) {
            Optional<Block> saved = new SavedBlocks(tx).get(shelf.contact(), chunk);
            if (saved.isPresent()) {
                shelf.take(chunk, saved.get());
                return true;
            }
        }
        int most = shelf.frontier() == null ? FIRST : STEP;
        List<History.Placed> lines = new History(tx).page(shelf.contact(), shelf.bottom(), most);
        List<History.Placed> here =
                lines.stream().filter(p -> Shelf.chunk(p.place()) == chunk).toList();
        boolean through = here.size() < lines.size() || lines.isEmpty();
        shelf.prepend(through ? Shelf.first(chunk) : here.getFirst().place(), block(here));
        if (lines.isEmpty()) shelf.end();
        return false;
    }

    private static Block block(List<History.Placed> lines) {
        BlockWriter writer = new BlockWriter();
        for (History.Placed p : lines) {
            Line line = p.line();
            int at = (int) (p.place() - Shelf.first(Shelf.chunk(p.place())));
            writer.add(at, line.mine(), line.kept().getEpochSecond(), line.text());
        }
        return writer.done();
    }

    /** Puts a whole conversation on its place. */
    void add(Shelf shelf) {
        shelves.put(shelf.contact(), shelf);
    }

    private boolean save(Transaction tx) {
        if (!tx.hasRoom(ROOM)) return false;
        for (Shelf shelf : shelves.values()) {
            OptionalLong chunk = shelf.takeUnsaved();
            if (chunk.isEmpty()) continue;
            shelf.complete(chunk.getAsLong())
                    .ifPresent(block ->
                            new SavedBlocks(tx).put(shelf.contact(), chunk.getAsLong(), block));
            return true;
        }
        return false;
    }

    // ---- forgetting

    /** All of a conversation is deleted. */
    public void forget(Transaction tx, UserId contact) {
        new SavedBlocks(tx).removeAll(contact);
        grown.remove(contact);
        Shelf gone = shelves.remove(contact);
        if (gone != null) gone.wipe();
    }

    /** These lines of a conversation are deleted. */
    public void remove(Transaction tx, UserId contact, List<Long> places) {
        Map<Long, long[]> gone = new TreeMap<>();
        for (long place : places) {
            long[] bits = gone.computeIfAbsent(Shelf.chunk(place), _ -> new long[Bits.LONGS]);
            Bits.set(bits, (int) (place - Shelf.first(Shelf.chunk(place))));
        }
        Shelf shelf = shelves.get(contact);
        gone.forEach((chunk, bits) -> {
            new SavedBlocks(tx).remove(contact, chunk);
            if (shelf != null) shelf.remove(chunk, bits);
        });
    }

    /** A line has other words: its conversation is read anew, from whole blocks where they hold. */
    public void reworded(Transaction tx, UserId contact, long place) {
        new SavedBlocks(tx).remove(contact, Shelf.chunk(place));
        Shelf old = shelves.get(contact);
        if (old == null) return;
        old.wipe();
        long next = new Contacts(tx).conversation(contact).nextLine();
        shelves.put(contact, new Shelf(contact, next));
    }

    /** Forgets all that is in memory: it begins again. */
    public void clear() {
        shelves.values().forEach(Shelf::wipe);
        shelves.clear();
        grown.clear();
        begun = false;
    }

    @Override
    public void close() {
        clear();
    }

    // ---- looking

    /**
     * The newest lines that may be hits, behind the one after which the search goes on.
     *
     * @param most as many at most; when there are as many, there may be more
     */
    public List<Hit> hits(
            Transaction tx, Query query, Filter filter, Optional<Hit> after, int most) {
        begin(tx);
        boolean _ = catchUp(tx, STEP);
        return hits(query, filter, after, most);
    }

    /** The same, of what is here already. */
    List<Hit> hits(Query query, Filter filter, Optional<Hit> after, int most) {
        List<Query.Term> terms = query.terms();
        PriorityQueue<Hit> best = new PriorityQueue<>(Comparator.reverseOrder());
        for (Placed placed : newestFirst(filter)) {
            Block block = placed.part().block();
            Hit worst = best.peek();
            if (worst != null && best.size() == most && block.newest() < worst.second()) break;
            if (after.isPresent() && block.oldest() > after.get().second()) continue;
            long[] found = block.having(terms);
            filter.mine().ifPresent(own -> narrow(found, block, own));
            if (!Bits.isEmpty(found)) collect(placed, found, filter, after, most, best);
        }
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(null);
        return hits;
    }

    private record Placed(UserId contact, Shelf.Part part) {}

    private List<Placed> newestFirst(Filter filter) {
        List<Placed> all = new ArrayList<>();
        for (Shelf shelf : meant(filter)) {
            for (Shelf.Part part : shelf.parts()) all.add(new Placed(shelf.contact(), part));
        }
        all.sort(Comparator.comparingLong((Placed p) -> p.part().block().newest()).reversed());
        return all;
    }

    private Collection<Shelf> meant(Filter filter) {
        if (filter.in().isEmpty()) return shelves.values();
        @Nullable Shelf one = shelves.get(filter.in().get());
        return one == null ? List.of() : List.of(one);
    }

    private static void narrow(long[] found, Block block, boolean own) {
        if (own) Bits.and(found, block.mine());
        else Bits.without(found, block.mine());
    }

    private static void collect(
            Placed from,
            long[] found,
            Filter filter,
            Optional<Hit> after,
            int most,
            PriorityQueue<Hit> best) {
        long[] times = from.part().block().times();
        long base = Shelf.first(Shelf.chunk(from.part().first()));
        for (int at = Bits.next(found, 0); at >= 0; at = Bits.next(found, at + 1)) {
            if (!filter.mayLet(times[at])) continue;
            Hit worst = best.peek();
            boolean full = best.size() == most;
            if (full && worst != null && times[at] < worst.second()) continue;
            Hit hit = new Hit(from.contact(), base + at, times[at]);
            if (after.isPresent() && hit.compareTo(after.get()) <= 0) continue;
            if (full && worst != null && hit.compareTo(worst) > 0) continue;
            best.add(hit);
            if (best.size() > most) best.poll();
        }
    }

    /**
     * How far back the index goes: empty when nothing is missing.
     *
     * @return everything from this moment on is indexed; the far future if nothing can be said yet
     */
    public Optional<Instant> missingBefore(Filter filter) {
        if (!begun || !grown.isEmpty()) return Optional.of(Instant.MAX);
        Optional<Instant> missing = Optional.empty();
        for (Shelf shelf : meant(filter)) {
            if (shelf.isWhole()) continue;
            Long frontier = shelf.frontier();
            if (frontier == null) return Optional.of(Instant.MAX);
            Instant here = Instant.ofEpochSecond(frontier);
            if (missing.isEmpty() || missing.get().isBefore(here)) missing = Optional.of(here);
        }
        return missing;
    }

    /** Bytes in memory, about. */
    public long size() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.parts().stream())
                .mapToLong(part -> part.block().size())
                .sum();
    }

    /** How many lines are indexed. */
    public long lines() {
        return shelves.values().stream()
                .flatMap(shelf -> shelf.parts().stream())
                .mapToLong(part -> part.block().lines())
                .sum();
    }
}
