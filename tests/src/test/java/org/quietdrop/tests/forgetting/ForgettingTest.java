package org.quietdrop.tests.forgetting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Key;
import org.quietdrop.store.Store;
import org.quietdrop.store.SweepPolicy;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.tests.sim.SimRandom;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What was deleted or overwritten is gone within the stated time: every byte of the home is opened
 * with every key that the store key still opens, and searched for marks that were planted.
 */
final class ForgettingTest {
    private static final int SEGMENT = 64 << 10;
    private static final int BUDGET = 4000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path folder;

    private final SecretKey key = SecretKey.of(new SimRandom(1).bytes(32));
    private final SimRandom random = new SimRandom(2);
    private Instant now = START;
    private boolean forgets = true;
    private boolean hoards;
    private int hoarded;

    private Store open() throws Exception {
        Files.createDirectories(folder.resolve("journal"));
        return Store.open(
                new RealDisk(folder.resolve("journal")),
                new IndexPlace.InFile(folder.resolve("index.db")),
                key,
                random,
                SEGMENT);
    }

    private static Bytes text(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void put(Store store, Table table, String group, long order, String value) {
        try (Transaction t = store.begin()) {
            t.put(new Key(table, text(group), order), text(value).toArray());
            t.commit();
        }
    }

    private static void delete(Store store, Table table, String group, long order) {
        try (Transaction t = store.begin()) {
            t.delete(new Key(table, text(group), order));
            t.commit();
        }
    }

    /** An hour of life: old history, a ratchet that turns, letters that come and go. */
    private void live(Store store, int hour) {
        for (int i = 0; i < 6; i++) {
            put(
                    store,
                    Table.SESSION,
                    "peer",
                    0,
                    "MARK-ratchet-" + hour + "-" + i + "-".repeat(900));
            put(
                    store,
                    Table.HISTORY,
                    "peer",
                    hour * 10L + i,
                    "kept line " + hour + "-".repeat(300));
        }
        put(store, Table.OUTBOX, "MARK-peer-" + hour, 1, "MARK-letter-" + hour);
        delete(store, Table.OUTBOX, "MARK-peer-" + hour, 1);
        put(store, Table.HISTORY, "peer", hour * 10L + 9, "MARK-line-" + hour + "-".repeat(500));
        delete(store, Table.HISTORY, "peer", hour * 10L + 9);
        put(store, Table.CONTACT, "MARK-gone", 0, "MARK-name-" + hour);
        delete(store, Table.CONTACT, "MARK-gone", 0);
        put(store, Table.SESSION, "peer", 0, "the state that counts" + "-".repeat(900));
        pass(store, Duration.ofHours(1));
    }

    private void pass(Store store, Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plusSeconds(600)) {
            while (forgets && store.compact(now, SweepPolicy.STANDARD, BUDGET)) {
                // the next step
            }
        }
    }

    /**
     * Keeps a second name for every file there is, so that its bytes stay when it is deleted: as
     * somebody finds them who searches what the medium has not used again yet.
     */
    private void hoard() throws Exception {
        Path attic = Files.createDirectories(folder.resolve("attic"));
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                Object inode = Files.getAttribute(file, "unix:ino");
                Path link = attic.resolve(inode + "-" + file.getFileName());
                if (!file.startsWith(attic) && !Files.exists(link)) {
                    Files.createLink(link, file);
                    hoarded++;
                }
            }
        }
    }

    /** Every mark that the home still shows to somebody with the store key. */
    private Set<String> found() throws Exception {
        Set<String> found = new TreeSet<>();
        new Finder(key, Finder.marks("MARK-[a-z0-9-]+[0-9a-z]", found)).search(folder);
        return found;
    }

    private void check(Store store, int hours) {
        try (Transaction t = store.begin()) {
            assertEquals(6 * hours, t.scan(Table.HISTORY, text("peer"), 0, true, 10_000).size());
            byte[] state = t.get(Key.of(Table.SESSION, text("peer"))).orElseThrow();
            assertArrayEquals(text("the state that counts" + "-".repeat(900)).toArray(), state);
            assertTrue(t.all(Table.OUTBOX).isEmpty());
            assertTrue(t.all(Table.CONTACT).isEmpty());
        }
    }

    /** Three days with ends, starts and kills in between. */
    private void threeDays(boolean quietDay) throws Exception {
        Store store = open();
        for (int hour = 0; hour < 48; hour++) {
            live(store, hour);
            if (hoards) {
                hoard();
            }
            if (hour % 7 == 6) {
                store.close();
                if (hoards) {
                    hoard();
                }
                if (hour % 2 == 0) {
                    Path mark = folder.resolve("journal/mark");
                    Files.write(mark, new byte[152]); // as after a kill: there never was one
                    Files.delete(mark);
                }
                store = open();
                assertEquals(hour % 2 == 0, store.report().rebuilt());
            }
        }
        if (quietDay) {
            pass(store, Duration.ofHours(24));
        }
        check(store, 48);
        assertFalse(store.report().damaged());
        assertEquals(0, store.check().lostBatches());
        assertTrue(store.check().quarantined().isEmpty(), store.check().toString());
        store.close();
    }

    @Test
    void whatWasDeletedIsGoneADayLater() throws Exception {
        threeDays(true);
        assertEquals(Set.of(), found());
        try (Store store = open()) {
            check(store, 48);
            assertFalse(store.report().rebuilt());
            assertFalse(store.forgottenUntil().isBefore(now.minus(Duration.ofHours(13))));
            long bound = SweepPolicy.STANDARD.bound(store.liveBytes(), SEGMENT);
            assertTrue(store.bytes() <= bound, store.bytes() + " of " + bound);
        }
    }

    /** Not even the bytes of deleted files give it away: the keys went before the names. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void deletedFilesDoNotOpen() throws Exception {
        hoards = true;
        threeDays(true);
        assertTrue(hoarded > 20, "only " + hoarded);
        assertEquals(Set.of(), found());
    }

    /** On each busy day all of the day before is gone, though nothing ever rests. */
    @Test
    void nothingIsOlderThanADay() throws Exception {
        threeDays(false);
        Set<String> found = found();
        assertFalse(found.isEmpty()); // of the last hours
        for (String mark : found) {
            for (int hour = 0; hour < 24; hour++) {
                assertFalse(mark.matches("MARK-[a-z]+-" + hour + "(-[0-9]+)?"), mark);
            }
        }
    }

    /** The search finds all of it when nothing is compacted: in the journal and in the index. */
    @Test
    void withoutCompactionTheSearchFindsThem() throws Exception {
        forgets = false;
        threeDays(true);
        Set<String> found = found();
        for (int hour = 0; hour < 48; hour++) {
            assertTrue(found.contains("MARK-ratchet-" + hour + "-3"), found.toString());
            assertTrue(found.contains("MARK-letter-" + hour), found.toString());
            assertTrue(found.contains("MARK-peer-" + hour), found.toString());
            assertTrue(found.contains("MARK-line-" + hour), found.toString());
            assertTrue(found.contains("MARK-name-" + hour), found.toString());
        }
    }

    /** The old index file alone would give things away; a new one does not. */
    @Test
    void theIndexForgetsToo() throws Exception {
        for (boolean renewed : new boolean[] {false, true}) {
            try (Store store = open()) {
                for (int i = 0; i < 8; i++) { // the room of one or two is soon used again
                    put(store, Table.OUTBOX, "someone", i, "MARK-in-the-index-x");
                }
                put(store, Table.OUTBOX, "someone", 99, "not marked");
                for (int i = 0; i < 8; i++) {
                    delete(store, Table.OUTBOX, "someone", i);
                }
                if (renewed) {
                    store.forgetSoon();
                    pass(store, Duration.ofMinutes(10));
                }
            }
            Set<String> found = new TreeSet<>();
            new Finder(key, Finder.marks("MARK-[a-z-]+x", found)).inIndex(folder);
            assertEquals(renewed ? Set.of() : Set.of("MARK-in-the-index-x"), found);
        }
    }

    /** A deletion names what it deletes: it goes, too, where nothing else has to. */
    @Test
    void theNameOfWhatWasDeletedGoes() throws Exception {
        try (Store store = open()) {
            put(store, Table.CONTACT, "MARK-the-name-x", 0, "somebody");
            for (int i = 0; i < 20; i++) { // so that the deletion lies in another segment
                put(store, Table.HISTORY, "peer", i, "line".repeat(200));
            }
            delete(store, Table.CONTACT, "MARK-the-name-x", 0);
            store.forgetSoon();
            pass(store, Duration.ofMinutes(10));
        }
        assertEquals(Set.of(), found());
    }

    /** Nothing happens to a store that has nothing to forget. */
    @Test
    void aQuietStoreRests() throws Exception {
        try (Store store = open()) {
            live(store, 1);
            pass(store, Duration.ofHours(24));
            long seq = store.sequence();
            pass(store, Duration.ofDays(10));
            assertEquals(seq, store.sequence());
        }
        try (Store store = open()) {
            long seq = store.sequence();
            pass(store, Duration.ofDays(10));
            assertEquals(seq, store.sequence());
        }
    }

    /** A clock that was far ahead once does not stop the forgetting. */
    @Test
    void aClockThatGoesBack() throws Exception {
        try (Store store = open()) {
            now = START.plus(Duration.ofDays(4000));
            live(store, 1);
            pass(store, Duration.ofHours(24));
            now = START;
            live(store, 2);
            pass(store, Duration.ofHours(24));
            check(store, 2);
        }
        assertEquals(Set.of(), found());
    }
}
