package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.RealDisk;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Measures on this machine: commits next to the bare append and force, and starting times. */
@Tag("slow")
final class SpeedTest {
    private static final int COMMITS = 2000;
    private static final int RECORDS = 100_000;
    private static final Bytes GROUP = Bytes.of(new byte[] {1, 2, 3});

    @TempDir private Path folder;

    private final SystemRandom random = new SystemRandom();
    private final SecretKey key = SecretKey.of(random.bytes(32));

    private static double seconds(long from) {
        return (System.nanoTime() - from) / 1e9;
    }

    /** Time this thread really ran, in seconds: the machine may be busy with other things. */
    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    private static void say(String line) {
        System.out.println("measured: " + line);
    }

    private Store open(Path home) {
        return Store.open(
                new RealDisk(home.resolve("journal")),
                new IndexPlace.InFile(home.resolve("index.db")),
                key,
                random);
    }

    private Path home(String name) throws Exception {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("journal"));
        return home;
    }

    @Test
    void commits() throws Exception {
        for (int round = 0; round < 2; round++) {
            RealDisk bare = new RealDisk(home("bare" + round).resolve("journal"));
            double raw;
            try (DiskFile file = bare.create("raw")) {
                file.write(0, new byte[COMMITS * 864]);
                file.force();
                byte[] frame = random.bytes(864);
                long from = System.nanoTime();
                for (int i = 0; i < COMMITS; i++) {
                    file.write(i * 864L, frame);
                    file.force();
                }
                raw = COMMITS / seconds(from);
            }
            double ours;
            try (Store store = open(home("store" + round))) {
                long from = System.nanoTime();
                for (int i = 0; i < COMMITS; i++) {
                    try (Transaction t = store.begin()) {
                        t.put(new Key(Table.HISTORY, GROUP, i), new byte[600]);
                        t.commit();
                    }
                }
                ours = COMMITS / seconds(from);
            }
            say(
                    String.format(
                            Locale.ROOT,
                            "bare append+force %.0f/s, store commit %.0f/s: %.2f",
                            raw,
                            ours,
                            ours / raw));
        }
    }

    @Test
    void starting() throws Exception {
        Path home = home("big");
        long from = System.nanoTime();
        try (Store store = open(home)) {
            for (int i = 0; i < RECORDS; ) {
                try (Transaction t = store.begin()) {
                    for (int k = 0; k < 64 && i < RECORDS; k++, i++) {
                        Table table = i % 10 == 0 ? Table.OUTBOX : Table.HISTORY;
                        t.put(new Key(table, GROUP, i), new byte[600]);
                    }
                    t.commit();
                }
            }
            say(
                    String.format(
                            Locale.ROOT,
                            "%d records, 64 a commit: %.0f/s",
                            RECORDS,
                            RECORDS / seconds(from)));
            from = System.nanoTime();
        }
        say(
                String.format(
                        Locale.ROOT,
                        "clean end %.0f ms, index %d KB",
                        1e3 * seconds(from),
                        Files.size(home.resolve("index.db")) >> 10));
        from = System.nanoTime();
        try (Store store = open(home);
                Transaction t = store.begin()) {
            say(String.format(Locale.ROOT, "clean start %.0f ms", 1e3 * seconds(from)));
            from = System.nanoTime();
            assertEquals(90_000, t.scan(Table.HISTORY, GROUP, 0, true, RECORDS).size());
            say(String.format(Locale.ROOT, "history scan %.0f/s", 90_000 / seconds(from)));
        }
        Files.delete(home.resolve("journal").resolve("mark"));
        from = System.nanoTime();
        double before = cpu();
        try (Store store = open(home)) {
            say(
                    String.format(
                            Locale.ROOT,
                            "start with rebuild %.0f ms, %.0f ms of CPU, %d batches",
                            1e3 * seconds(from),
                            1e3 * (cpu() - before),
                            store.sequence()));
        }
    }

    @Test
    void simulated() {
        MemoryDisk disk = new MemoryDisk();
        int opens = 4000;
        double before = cpu();
        for (int i = 0; i < opens; i++) {
            try (Store store = Store.open(disk, new IndexPlace.InHeap(), key, random, 64 << 10);
                    Transaction t = store.begin()) {
                if (i < 100) {
                    t.put(new Key(Table.HISTORY, GROUP, i), new byte[600]);
                    t.commit();
                }
            }
        }
        say(
                String.format(
                        Locale.ROOT,
                        "heap store over memory, 100 batches: %.3f ms of CPU a start",
                        1e3 * (cpu() - before) / opens));
    }
}
