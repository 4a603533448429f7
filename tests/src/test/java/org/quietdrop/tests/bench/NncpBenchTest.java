package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Mail for somebody absent, beside nncp, which does the same with files: a thousand messages of 1
 * KiB are spooled and then handed over, both on the same disk and through loopback, both with what
 * is promised forced to the disk. Ours through one connection to the daemon, nncp with one call a
 * message. Run by {@code mvn -Pbench verify}.
 */
@Tag("bench")
final class NncpBenchTest {
    private static final int MESSAGES = 1_000;
    private static final double GOAL = 2;

    @TempDir private Path folder;

    @Test
    void mailForSomebodyAbsent() throws Exception {
        Optional<String> version = NncpPair.version();
        if (version.isEmpty()) System.out.println("SKIPPED: nncp is not installed");
        assumeTrue(version.isPresent(), "nncp is not installed");
        long seed = Long.getLong("quietdrop.seed", System.nanoTime());
        int rounds = Integer.getInteger("quietdrop.rounds", 3);
        System.out.printf(
                "%,d messages of %,d bytes for somebody absent, beside %s; seed %d%n",
                MESSAGES, Texts.BYTES, version.get(), seed);
        List<String> texts = Texts.make(MESSAGES, seed);
        List<Comparison> all = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            boolean oursFirst = round % 2 == 1;
            Comparison one = round(texts, oursFirst, folder.resolve("round" + round));
            String first = oursFirst ? "ours first" : "nncp first";
            System.out.printf("%nRound %d, %s%n%s%n", round, first, Comparison.HEAD);
            one.rows().forEach(System.out::println);
            System.out.println(one.remarks());
            all.add(one);
        }
        judge(all);
    }

    private static Comparison round(List<String> texts, boolean oursFirst, Path folder)
            throws Exception {
        Files.createDirectories(folder);
        if (oursFirst) {
            Own own = own(texts, folder);
            return together(own, nncp(texts, folder));
        }
        Nncp nncp = nncp(texts, folder);
        return together(own(texts, folder), nncp);
    }

    private record Own(Cost spool, Cost handOver, Cost bobsStart) {}

    private record Nncp(Cost spool, Cost handOver, Cost starts) {}

    private static Own own(List<String> texts, Path folder) throws Exception {
        try (OwnPair pair = new OwnPair(folder)) {
            Cost spool = pair.spool(texts);
            Cost handOver = pair.handOver(texts);
            return new Own(spool, handOver, pair.bobsStart());
        }
    }

    private static Nncp nncp(List<String> texts, Path folder) throws Exception {
        try (NncpPair pair = new NncpPair(folder, texts)) {
            Cost starts = NncpPair.bareStarts(texts.size());
            Cost spool = pair.spool();
            return new Nncp(spool, pair.handOver(), starts);
        }
    }

    private static Comparison together(Own own, Nncp nncp) {
        return new Comparison(
                own.spool(),
                own.handOver(),
                own.bobsStart(),
                nncp.spool(),
                nncp.handOver(),
                nncp.starts());
    }

    /** Judged by the median over the rounds, and only what was asked for: to be ahead in all. */
    private static void judge(List<Comparison> all) {
        System.out.printf("%nMedian ratios, and whether the goal of %.0fx is met%n", GOAL);
        for (int row = 0; row < all.get(0).rows().size(); row++) {
            int number = row;
            List<Comparison.Row> rows = all.stream().map(c -> c.rows().get(number)).toList();
            double with = median(rows, Comparison.Row::ratio);
            double without = median(rows, Comparison.Row::ratioLessStarts);
            String what = rows.get(0).what();
            System.out.printf(
                    "%-20s%6.2fx %-4s  less starts%6.2fx %s%n",
                    what, with, word(with), without, word(without));
            if (what.equals("wall together")) assertTrue(with > 1, "nncp was faster: " + with);
        }
    }

    private static double median(List<Comparison.Row> rows, ToDoubleFunction<Comparison.Row> of) {
        double[] sorted = rows.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String word(double ratio) {
        if (ratio >= GOAL) return "met";
        return ratio > 1 ? "ahead" : "behind";
    }
}
