package org.quietdrop.node.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Whether this machine's clock can be right. Messages carry their writer's clock; what came at once
 * tells how far the two differ. Time zones do not matter.
 */
final class ClockCheck {
    /** Lifetimes are days: less than this changes nothing but what people see. */
    static final Duration MOST = Duration.ofMinutes(5);

    /** Clocks of file systems are coarse. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private static final List<String> SET =
            List.of(
                    "compare it with a watch: date",
                    "let the system keep it: on Linux, sudo timedatectl set-ntp true");

    private ClockCheck() {}

    static List<Finding> of(Facts facts) {
        Instant now = facts.now();
        Instant soon = now.plus(SLACK);
        String reads = String.format(Locale.ROOT, "this machine's clock says %.10s", now);
        if (facts.home().written().filter(at -> at.isAfter(soon)).isPresent()) {
            return List.of(
                    new Finding.Fail(
                            "clock-back",
                            reads
                                    + ", and this home was written later than that: the clock is"
                                    + " wrong now, or was then",
                            SET));
        }
        if (facts.built().filter(at -> at.isAfter(soon)).isPresent()) {
            return List.of(
                    new Finding.Fail(
                            "clock-early",
                            reads
                                    + ", and this program was made later than that: the clock is"
                                    + " wrong",
                            SET));
        }
        return List.of(compared(facts));
    }

    private static Finding compared(Facts facts) {
        List<Duration> lags =
                facts.node() instanceof NodeFacts.Open open
                        ? open.contacts().stream()
                                .flatMap(person -> person.lag().stream())
                                .map(NodeFacts.Lag::least)
                                .toList()
                        : List.of();
        if (lags.isEmpty()) {
            return new Finding.Well(
                    "clock-plausible",
                    "the clock is plausible: later than this program and the last write here; with"
                            + " contacts it could not be compared, as no message came lately over"
                            + " a direct link");
        }
        List<Duration> off = lags.stream().filter(lag -> lag.abs().compareTo(MOST) > 0).toList();
        if (off.isEmpty()) {
            return new Finding.Well(
                    "clock",
                    "the clock agrees with "
                            + Say.count(lags.size(), "contact")
                            + " to within "
                            + Say.time(largest(lags)));
        }
        boolean ahead = off.getFirst().isPositive();
        boolean same = off.stream().allMatch(lag -> lag.isPositive() == ahead);
        String far = Say.time(largest(off));
        if (off.size() == lags.size() && same && lags.size() > 1) {
            return new Finding.Warn(
                    "clock-off",
                    "this machine's clock is up to "
                            + far
                            + (ahead ? " ahead of " : " behind ")
                            + "those of all "
                            + lags.size()
                            + " contacts who wrote lately: it is wrong",
                    SET);
        }
        return new Finding.Warn(
                "clocks-differ",
                "this machine's clock and "
                        + (off.size() == 1
                                ? "that of a contact"
                                : "those of " + off.size() + " contacts")
                        + " differ by up to "
                        + far
                        + "; which one is wrong cannot be seen from here",
                SET);
    }

    private static Duration largest(List<Duration> lags) {
        Duration most = Duration.ZERO;
        for (Duration lag : lags) {
            if (lag.abs().compareTo(most) > 0) most = lag.abs();
        }
        return most;
    }
}
