package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Key;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.RealDisk;
import org.quietdrop.store.journal.Gone;
import org.quietdrop.store.journal.Journal;
import org.quietdrop.store.journal.Place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The store beside SQLite (WAL, synchronous = FULL) on the same disk, in alternating rounds:
 * durable records a second, and a home with a million messages. SQLite keeps everything
 * unencrypted. Run by {@code mvn -Pbench -pl tests -am verify -Dtest=StoreBenchTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("bench")
final class StoreBenchTest {
    private static final List<Integer> SIZES = List.of(1, 10, 100, 1000);
    private static final List<Integer> COMMITS = List.of(200, 150, 80, 40);
    private static final byte[] VALUE = new SystemRandom().bytes(150);
    private static final byte[] GROUP = new SystemRandom().bytes(32);

    /** What a record takes in a batch beside its value: operation, table, group, order, length. */
    private static final int AROUND = 1 + 1 + 1 + 32 + 8 + 4;

    @TempDir private Path folder;

    private final SystemRandom random = new SystemRandom();
    private final SecretKey key = SecretKey.random(random);
    private int made;

    /** Commits so many records, durably. */
    private interface Target extends AutoCloseable {
        void commit(long from, int many) throws Exception;

        @Override
        void close() throws Exception;
    }

    private Path place() throws IOException {
        return Files.createDirectories(folder.resolve("place" + made++));
    }

    private Target journal() throws Exception {
        Journal journal = Journal.open(new RealDisk(place()), key, random, Journal.SEGMENT);
        var _ = journal.replay(Optional.empty(), new Nobody());
        return new Target() {
            @Override
            public void commit(long from, int many) {
                byte[] batch = new byte[6 + many * (AROUND + VALUE.length)];
                for (int i = 0; i < many; i++) {
                    int at = 6 + i * (AROUND + VALUE.length) + AROUND;
                    System.arraycopy(VALUE, 0, batch, at, VALUE.length);
                }
                Place _ = journal.append(batch);
            }

            @Override
            public void close() {
                journal.close();
            }
        };
    }

    private static final class Nobody implements Journal.Reader {
        @Override
        public Optional<Gone> batch(long seq, Place place, byte[] batch) {
            return Optional.empty();
        }

        @Override
        public void again() {
            // it is empty
        }
    }

    /** The floor: the same bytes and one force a commit, and nothing else. */
    private Target bare() throws Exception {
        DiskFile file = new RealDisk(place()).create("bare");
        file.write(0, new byte[16 << 20]);
        file.force();
        return new Target() {
            private long at;

            @Override
            public void commit(long from, int many) throws IOException {
                byte[] batch = new byte[6 + many * (AROUND + VALUE.length)];
                file.write(at, batch);
                file.force();
                at += batch.length;
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    private Target store() throws Exception {
        Path place = place();
        Path index = Files.createDirectories(place.resolve("index")).resolve("index.db");
        Path journal = Files.createDirectories(place.resolve("journal"));
        Store store = Store.open(new RealDisk(journal), new IndexPlace.InFile(index), key, random);
        Bytes group = Bytes.of(GROUP);
        return new Target() {
            @Override
            public void commit(long from, int many) {
                try (Transaction t = store.begin()) {
                    for (int i = 0; i < many; i++) {
                        t.put(new Key(Table.HISTORY, group, from + i), VALUE);
                    }
                    t.commit();
                }
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }

    private Target sqlite() throws Exception {
        SqliteTwin twin = new SqliteTwin(place().resolve("twin.db"));
        twin.makeRecords();
        return new Target() {
            @Override
            public void commit(long from, int many) throws Exception {
                twin.records(GROUP, from, many, VALUE);
            }

            @Override
            public void close() throws Exception {
                twin.close();
            }
        };
    }

    private interface Maker {
        Target make() throws Exception;
    }

    /** Records a second. */
    private static double rate(Maker maker, int size, int commits) throws Exception {
        try (Target target = maker.make()) {
            target.commit(0, size);
            long begun = System.nanoTime();
            for (int i = 1; i <= commits; i++) {
                target.commit((long) i * size, size);
            }
            return 1e9 * size * commits / (System.nanoTime() - begun);
        }
    }

    @Test
    void recordsASecond() throws Exception {
        int rounds = Integer.getInteger("quietdrop.rounds", 5);
        System.out.printf(
                "%nDurable records of %d bytes, beside %s (WAL, FULL); medians of %d"
                        + " alternating rounds%n",
                VALUE.length, SqliteTwin.version(), rounds);
        System.out.println(
                "records a commit   SQLite/s  journal/s   store/s    journal        store          floor");
        List<Maker> makers = List.of(this::sqlite, this::journal, this::store, this::bare);
        for (int s = 0; s < SIZES.size(); s++) {
            double[][] rates = new double[makers.size()][rounds];
            for (int round = -1; round < rounds; round++) {
                for (int i = 0; i < makers.size(); i++) {
                    int which = Math.floorMod(i + round, makers.size());
                    double rate = rate(makers.get(which), SIZES.get(s), COMMITS.get(s));
                    if (round >= 0) rates[which][round] = rate; // the first one warms up
                }
            }
            double journal = ratio(rates[1], rates[0]);
            double store = ratio(rates[2], rates[0]);
            System.out.printf(
                    "%16d %10.0f %10.0f %9.0f   %5.2fx %-6s %5.2fx %-6s %5.2fx%n",
                    SIZES.get(s),
                    median(rates[0]),
                    median(rates[1]),
                    median(rates[2]),
                    journal,
                    journal >= 2 ? "met" : "missed",
                    store,
                    store >= 1 ? "met" : "missed",
                    ratio(rates[3], rates[0]));
            assertTrue(journal > 0.5, "the journal is far behind: " + journal);
        }
    }

    private static double ratio(double[] ours, double[] theirs) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Test
    void aMillionMessages() throws Exception {
        int messages = Integer.getInteger("quietdrop.messages", 1_000_000);
        int rounds = Integer.getInteger("quietdrop.rounds", 5);
        Path home = folder.resolve("home");
        Path twin = folder.resolve("twin.db");
        long begun = System.nanoTime();
        MillionHome.fill(home, MillionHome.PASSPHRASE.toCharArray(), messages);
        double ours = seconds(begun);
        begun = System.nanoTime();
        SqliteTwin.fill(twin, messages);
        System.out.printf(
                "%n%,d messages in %d conversations; made in %.0f s, by SQLite in %.0f s%n",
                messages, Mail.CONVERSATIONS, ours, seconds(begun));
        List<Map<String, Double>> own = new ArrayList<>();
        List<Map<String, Double>> other = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 0;
            if (first) own.add(read(home, messages));
            other.add(run(SqliteTwin.class, twin.toString(), "" + messages));
            if (!first) own.add(read(home, messages));
        }
        Files.delete(home.resolve("journal").resolve("mark"));
        own.getFirst().put("start after a kill", read(home, messages).getOrDefault("open", 0.0));
        System.out.println("milliseconds and MiB          ours     SQLite   ratio");
        for (String what : own.getFirst().keySet()) {
            double mine = median(values(own, what));
            double theirs = median(values(other, what));
            System.out.printf("%-24s %9.1f  %9.1f  %5.2fx%n", what, mine, theirs, theirs / mine);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static Map<String, Double> read(Path home, int messages) throws Exception {
        return run(MillionReader.class, home.toString(), MillionHome.PASSPHRASE, "" + messages);
    }

    private static double[] values(List<Map<String, Double>> all, String what) {
        double[] found =
                all.stream()
                        .filter(m -> m.containsKey(what))
                        .mapToDouble(m -> m.getOrDefault(what, 0.0))
                        .toArray();
        return found.length == 0 ? new double[] {Double.NaN} : found;
    }

    /** In a process of its own, with the memory that a daemon may have. */
    private static Map<String, Double> run(Class<?> program, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xms16m",
                                "-Xmx256m",
                                "-XX:MaxDirectMemorySize=64m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        Map<String, Double> said = new LinkedHashMap<>();
        try (var lines = process.inputReader()) {
            lines.lines()
                    .forEach(line -> {
                        String[] parts = line.split("\t", 2);
                        said.put(parts[0], Double.parseDouble(parts[1]));
                    });
        }
        assertEquals(0, process.waitFor(), program + " failed after " + said);
        return said;
    }
}
