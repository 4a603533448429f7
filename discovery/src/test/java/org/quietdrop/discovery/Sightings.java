package org.quietdrop.discovery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Takes sightings in and lets a test wait for one. */
final class Sightings implements Consumer<Sighting> {
    private final BlockingQueue<Sighting> queue = new LinkedBlockingQueue<>();
    private final List<Sighting> all = new ArrayList<>();

    @Override
    public void accept(Sighting sighting) {
        queue.add(sighting);
    }

    /** The first that fits; waits at most 90 seconds for it. */
    Sighting await(Predicate<Sighting> wanted) throws InterruptedException {
        for (Sighting earlier : all) {
            if (wanted.test(earlier)) {
                return earlier;
            }
        }
        while (true) {
            Sighting next = queue.poll(90, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("not seen within 90 s; seen so far: " + all);
            }
            all.add(next);
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    Sighting.Appeared appeared(String instance) throws InterruptedException {
        return (Sighting.Appeared)
                await(s -> s instanceof Sighting.Appeared && s.instance().equals(instance));
    }

    void vanished(String instance) throws InterruptedException {
        await(s -> s instanceof Sighting.Vanished && s.instance().equals(instance));
    }

    /** All that came so far. */
    List<Sighting> all() {
        queue.drainTo(all);
        return List.copyOf(all);
    }
}
