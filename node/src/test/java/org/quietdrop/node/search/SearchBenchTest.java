package org.quietdrop.node.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.UserId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A million messages of about sixty characters in fifty conversations: what the index takes in
 * memory, how long it is made, and how long it is asked. In the profile {@code bench}.
 */
@Tag("bench")
final class SearchBenchTest {
    private static final int CONVERSATIONS = 50;
    private static final int LINES = 20_000;
    private static final int STEP = 256;
    private static final long MOST_BYTES = 120L << 20;

    private final Random random = new Random(1);
    private final List<String> vocabulary = vocabulary();

    /** Forty thousand words of some letters, the first ones used most (Zipf). */
    private List<String> vocabulary() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            StringBuilder word = new StringBuilder();
            int letters = 2 + random.nextInt(4) + random.nextInt(1 + i / 10_000 * 2 + 2);
            for (int j = 0; j < letters; j++) word.append((char) ('a' + random.nextInt(26)));
            words.add(word.toString());
        }
        return words;
    }

    private String word() {
        double u = random.nextDouble();
        return vocabulary.get((int) (Math.pow(40_000, u) - 1));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        while (text.length() < 55) text.append(word()).append(' ');
        return text.toString();
    }

    private static long used() {
        for (int i = 0; i < 4; i++) System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void aMillion() {
        long before = used();
        SearchIndex index = new SearchIndex();
        long characters = 0;
        long longest = 0;
        long begun = System.nanoTime();
        long texts = 0;
        for (int c = 0; c < CONVERSATIONS; c++) {
            byte[] id = new byte[32];
            random.nextBytes(id);
            Shelf shelf = new Shelf(UserId.of(id), 1);
            for (int line = 0; line < LINES; ) {
                long made = System.nanoTime();
                String[] some = new String[Math.min(STEP, LINES - line)];
                Arrays.setAll(some, _ -> text());
                texts += System.nanoTime() - made;
                long step = System.nanoTime();
                BlockWriter writer = new BlockWriter();
                for (int i = 0; i < some.length; i++) {
                    characters += some[i].length();
                    writer.add(
                            (line + i) % Block.PLACES,
                            random.nextBoolean(),
                            (line + i) * 50L + c,
                            some[i]);
                }
                line += some.length;
                shelf.append(line, writer.done());
                longest = Math.max(longest, System.nanoTime() - step);
            }
            shelf.end();
            index.add(shelf);
        }
        double seconds = (System.nanoTime() - begun - texts) / 1e9;
        long bytes = used() - before;
        assertEquals(1_000_000, index.lines());
        System.out.printf(
                "1,000,000 lines, %.1f characters each: %.1f MB of heap (%.1f MB counted), built in"
                        + " %.1f s, longest step %.1f ms%n",
                characters / 1e6, bytes / 1e6, index.size() / 1e6, seconds, longest / 1e6);
        assertTrue(bytes < MOST_BYTES, bytes + " bytes of heap");
        queries(index, "one word", 1, false);
        queries(index, "two words", 2, false);
        queries(index, "a beginning", 1, true);
        queries(index, "three words and a beginning", 4, true);
    }

    private void queries(SearchIndex index, String what, int words, boolean cut) {
        long[] times = new long[2_000];
        long hits = 0;
        for (int i = -500; i < times.length; i++) {
            StringBuilder typed = new StringBuilder();
            for (int w = 0; w < words; w++) typed.append(word()).append(' ');
            String all = typed.toString().strip();
            Query query =
                    Query.parse(
                            cut
                                    ? all.substring(0, all.length() - 1)
                                    : '"' + all.replace(" ", "\" \"") + '"');
            long begun = System.nanoTime();
            List<Hit> found = index.hits(query, Filter.NONE, Optional.empty(), 512);
            if (i >= 0) times[i] = System.nanoTime() - begun;
            hits += found.size();
        }
        Arrays.sort(times);
        System.out.printf(
                "%-28s p50 %6.2f ms  p95 %6.2f ms  p99 %6.2f ms  most %6.2f ms  (%d hits)%n",
                what,
                times[1_000] / 1e6,
                times[1_900] / 1e6,
                times[1_980] / 1e6,
                times[1_999] / 1e6,
                hits);
    }
}
