package org.quietdrop.tests.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One round.
 *
 * @param ownSpool ours, until all were queued
 * @param ownHandOver ours, until all were known to be delivered, the start of Bob's daemon with it
 * @param bobsStart of that, what it took until his daemon was ready
 * @param spool nncp's, one call a message
 * @param handOver nncp's, from the start of Bob's call
 * @param starts as many starts of nncp as it has messages, which do nothing
 */
record Comparison(
        Cost ownSpool, Cost ownHandOver, Cost bobsStart, Cost spool, Cost handOver, Cost starts) {
    /** A line of the table: ours, nncp's and of that the bare starts. */
    record Row(String what, Duration ours, Duration nncp, Duration starts) {
        /** How many times ours goes into nncp's. */
        double ratio() {
            return (double) nncp.toNanos() / ours.toNanos();
        }

        /** The same as if nncp started in no time. */
        double ratioLessStarts() {
            return (double) nncp.minus(starts).toNanos() / ours.toNanos();
        }

        @Override
        public String toString() {
            return "%-20s%8.2f%8.2f%7.2fx%12.2f%7.2fx"
                    .formatted(
                            what,
                            seconds(ours),
                            seconds(nncp),
                            ratio(),
                            seconds(nncp.minus(starts)),
                            ratioLessStarts());
        }
    }

    static final String HEAD =
            "%-20s%8s%8s%8s%12s%8s"
                    .formatted("seconds", "ours", "nncp", "ratio", "less starts", "ratio");

    /** Wall time, then CPU; each spooled, handed over, together. */
    List<Row> rows() {
        return List.of(
                spooled("wall", Cost::wall),
                handedOver("wall", Cost::wall),
                together("wall", Cost::wall),
                spooled("CPU", Cost::cpu),
                handedOver("CPU", Cost::cpu),
                together("CPU", Cost::cpu));
    }

    private Row spooled(String what, Function<Cost, Duration> of) {
        return new Row(what + " spooled", of.apply(ownSpool), of.apply(spool), of.apply(starts));
    }

    private Row handedOver(String what, Function<Cost, Duration> of) {
        return new Row(
                what + " handed over", of.apply(ownHandOver), of.apply(handOver), Duration.ZERO);
    }

    private Row together(String what, Function<Cost, Duration> of) {
        return new Row(
                what + " together",
                of.apply(ownSpool.plus(ownHandOver)),
                of.apply(spool.plus(handOver)),
                of.apply(starts));
    }

    /** What the table does not show. */
    String remarks() {
        return String.format(
                Locale.ROOT,
                "Bob's daemon was ready after %.2f s (CPU %.2f), both counted in \"handed over\"."
                        + " nncp's bare starts: %.2f s (CPU %.2f).",
                seconds(bobsStart.wall()),
                seconds(bobsStart.cpu()),
                seconds(starts.wall()),
                seconds(starts.cpu()));
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
