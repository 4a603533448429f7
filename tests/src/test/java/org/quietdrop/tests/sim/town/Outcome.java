package org.quietdrop.tests.sim.town;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

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
        return share(delays.size());
    }

    /** One table in Markdown: the same town without relays and with them. */
    static String table(Outcome off, Outcome on) {
        Plan plan = off.plan;
        return String.format(
                        Locale.ROOT,
                        """

                        **%s; each %s**: %,d messages of %d nodes in %d days, looked at for %d days

                        | | relays off | relays on |
                        | --- | --- | --- |
                        """,
                        plan.graph().name(),
                        plan.churn().words(),
                        off.written,
                        plan.graph().size(),
                        plan.writing().toDays(),
                        plan.whole().toDays())
                + rows(off, on);
    }

    private static String rows(Outcome off, Outcome on) {
        return line("arrived in their lifetime", off, on, o -> percent(o.arrived()))
                + line("known as delivered to the author", off, on, o -> percent(o.share(o.told)))
                + line("half arrived within", off, on, o -> words(o.delay(0.5)))
                + line("90 % within", off, on, o -> words(o.delay(0.9)))
                + line("99 % within", off, on, o -> words(o.delay(0.99)))
                + line("copies kept, a message", off, on, o -> decimal(o.share(o.copies)))
                + line(
                        "kB a node and day: to find and link contacts",
                        off,
                        on,
                        o -> o.daily(o.traffic.findingBytes()))
                + line("pings on silent links", off, on, o -> o.daily(o.traffic.idleBytes()))
                + line("all other cells", off, on, o -> o.daily(o.traffic.cellBytes()))
                + line("journal at the end, kB a node", off, on, o -> o.each(o.bytes / 1_000.0))
                + line("records at the end, a node", off, on, o -> o.each((double) o.records))
                + line("boxes carried by one node, at most", off, on, o -> "" + o.mostBoxes);
    }

    private static String line(
            String what, Outcome off, Outcome on, Function<Outcome, String> value) {
        return "| " + what + " | " + value.apply(off) + " | " + value.apply(on) + " |\n";
    }

    private double share(long of) {
        return written == 0 ? 0 : (double) of / written;
    }

    private String daily(long sum) {
        return each(sum / (plan.whole().toHours() / 24.0) / 1_000);
    }

    private String each(double sum) {
        return String.format(Locale.ROOT, "%,.0f", sum / plan.graph().size());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private static String words(Optional<Duration> delay) {
        if (delay.isEmpty()) return "never";
        Duration d = delay.get();
        if (d.toMinutes() < 1) return d.toSeconds() + " s";
        if (d.toHours() < 2) return d.toMinutes() + " min";
        return String.format(Locale.ROOT, "%.1f h", d.toMinutes() / 60.0);
    }
}
