package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Searches as people and scripts ask for them. */
final class SearchTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private final CoreBench carol = new CoreBench("carol", 3);

    SearchTest() {
        Pairing.of(alice, bob);
        Pairing.of(alice, carol);
    }

    private static Request.Search asks(String words) {
        return asks(words, null, null, 50, null);
    }

    private static Request.Search asks(
            String words,
            @Nullable String from,
            @Nullable String in,
            int limit,
            @Nullable String after) {
        return new Request.Search(
                words,
                Optional.ofNullable(from),
                Optional.ofNullable(in),
                Optional.empty(),
                Optional.empty(),
                limit,
                Optional.ofNullable(after));
    }

    private List<String> found(Request.Search asked) {
        View.Found found = alice.ask(asked, View.Found.class);
        assertTrue(found.whole());
        return found.lines().stream().map(View.Line::text).toList();
    }

    @Test
    void whatWasSaidIsFoundNewestFirst() {
        alice.send(bob, "The ferry leaves at eight");
        alice.wakeAfter(Duration.ofSeconds(2));
        alice.send(carol, "no FERRY today");
        Wire wire = Wire.between(alice, bob);
        bob.now = alice.now.plusSeconds(9);
        alice.now = bob.now;
        bob.send(alice, "which ferry?");
        wire.settle();
        assertEquals(
                List.of("which ferry?", "no FERRY today", "The ferry leaves at eight"),
                found(asks("ferry")));
        assertEquals(List.of("no FERRY today"), found(asks("today ferry")));
        assertEquals(List.of("which ferry?"), found(asks("ferry", "bob", null, 50, null)));
        assertEquals(
                List.of("The ferry leaves at eight"), found(asks("ferry", "me", "bob", 50, null)));
        assertEquals(List.of("no FERRY today"), found(asks("ferry", null, "carol", 50, null)));
        assertEquals(List.of(), found(asks("ferry", "carol", null, 50, null)));
        assertEquals(List.of("which ferry?"), found(asks("", "bob", null, 50, null)));
        assertEquals(List.of("no FERRY today"), found(asks("\"ferry today\"")));
        assertEquals(List.of(), found(asks("ferries")));
        // And what was searched is not in what a log would say.
        assertFalse(asks("ferry").toString().contains("ferry"));
    }

    @Test
    void datesNarrowItDown() {
        for (int day = 0; day < 10; day++) {
            alice.send(bob, "day " + day);
            alice.wakeAfter(Duration.ofDays(1));
        }
        Instant start = CoreBench.START;
        Request.Search some =
                new Request.Search(
                        "day",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(start.plus(Duration.ofDays(3))),
                        Optional.of(start.plus(Duration.ofDays(6))),
                        50,
                        Optional.empty());
        assertEquals(3, found(some).size());
    }

    @Test
    void pagesLeadThroughAllOfIt() {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            String text = (i % 3 == 0 ? "hello " : "bye ") + i;
            alice.send(i % 2 == 0 ? bob : carol, text);
            if (i % 3 == 0) said.addFirst(text);
            if (i % 5 == 0) alice.now = alice.now.plusSeconds(1);
        }
        List<String> all = new ArrayList<>();
        @Nullable String after = null;
        do {
            View.Found page = alice.ask(asks("hello", null, null, 7, after), View.Found.class);
            page.lines().forEach(line -> all.add(line.text()));
            after = page.next();
        } while (after != null);
        assertEquals(said.size(), all.size());
        assertTrue(all.containsAll(said));
    }

    @Test
    void whatIsForgottenIsNotFound() {
        alice.send(bob, "hello bob");
        alice.send(carol, "hello carol");
        assertEquals(2, found(asks("hello")).size());
        alice.ask(new Request.Forget("bob"), View.Done.class);
        assertEquals(List.of("hello carol"), found(asks("hello")));
        alice.send(carol, "hello again");
        assertEquals(2, found(asks("hello")).size());
    }

    @Test
    void aLongHistoryIsSearchedFromTheNewestBack() {
        for (int i = 0; i < 5_000; i++) alice.send(bob, "line " + i);
        alice.restart();
        View.Found first = alice.ask(asks("line"), View.Found.class);
        assertFalse(first.whole());
        assertNotNull(first.searchedTo());
        assertEquals("line 4999", first.lines().getFirst().text());
        while (alice.rest()) {}
        View.Found last = alice.ask(asks("\"line 7\""), View.Found.class);
        assertTrue(last.whole());
        assertNull(last.searchedTo());
        assertEquals(1, last.lines().size());
    }

    @Test
    void aLostTransactionLeavesNothingBehind() {
        alice.send(bob, "hello");
        assertEquals(1, found(asks("hello")).size());
        alice.lose(
                new Event.Asked(99_999, new Request.Send("bob", "hello, never committed")),
                new Event.Asked(99_998, asks("hello")));
        assertEquals(1, found(asks("hello")).size());
        alice.send(bob, "goodbye");
        assertEquals(List.of("goodbye"), found(asks("goodbye")));
        assertEquals(List.of(), found(asks("never")));
    }

    @Test
    void whatCannotBeSearchedForIsRefused() {
        for (String words :
                List.of("", "  ", "?!", "\ud800", "\"\"", "a".repeat(10_000), "a ".repeat(400))) {
            assertEquals(UserError.Exit.USAGE, alice.refused(asks(words)).exit());
        }
        assertEquals(UserError.Exit.USAGE, alice.refused(asks("?", "bob", null, 5, null)).exit());
        assertEquals(UserError.Exit.USAGE, alice.refused(asks("a", null, null, 0, null)).exit());
        assertEquals(UserError.Exit.USAGE, alice.refused(asks("a", null, null, 501, null)).exit());
        for (String cursor :
                List.of("", "1", "1.2", "1.2.zz", "9".repeat(30) + ".1." + "0".repeat(64))) {
            assertEquals(
                    UserError.Exit.USAGE, alice.refused(asks("a", null, null, 5, cursor)).exit());
        }
        assertEquals(
                UserError.Exit.NOT_FOUND, alice.refused(asks("a", "nobody", null, 5, null)).exit());
        assertEquals(
                UserError.Exit.USAGE, alice.refused(asks("a", "bob", "carol", 5, null)).exit());
    }
}
