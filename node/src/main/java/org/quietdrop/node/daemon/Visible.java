package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.View;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The user's name, shown to everybody on the network for a while. It ends by the clock, also when
 * that is set back to before the beginning. Thread-safe.
 */
final class Visible implements AutoCloseable {
    private final InstantSource clock;
    private final Consumer<String> shows;
    private final Runnable hides;
    private final Alarm alarm;
    private @Nullable Shown shown;

    private record Shown(String name, Instant from, Instant until) {}

    /**
     * Shows nothing yet.
     *
     * @param shows puts a name on the network, in place of one that was there before
     * @param hides takes it away
     */
    Visible(InstantSource clock, Consumer<String> shows, Runnable hides) {
        this.clock = clock;
        this.shows = shows;
        this.hides = hides;
        this.alarm = new Alarm(clock, this::look);
    }

    /** Shows the name for that time from now, whatever was said before. */
    synchronized void show(String name, Duration time) {
        Instant now = clock.instant();
        shown = new Shown(name, now, now.plus(time));
        shows.accept(name);
        alarm.at(now.plus(time));
    }

    /** Ends it; whether it was shown. */
    synchronized boolean hide() {
        if (shown == null) return false;
        shown = null;
        hides.run();
        return true;
    }

    /** Ends it if its time is over. */
    synchronized void look() {
        Shown now = shown;
        if (now == null) return;
        Instant time = clock.instant();
        if (time.isBefore(now.from()) || !time.isBefore(now.until())) hide();
    }

    /**
     * What is shown at present.
     *
     * @param at the addresses that everybody sees with it
     * @param date the date that goes with an instant of the clock
     */
    synchronized Optional<View.Visible> view(List<String> at, UnaryOperator<Instant> date) {
        look();
        return Optional.ofNullable(shown)
                .map(s -> new View.Visible(s.name(), second(date.apply(s.until())), at));
    }

    /** To the nearest whole second: two clocks are never read in the same moment. */
    private static String second(Instant time) {
        return time.plusMillis(500).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Nothing ends by itself any more. */
    @Override
    public void close() {
        alarm.close();
    }
}
