package org.quietdrop.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The index against a look at every line. */
final class SearchIndexTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> WORDS =
            List.of(
                    "hello",
                    "help",
                    "he",
                    "Ferry",
                    "café",
                    "CAFE",
                    "größe",
                    "Ёлка",
                    "елки",
                    "ΟΔΟΣ",
                    "سلام",
                    "שָׁלוֹם",
                    "हिन्दी",
                    "हिन्दू",
                    "天气很好",
                    "天",
                    "東京タワー",
                    "สวัสดี",
                    "이름은",
                    "😀",
                    "👍🏽",
                    "don't",
                    "e-mail",
                    "2026",
                    "x".repeat(60),
                    "x".repeat(61),
                    "a",
                    "b",
                    "!?");

    private static final List<String> QUERIES =
            List.of(
                    "hello",
                    "he",
                    "hel help",
                    "ferry cafe",
                    "grosse",
                    "елка",
                    "οδος",
                    "سلام",
                    "שלום",
                    "हिन्दी",
                    "天",
                    "天气",
                    "京タ",
                    "สวัส",
                    "이름",
                    "😀",
                    "👍",
                    "\"hello help\"",
                    "\"a b\"",
                    "e-mail",
                    "2026",
                    "x".repeat(60),
                    "x".repeat(30),
                    "a b",
                    "nothing of it",
                    "");

    private static Filter filter(Random random, Library library, Instant now) {
        Optional<UserId> in =
                random.nextInt(3) == 0 && !library.people.isEmpty()
                        ? Optional.of(library.people.get(random.nextInt(library.people.size())))
                        : Optional.empty();
        Optional<Boolean> mine =
                random.nextInt(3) == 0 ? Optional.of(random.nextBoolean()) : Optional.empty();
        long ago = Duration.between(START, now).toMillis() + 1;
        Optional<Instant> since =
                random.nextInt(4) == 0
                        ? Optional.of(START.plusMillis(random.nextLong(ago)))
                        : Optional.empty();
        Optional<Instant> before =
                random.nextInt(4) == 0
                        ? Optional.of(START.plusMillis(random.nextLong(ago)))
                        : Optional.empty();
        return new Filter(in, mine, since, before);
    }

    private static void compare(Library library, Random random, Instant now, String story) {
        for (int i = 0; i < 6; i++) {
            String typed = QUERIES.get(random.nextInt(QUERIES.size()));
            Query query = Query.parse(typed);
            Filter filter = filter(random, library, now);
            int page = 1 + random.nextInt(random.nextBoolean() ? 5 : 400);
            assertEquals(
                    library.scanned(query, filter),
                    library.found(query, filter, page),
                    story + ", query " + typed + ", " + filter + ", pages of " + page);
        }
    }

    /** Adds, restarts, kills, forgetting and queries, drawn from a seed. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itFindsWhatALookAtEveryLineFinds(long seed) {
        Random random = new Random(seed);
        Library library = new Library(random, 3);
        Instant now = START;
        for (int round = 0; round < 12; round++) {
            String story = "seed " + seed + ", round " + round;
            int lines = random.nextInt(800);
            for (int i = 0; i < lines && !library.people.isEmpty(); i++) {
                // Clocks go back now and then.
                now = now.plusMillis(random.nextInt(100_000) - 20_000);
                UserId who = library.people.get(random.nextInt(library.people.size()));
                if (random.nextInt(30) == 0) library.skip(who);
                library.say(who, random.nextBoolean(), now, Library.words(random, WORDS));
                if (random.nextInt(20) == 0) library.step();
            }
            if (random.nextInt(6) == 0 && !library.people.isEmpty()) {
                library.remove(library.people.getLast(), random);
            }
            switch (random.nextInt(8)) {
                case 0 -> library.restart(false);
                case 1 -> library.restart(true);
                case 2 -> library.meet();
                case 3 -> {
                    if (random.nextInt(3) == 0 && library.people.size() > 1) {
                        library.forget(library.people.getFirst());
                    }
                }
                default -> {}
            }
            library.finish();
            compare(library, random, now, story);
            assertEquals(library.said.size(), library.index.lines(), story);
        }
    }

    @Test
    void whatIsMissingIsSaidAndTheNewestComesFirst() {
        Random random = new Random(1);
        Library library = new Library(random, 2);
        for (int i = 0; i < 3_000; i++) {
            library.say(
                    library.people.get(i % 2), true, START.plusSeconds(i), "line " + i + " hello");
        }
        library.restart(false);
        Query hello = Query.parse("hello");
        assertEquals(Optional.of(Instant.MAX), missing(library));
        assertEquals(List.of(), library.found(hello, Filter.NONE, 100));
        Instant before = Instant.MAX;
        int steps = 0;
        while (missing(library).isPresent()) {
            Instant back = missing(library).get();
            assertTrue(!back.isAfter(before), "it never forgets how far it was");
            before = back;
            // All that is newer than what it says is found.
            List<Hit> found = library.found(hello, Filter.NONE, 5_000);
            for (Hit hit : library.scanned(hello, Filter.NONE)) {
                boolean newer = hit.second() >= back.getEpochSecond();
                assertTrue(!newer || found.contains(hit), hit + " is missing at " + back);
            }
            library.step();
            assertTrue(++steps < 1_000);
        }
        assertEquals(3_000, library.found(hello, Filter.NONE, 512).size());
    }

    private static Optional<Instant> missing(Library library) {
        return library.read(tx -> library.index.missingBefore(Filter.NONE));
    }

    /** A second start reads blocks, not lines. */
    @Test
    void wholeBlocksAreKept() {
        Random random = new Random(1);
        Library library = new Library(random, 1);
        UserId bob = library.people.getFirst();
        for (int i = 0; i < 10_000; i++) {
            library.say(bob, true, START.plusSeconds(i), Library.words(random, WORDS));
        }
        library.finish();
        assertEquals(9, library.saved());
        library.restart(false);
        int steps = library.finish();
        assertTrue(steps < 20, steps + " steps: it was built anew");
        compare(library, random, START.plusSeconds(10_000), "after a start");
        library.forget(bob);
        assertEquals(0, library.saved());
        assertEquals(0, library.index.lines());
    }

    /** A saved block that cannot be read, or was made by other rules, is made anew. */
    @Test
    void aBlockThatCannotBeUsedIsMadeAnew() {
        Random random = new Random(1);
        Library library = new Library(random, 1);
        UserId bob = library.people.getFirst();
        for (int i = 0; i < 3_000; i++) {
            library.say(bob, true, START.plusSeconds(i), Library.words(random, WORDS));
        }
        library.finish();
        assertEquals(2, library.saved());
        library.change(tx -> {
            for (var entry : tx.all(Table.SEARCH)) {
                byte[] value = entry.value();
                if (entry.key().order() == 0) value[1] = 99; // other rules
                else value[value.length - 1] ^= 0x7f; // a bit of the last list
                tx.put(entry.key(), value);
            }
        });
        library.restart(false);
        library.finish();
        assertEquals(3_000, library.index.lines());
    }

    @Test
    void whatIsForgottenMeanwhileIsNotFound() {
        Random random = new Random(1);
        Library library = new Library(random, 2);
        UserId bob = library.people.getFirst();
        UserId carol = library.people.get(1);
        for (int i = 0; i < 2_000; i++) {
            library.say(i % 2 == 0 ? bob : carol, true, START.plusSeconds(i), "hello " + i);
        }
        library.restart(true);
        for (int i = 0; i < 4; i++) library.step();
        library.forget(bob);
        library.finish();
        assertEquals(1_000, library.found(Query.parse("hello"), Filter.NONE, 300).size());
        assertEquals(1_000, library.index.lines());
    }
}
