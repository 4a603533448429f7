package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.journal.Place;

import java.util.List;
import java.util.Optional;

/** What is kept open for reading: bounded, nothing of destroyed segments, nothing of the index. */
final class RecentBatchesTest {
    private static final Bytes VALUE = Bytes.of(new byte[] {7});

    private static Change change(Table table) {
        return new Change(Key.of(table, VALUE), Optional.of(VALUE));
    }

    private static Place place(long segment, int offset) {
        return new Place(segment, offset);
    }

    @Test
    void theNewestAreKeptUpToTheLimit() {
        RecentBatches recent = new RecentBatches(100);
        List<Change> line = List.of(change(Table.HISTORY));
        for (int i = 0; i < 5; i++) {
            recent.add(place(1, i), line, 40);
        }
        assertTrue(recent.get(place(1, 2)).isEmpty());
        assertEquals(Optional.of(line), recent.get(place(1, 3)));
        recent.add(place(1, 9), line, 40); // the one just read stays, the other one goes
        assertEquals(Optional.of(line), recent.get(place(1, 3)));
        assertTrue(recent.get(place(1, 4)).isEmpty());
        recent.add(place(1, 10), line, 1_000);
        assertEquals(Optional.of(line), recent.get(place(1, 10)));
        recent.clear();
        assertTrue(recent.get(place(1, 10)).isEmpty());
    }

    @Test
    void whatIsDestroyedIsForgotten() {
        RecentBatches recent = new RecentBatches(100);
        List<Change> line = List.of(change(Table.HISTORY));
        recent.add(place(1, 0), line, 50);
        recent.add(place(2, 0), line, 50);
        recent.drop(1);
        recent.add(place(3, 0), line, 50); // its room is free again
        assertTrue(recent.get(place(1, 0)).isEmpty());
        assertEquals(Optional.of(line), recent.get(place(2, 0)));
    }

    @Test
    void statesAndKeysAreLeftOut() {
        RecentBatches recent = new RecentBatches(100);
        recent.add(place(1, 0), List.of(change(Table.SESSION), change(Table.HISTORY)), 50);
        List<Change> kept = recent.get(place(1, 0)).orElseThrow();
        assertEquals(Optional.empty(), kept.getFirst().value());
        assertEquals(Optional.of(VALUE), kept.getLast().value());
    }
}
