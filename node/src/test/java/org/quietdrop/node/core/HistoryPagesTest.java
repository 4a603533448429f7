package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A conversation page by page, and the lines around one of them. */
final class HistoryPagesTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private final CoreBench carol = new CoreBench("carol", 3);
    private final List<String> ids = new ArrayList<>();

    HistoryPagesTest() {
        Pairing.of(alice, bob);
        Pairing.of(alice, carol);
        for (int i = 0; i < 20; i++) ids.add(alice.send(bob, "m" + i));
    }

    private View.Lines page(int limit, @Nullable String before, @Nullable String around) {
        return alice.ask(asks("bob", limit, before, around), View.Lines.class);
    }

    private static Request asks(
            @Nullable String with, int limit, @Nullable String before, @Nullable String around) {
        return new Request.History(
                Optional.ofNullable(with),
                limit,
                Optional.empty(),
                Optional.ofNullable(before).map(Request.Where.Typed::new),
                Optional.ofNullable(around));
    }

    private static List<String> texts(View.Lines lines) {
        return lines.lines().stream().map(View.Line::text).toList();
    }

    @Test
    void theCursorsOfPagesLeadThroughAllOfIt() {
        for (int limit = 1; limit <= 21; limit++) {
            List<String> all = new ArrayList<>();
            @Nullable String before = null;
            do {
                View.Lines page = page(limit, before, null);
                assertTrue(page.lines().size() <= limit);
                all.addAll(0, texts(page));
                before = page.next() == null ? null : String.valueOf(page.next());
            } while (before != null);
            assertEquals(alice.texts(bob), all, "limit " + limit);
        }
    }

    @Test
    void forwardTheyLeadThroughAllOfItToo() {
        for (int limit = 1; limit <= 21; limit++) {
            List<String> all = new ArrayList<>();
            @Nullable Long after = 0L;
            while (after != null) {
                View.Lines page = alice.ask(behind(limit, after), View.Lines.class);
                all.addAll(texts(page));
                after = page.next();
            }
            assertEquals(alice.texts(bob), all, "limit " + limit);
        }
        assertEquals(UserError.Exit.USAGE, exit(behind(5, -1)));
        assertEquals(UserError.Exit.USAGE, exit(behind(5, Long.MAX_VALUE)));
    }

    private static Request behind(int limit, long after) {
        return new Request.History(
                Optional.of("bob"),
                limit,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(after));
    }

    @Test
    void anIdIsACursor() {
        assertEquals(List.of("m7", "m8"), texts(page(2, ids.get(9), null)));
        assertEquals(List.of("m7", "m8"), texts(page(2, ids.get(9).substring(0, 12), null)));
        assertEquals(List.of(), texts(page(2, ids.getFirst(), null)));
    }

    @Test
    void aroundALineAreItsNeighbours() {
        assertEquals(List.of("m8", "m9", "m10", "m11", "m12"), texts(page(5, null, ids.get(10))));
        assertEquals(List.of("m9", "m10", "m11", "m12"), texts(page(4, null, ids.get(10))));
        assertEquals(List.of("m10"), texts(page(1, null, ids.get(10))));
        assertEquals(List.of("m0", "m1", "m2"), texts(page(3, null, ids.getFirst())));
        assertEquals(List.of("m17", "m18", "m19"), texts(page(3, null, ids.get(19))));
        assertEquals(20, page(500, null, ids.get(10)).lines().size());
        View.Lines lines = page(5, null, ids.get(10));
        assertEquals("m7", texts(page(1, String.valueOf(lines.next()), null)).getFirst());
        assertNull(page(3, null, ids.get(1)).next());
        View.Lines unnamed = alice.ask(asks(null, 3, null, ids.get(5)), View.Lines.class);
        assertEquals(List.of("m4", "m5", "m6"), texts(unnamed));
    }

    @Test
    void whatIsNoLineIsRefused() {
        String other = alice.send(carol, "elsewhere");
        assertEquals(UserError.Exit.NOT_FOUND, exit(asks("bob", 5, other, null)));
        assertEquals(UserError.Exit.NOT_FOUND, exit(asks("bob", 5, null, other)));
        assertEquals(UserError.Exit.NOT_FOUND, exit(asks("bob", 5, null, "ffffffffffff")));
        assertEquals(UserError.Exit.NOT_FOUND, exit(asks("bob", 5, "999999999", null)));
        for (String bad : List.of("", "0", "-1", "zebra", "12.5", "abc", "١٢")) {
            assertEquals(UserError.Exit.USAGE, exit(asks("bob", 5, bad, null)), bad);
        }
        assertEquals(UserError.Exit.USAGE, exit(asks("bob", 5, null, "abc")));
        assertEquals(UserError.Exit.USAGE, exit(asks("bob", 5, "3", ids.getFirst())));
        assertEquals(UserError.Exit.USAGE, exit(asks(null, 5, null, null)));
        assertEquals(UserError.Exit.USAGE, exit(asks("bob", 0, null, null)));
        assertEquals(UserError.Exit.USAGE, exit(asks("bob", 1_001, null, null)));
        assertEquals(20, alice.texts(bob).size());
        // A number that a program sends is a cursor, however far beyond the end.
        Request far =
                new Request.History("bob", 3, Optional.empty(), Optional.of(999_999_999_999L));
        assertEquals(List.of("m17", "m18", "m19"), texts(alice.ask(far, View.Lines.class)));
    }

    private UserError.Exit exit(Request request) {
        return alice.refused(request).exit();
    }

    @Test
    void sinceEndsThePages() {
        alice.wakeAfter(Duration.ofHours(1));
        String late = alice.send(bob, "late");
        Request since =
                new Request.History(
                        Optional.of("bob"),
                        5,
                        Optional.of(alice.now.minus(Duration.ofMinutes(1))),
                        Optional.empty(),
                        Optional.empty());
        View.Lines page = alice.ask(since, View.Lines.class);
        assertEquals(List.of(late), page.lines().stream().map(View.Line::id).toList());
        assertNull(page.next());
    }
}
