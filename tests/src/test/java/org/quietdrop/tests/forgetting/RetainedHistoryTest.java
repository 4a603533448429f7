package org.quietdrop.tests.forgetting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.Moment;
import org.quietdrop.node.core.Request;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Lines that were deleted because they were too old are in no byte of the home two hours after
 * their time, nor are their words in the index of the search that is kept there: with the store key
 * everything is opened that opens, and searched.
 */
final class RetainedHistoryTest {
    private final PlantedHome home;

    RetainedHistoryTest(@TempDir Path folder) throws IOException {
        home = new PlantedHome(folder);
    }

    /** Old lines are due; ends and a kill come in between. */
    private void life(boolean compacts) throws Exception {
        home.change(tx -> home.core.start(tx, Moment.of(home.now)));
        home.plant();
        home.rest();
        assertEquals(2, home.blocks());
        home.ask(new Request.Retain("bob", Optional.of("30d")));
        home.now = PlantedHome.START.plus(PlantedHome.KEEP).plus(Duration.ofMinutes(20));
        home.pass(Duration.ofMinutes(10), compacts);
        home.restart();
        home.now =
                PlantedHome.START
                        .plus(PlantedHome.KEEP)
                        .plusSeconds(PlantedHome.OLD)
                        .plus(Duration.ofHours(1));
        home.pass(Duration.ofMinutes(20), compacts);
        home.close();
        Path mark = home.folder.resolve("journal/mark");
        Files.write(mark, new byte[152]); // as after a kill: there never was one
        Files.delete(mark);
        home.restart();
        home.pass(Duration.ofMinutes(40), compacts);
        try (Transaction tx = home.store.begin()) {
            assertEquals(PlantedHome.LINES - PlantedHome.OLD, tx.all(Table.HISTORY).size());
        }
        home.close();
    }

    @Test
    void whatWasTooOldIsNowhereAndTheRestIsThere() throws Exception {
        life(true);
        assertEquals(PlantedHome.places(PlantedHome.OLD + 1, PlantedHome.LINES), home.found());
        home.restart();
        home.rest();
        assertEquals(1, home.blocks(), "the index has what is left");
        home.ask(new Request.Forget("bob"));
        assertEquals(0, home.blocks());
        home.pass(Duration.ofHours(1), true);
        home.close();
        assertEquals(Set.of(), home.found());
    }

    /** The same search finds all of it in a home that is never compacted. */
    @Test
    void withoutCompactionAllOfItIsFound() throws Exception {
        life(false);
        assertTrue(home.found().containsAll(PlantedHome.places(1, PlantedHome.LINES)));
    }
}
