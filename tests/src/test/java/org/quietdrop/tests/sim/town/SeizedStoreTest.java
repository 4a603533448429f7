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

    /**
     * What was found: once with the week in which each record was last written, once with its place
     * in the file, which tells something of when.
     */
    private record Found(List<Seizure> byWeek, List<Seizure> byPlace) {}

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
        ThiefGames places = new ThiefGames(SEED);
        ThiefGames control = new ThiefGames(SEED);
        List<Found> all =
                LongStream.range(SEED, SEED + towns).parallel().mapToObj(this::found).toList();
        for (Found found : all) {
            real.play(found.byWeek());
            places.play(found.byPlace());
            control.play(found.byWeek().stream().map(Seizure::underConstantNames).toList());
        }
        System.out.println(
                "Locked store of a relay, " + towns + " towns, " + WEEKS + " weeks each");
        System.out.println("                        by records | by place in the file | control");
        print("which belong together:  ", real.together, places.together, control.together);
        print("of which pair more:     ", real.more, places.more, control.more);
        print("from whom:              ", real.from, places.from, control.from);
        print("for whom:               ", real.to, places.to, control.to);
        for (Guesses game : List.of(real.together, real.more, real.from, real.to)) {
            // Five deviations of so many coins: guesses in one town hang together, few towns stray.
            double strays = Math.max(game.within(), 5 / Math.sqrt(game.samples()));
            assertTrue(Math.abs(game.advantage()) <= strays, "advantage " + game);
        }
        assertTrue(control.together.advantage() > 0.9, "control: " + control.together);
        assertTrue(control.more.advantage() > 0.9, "control: " + control.more);
    }

    private static void print(String what, Guesses real, Guesses places, Guesses control) {
        System.out.println(what + real + " | " + places + " | " + control);
    }

    /** A relay that is always there, among friends who seldom are; looked at once a week. */
    private Found found(long seed) {
        Path index = folder.resolve("index-" + seed + ".db");
        Town town =
                new Town(
                        Plans.around(seed, WEEKS),
                        i -> i == 0 ? new IndexPlace.InFile(index) : new IndexPlace.InHeap());
        TownNode relay = town.nodes.getFirst();
        List<Snapshot> snapshots = new ArrayList<>();
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        for (int week = 0; week < WEEKS; week++) {
            Duration end = Duration.ofDays(7L * (week + 1)).minusMinutes(5);
            int number = week;
            town.agenda.at(
                    Town.BEGIN.plus(end),
                    () -> seize(town, relay, index, number, snapshots, found));
        }
        town.run();
        assertEquals(List.of(), town.ledger.violations());
        return found;
    }

    private static void seize(
            Town town,
            TownNode relay,
            Path index,
            int week,
            List<Snapshot> snapshots,
            Found found) {
        town.go(relay, false);
        relay.closeStore();
        Snapshot now = Snapshot.of(index, snapshots);
        snapshots.add(now);
        found.byWeek().add(Seizure.of(town, relay, now, week, Snapshot.Row::week));
        found.byPlace().add(Seizure.of(town, relay, now, week, Snapshot.Row::place));
        town.agenda.later(Duration.ofMinutes(1), () -> town.come(relay));
    }
}
