package org.quietdrop.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;

/**
 * When to ask the network again: after 1, 2, 4, ... seconds up to the period (RFC 6762 section
 * 5.2), the period growing by itself for every ten peers, all with a jitter of 20 percent. One
 * thread.
 */
final class AskSchedule {
    private final Duration period;
    private final IntFunction<byte[]> random;
    private Instant next = Instant.MIN;
    private long pauseSeconds = 1;

    AskSchedule(Duration period, IntFunction<byte[]> random) {
        this.period = period;
        this.random = random;
    }

    /** Begins anew; the next question is due now. */
    void restart(Instant now) {
        next = now;
        pauseSeconds = 1;
    }

    /** True when it is time to ask; the next time is then fixed. */
    boolean due(Instant now, int peers) {
        // A clock that was set back must not silence us for longer than a pause.
        boolean setBack = next.isAfter(now.plus(longest(peers).multipliedBy(2)));
        if (now.isBefore(next) && !setBack) {
            return false;
        }
        Duration pause = Duration.ofSeconds(pauseSeconds);
        if (pause.compareTo(longest(peers)) > 0) {
            pause = longest(peers);
        } else {
            pauseSeconds *= 2;
        }
        next = now.plus(jittered(pause));
        return true;
    }

    private Duration longest(int peers) {
        return period.multipliedBy(Math.max(1, peers / 10));
    }

    private Duration jittered(Duration pause) {
        int fraction = random.apply(1)[0] & 0xff;
        return pause.multipliedBy(800 + 400L * fraction / 255).dividedBy(1000);
    }
}
