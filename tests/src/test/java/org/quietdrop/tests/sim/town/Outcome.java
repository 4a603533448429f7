package org.quietdrop.tests.sim.town;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a plan.
 *
 * @param delays from acceptance to the commit at the recipient, shortest first; only of those that
 *     arrived in their lifetime
 * @param told how many authors know that their message arrived
 * @param copies that friends said to keep, of all messages
 * @param bytes of all journals at the end
 * @param records in all stores at the end
 * @param mostBoxes that one node carried at once
 * @param events handled
 */
record Outcome(
        Plan plan,
        int written,
        List<Duration> delays,
        long told,
        long copies,
        Traffic traffic,
        long bytes,
        long records,
        long mostBoxes,
        long events,
        List<String> violations) {

    /** Lets a town live and looks at everything. */
    static Outcome of(Plan plan) {
        Town town = new Town(plan);
        town.run();
        return of(town);
    }

    static Outcome of(Town town) {
        Audit audit = Audit.of(town);
        List<Duration> delays = new ArrayList<>();
        long told = 0;
        for (Ledger.Message m : town.ledger.messages()) {
            if (m.committed != null) {
                Duration delay = Duration.between(m.accepted, m.committed);
                if (delay.compareTo(Ledger.LIFETIME) <= 0) delays.add(delay);
            }
            if (m.told != null) told++;
        }
        Collections.sort(delays);
        return new Outcome(
                town.plan,
                town.ledger.messages().size(),
                delays,
                told,
                audit.copies(),
                town.network.traffic,
                town.gauge.bytes(),
                town.gauge.records(),
                town.gauge.mostBoxes(),
                town.agenda.done(),
                town.ledger.violations());
    }

    /** The delay that so many of all written messages do not exceed; empty: not so many arrived. */
    Optional<Duration> delay(double share) {
        int at = (int) Math.ceil(share * written) - 1;
        return at < delays.size() ? Optional.of(delays.get(Math.max(0, at))) : Optional.empty();
    }

    /** The share of all written messages that arrived in their lifetime. */
    double arrived() {
        return written == 0 ? 0 : (double) delays.size() / written;
    }

    /** One row of the table. */
    String row() {
        double nodeDays = plan.graph().size() * (plan.whole().toHours() / 24.0);
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f %% | %.1f %% | %s | %s | %s | %.2f | %.0f + %.0f + %.0f | %.0f | %.0f | %d |",
                plan.relays() ? "on" : "off",
                written,
                100 * arrived(),
                written == 0 ? 0 : 100.0 * told / written,
                words(delay(0.5)),
                words(delay(0.9)),
                words(delay(0.99)),
                written == 0 ? 0 : (double) copies / written,
                traffic.findingBytes() / nodeDays / 1_000,
                traffic.idleBytes() / nodeDays / 1_000,
                traffic.cellBytes() / nodeDays / 1_000,
                (double) bytes / plan.graph().size() / 1_000,
                (double) records / plan.graph().size(),
                mostBoxes);
    }

    /** What the columns of {@link #row} are. */
    static String head() {
        return """
        | relays | written | arrived | known to the author | half within | 90 % within | 99 % within \
        | copies a message | kB a node and day: finding + idle + mail | journal kB a node \
        | records a node | boxes at most |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\
        """;
    }

    private static String words(Optional<Duration> delay) {
        if (delay.isEmpty()) return "never";
        Duration d = delay.get();
        if (d.toMinutes() < 1) return d.toSeconds() + " s";
        if (d.toHours() < 2) return d.toMinutes() + " min";
        return String.format(Locale.ROOT, "%.1f h", d.toMinutes() / 60.0);
    }
}
