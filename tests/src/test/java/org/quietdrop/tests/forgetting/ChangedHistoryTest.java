package org.quietdrop.tests.forgetting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.Moment;
import org.quietdrop.node.core.Request;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Line;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * Messages that were deleted one by one are in no byte of the home an hour later, nor are their
 * words in the index of the search.
 */
final class ChangedHistoryTest {
    private final PlantedHome home;

    ChangedHistoryTest(@TempDir Path folder) throws IOException {
        home = new PlantedHome(folder);
    }

    private void deleteSome(Set<Integer> places, boolean compacts) {
        home.change(tx -> home.core.start(tx, Moment.of(home.now)));
        home.plant();
        home.rest();
        home.now = PlantedHome.START.plus(Duration.ofDays(2));
        for (int place : places) home.ask(new Request.Delete(id(place)));
        home.pass(Duration.ofHours(1), compacts);
        home.close();
    }

    private String id(int place) {
        try (Transaction tx = home.store.begin()) {
            return tx.all(Table.HISTORY).stream()
                    .filter(e -> e.key().order() == place)
                    .map(e -> Line.decode(e.value()).id().hex())
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatWasDeletedIsNowhereAndTheRestIsThere() throws Exception {
        Set<Integer> gone = Set.of(3, 700, 1_500, PlantedHome.LINES - 1);
        deleteSome(gone, true);
        Set<Integer> left = new TreeSet<>(PlantedHome.places(1, PlantedHome.LINES));
        left.removeAll(gone);
        assertEquals(left, new TreeSet<>(home.found()));
    }

    /** The same search finds it in a home that is never compacted. */
    @Test
    void withoutCompactionItIsFound() throws Exception {
        Set<Integer> gone = Set.of(3, 700);
        deleteSome(gone, false);
        assertTrue(home.found().containsAll(gone));
    }
}
