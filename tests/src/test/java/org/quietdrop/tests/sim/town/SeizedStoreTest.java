package org.quietdrop.tests.sim.town;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.store.IndexPlace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a finder of a relay's locked store can tell of the mail in it (THREAT_MODEL.md): measured as
 * games of guessing, with a store that files by constant names as the control.
 */
final class SeizedStoreTest {
    private static final long SEED = Long.getLong("quietdrop.town.seed", 1);
    private static final int WEEKS = 4;

    @TempDir Path folder;

    @Test
    void aFewTowns() {
        play(2);
    }

    @Test
    @Tag("town")
    void manyTowns() {
        play(20);
    }

    private void play(int towns) {
        ThiefGames real = new ThiefGames(SEED);
        ThiefGames hidden = new ThiefGames(SEED);
        ThiefGames control = new ThiefGames(SEED);
        List<List<Seizure>> all =
                LongStream.range(SEED, SEED + towns).parallel().mapToObj(this::weeks).toList();
        for (List<Seizure> weeks : all) {
            real.play(weeks);
            hidden.play(Seizure.withoutNumbers(weeks));
            control.play(weeks.stream().map(Seizure::underConstantNames).toList());
        }
        System.out.println(
                "Locked store of a relay, " + towns + " towns, " + WEEKS + " weeks each");
        System.out.println("                        as it is | batch numbers hidden | control");
        print("which belong together:  ", real.together, hidden.together, control.together);
        print("of which pair more:     ", real.more, hidden.more, control.more);
        print("from whom:              ", real.from, hidden.from, control.from);
        print("for whom:               ", real.to, hidden.to, control.to);
        assertTrue(control.together.advantage() > 0.9, "control: " + control.together);
        assertTrue(control.more.advantage() > 0.9, "control: " + control.more);
    }

    private static void print(String what, Guesses real, Guesses hidden, Guesses control) {
        System.out.println(what + real + " | " + hidden + " | " + control);
    }

    /** A relay that is always there, among friends who seldom are; looked at once a week. */
    private List<Seizure> weeks(long seed) {
        Path index = folder.resolve("index-" + seed + ".db");
        Town town =
                new Town(
                        Plans.around(seed, WEEKS),
                        i -> i == 0 ? new IndexPlace.InFile(index) : new IndexPlace.InHeap());
        TownNode relay = town.nodes.getFirst();
        List<Seizure> weeks = new ArrayList<>();
        for (int week = 0; week < WEEKS; week++) {
            Duration end = Duration.ofDays(7L * (week + 1)).minusMinutes(5);
            int number = week;
            town.agenda.at(
                    Town.BEGIN.plus(end), () -> weeks.add(seize(town, relay, index, number)));
        }
        town.run();
        assertEquals(List.of(), town.ledger.violations());
        return weeks;
    }

    private Seizure seize(Town town, TownNode relay, Path index, int week) {
        town.go(relay, false);
        relay.closeStore();
        Snapshot found = Snapshot.of(index, relay.disk());
        Seizure seized = Seizure.of(town, relay, found, week);
        town.agenda.later(Duration.ofMinutes(1), () -> town.come(relay));
        return seized;
    }
}
