package org.quietdrop.discovery;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many packets that concern us are taken in: from one source address a burst of 30 and then 10
 * a second, 200 a second in all. One thread.
 */
final class SourceBudget {
    static final int BURST = 30;
    static final int PER_SECOND = 10;
    static final int TOTAL_PER_SECOND = 200;
    static final int MAX_SOURCES = 256;

    private final Map<InetAddress, Bucket> sources =
            new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
                    return size() > MAX_SOURCES;
                }
            };
    private final Bucket total = new Bucket(TOTAL_PER_SECOND, TOTAL_PER_SECOND);

    /** Takes one packet's worth; false if there is none left. */
    boolean take(InetAddress source, Instant now) {
        Bucket bucket = sources.get(source);
        if (bucket == null) {
            bucket = new Bucket(BURST, PER_SECOND);
            sources.put(source, bucket);
        }
        // The source first: who is over his own limit does not use up the others'.
        return bucket.take(now) && total.take(now);
    }

    private static final class Bucket {
        private final int burst;
        private final int perSecond;
        private double left;
        private @Nullable Instant last;

        Bucket(int burst, int perSecond) {
            this.burst = burst;
            this.perSecond = perSecond;
            this.left = burst;
        }

        boolean take(Instant now) {
            if (last != null && now.isAfter(last)) {
                double seconds = Duration.between(last, now).toMillis() / 1000.0;
                left = Math.min(burst, left + seconds * perSecond);
            }
            // Also when the clock was set back: then nothing is added, and counting goes on.
            last = now;
            if (left < 1) {
                return false;
            }
            left -= 1;
            return true;
        }
    }
}
