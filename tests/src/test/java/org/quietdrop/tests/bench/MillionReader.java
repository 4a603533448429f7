package org.quietdrop.tests.bench;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.search.Filter;
import org.quietdrop.node.search.Hit;
import org.quietdrop.node.search.Query;
import org.quietdrop.node.search.SearchIndex;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Step;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A process of its own that unlocks a home, shows pages and sends, and says what that took: under
 * the limits that a daemon has.
 */
final class MillionReader {
    static final int PAGE = 50;
    private static final int TIMES = 40;
    private static final int SEARCHES = 200;
    private static final int LOOKED_AT = 512;

    private MillionReader() {}

    /**
     * Prints {@code NAME VALUE}, times in milliseconds and sizes in MiB.
     *
     * @param args the home, its passphrase (one of a benchmark), how many messages it has
     */
    public static void main(String[] args) throws Exception {
        Home home = Home.at(Path.of(args[0]));
        int messages = Integer.parseInt(args[2]);
        UserId friend = MillionHome.friend(7).userId();
        long begun = System.nanoTime();
        try (SecretKey key = MillionHome.key(home, args[1].toCharArray())) {
            say("argon2", millis(begun));
            begun = System.nanoTime();
            double before = cpu();
            try (Store store = MillionHome.open(home, key);
                    SearchIndex index = new SearchIndex()) {
                say("open", millis(begun));
                page(store, friend, Long.MAX_VALUE);
                say("unlock to first page", millis(begun));
                say("the same, CPU", cpu() - before);
                say("rebuilt", store.report().rebuilt() ? 1 : 0);
                say("middle page", median(i -> page(store, friend, messages / 400 + 53L * i)));
                say("send", median(i -> send(store, friend, messages / 200 + 1L + i)));
                search(store, index);
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                say("heap", (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
                begun = System.nanoTime();
            }
            say("close", millis(begun));
        }
        say("peak rss", peak());
    }

    static void say(String what, double value) {
        System.out.printf(Locale.ROOT, "%s\t%.2f%n", what, value);
    }

    /** CPU of this process in milliseconds: the machine may be busy with other things. */
    static double cpu() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean sun
                ? sun.getProcessCpuTime() / 1e6
                : Double.NaN;
    }

    static double millis(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    interface Work {
        void run(int i) throws Exception;
    }

    /** The median of some times, in milliseconds. */
    static double median(Work work) throws Exception {
        double[] all = new double[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            work.run(i);
            all[i] = millis(begun);
        }
        Arrays.sort(all);
        return all[TIMES / 2];
    }

    private static void page(Store store, UserId friend, long before) {
        try (Transaction tx = store.begin()) {
            int lines = new History(tx).page(friend, before, PAGE).size();
            if (lines != PAGE) throw new AssertionError(lines + " lines before " + before);
        }
    }

    /** The words of the history are made known, or read again; then it is asked as SQLite is. */
    private static void search(Store store, SearchIndex index) throws Exception {
        long begun = System.nanoTime();
        boolean more = true;
        while (more) {
            try (Transaction tx = store.begin()) {
                more = index.step(tx);
                tx.commit();
            }
        }
        say("search is ready", millis(begun));
        SplittableRandom random = new SplittableRandom(System.nanoTime());
        double[] searches = new double[SEARCHES];
        for (int i = 0; i < searches.length; i++) {
            String word = Mail.word(random.nextInt(i % 2 == 0 ? 50 : 20_000));
            long from = System.nanoTime();
            find(store, index, word);
            searches[i] = millis(from);
        }
        Arrays.sort(searches);
        say("search p50", searches[SEARCHES / 2]);
        say("search p95", searches[SEARCHES * 95 / 100]);
    }

    /** The newest lines with a word, read from the history and looked at, as a node does. */
    private static void find(Store store, SearchIndex index, String word) {
        Query query = Query.parse('"' + word + '"');
        try (Transaction tx = store.begin()) {
            History history = new History(tx);
            int found = 0;
            for (Hit hit : index.hits(tx, query, Filter.NONE, Optional.empty(), LOOKED_AT)) {
                if (found == PAGE) break;
                Optional<Line> line = history.get(hit.contact(), hit.place());
                if (line.isPresent() && query.matches(line.get().text())) found++;
            }
        }
    }

    /** The records of a message that is queued. */
    private static void send(Store store, UserId friend, long place) {
        Instant now = Mail.time(2_000_000);
        Bytes id = Bytes.of(new SystemRandom().bytes(16));
        List<Step> steps = new ArrayList<>(List.of(new Step(now, Step.What.QUEUED, "")));
        Line line =
                new Line(id, true, "queued just now", now, now, place, 0, Line.State.QUEUED, steps);
        try (Transaction tx = store.begin()) {
            new History(tx).add(friend, place, line);
            new Outbox(tx)
                    .put(friend, place, OutboxEntry.fresh(id, place, now, 7, Optional.empty()));
            tx.commit();
        }
    }

    /** The most memory this process has had, in MiB. */
    static double peak() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        return Double.NaN;
    }
}
