package org.quietdrop.node.demo;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Stands between all nodes: for each of two who may meet there is a tap of its own on the way to
 * the other. Keeps everything that went through.
 */
final class Recorder {
    static final int CELL = 4096;

    private final List<WireTap> taps = new ArrayList<>();
    private final Map<String, List<WireTap>> links = new HashMap<>();
    private final Map<String, Long> meetings = new HashMap<>();
    private final Consumer<AutoCloseable> later;

    /**
     * @param later is handed what must be closed in the end
     */
    Recorder(Consumer<AutoCloseable> later) {
        this.later = later;
    }

    /** A tap that leads to a port of loopback. */
    WireTap tap(int target) throws IOException {
        WireTap tap = new WireTap(target);
        taps.add(tap);
        later.accept(tap);
        return tap;
    }

    /** Tells two contacts where to find each other: at taps only. */
    void between(DemoNode one, DemoNode other) throws IOException {
        links.put(
                pair(one, other),
                List.of(leads(one, other, tap(other.port())), leads(other, one, tap(one.port()))));
    }

    private static WireTap leads(DemoNode from, DemoNode to, WireTap tap) {
        var where = Map.of("name", to.name(), "address", tap.address());
        from.call("address.add", where, View.Done.class);
        return tap;
    }

    private static String pair(DemoNode one, DemoNode other) {
        return one.who().compareTo(other.who()) < 0
                ? one.who() + " and " + other.who()
                : other.who() + " and " + one.who();
    }

    /** These two have met since they were asked for last: had it been elsewhere, it would show. */
    void met(DemoNode one, DemoNode other) {
        String pair = pair(one, other);
        long now =
                links.getOrDefault(pair, List.of()).stream()
                        .flatMap(tap -> tap.recorded().stream())
                        .filter(c -> c.there().length > 2 * CELL && c.back().length > 2 * CELL)
                        .count();
        Long before = meetings.put(pair, now);
        if (now <= (before == null ? 0 : before)) {
            throw new UserError(Exit.FAILED, pair + " spoke past the recorder");
        }
    }

    /** Everything so far. */
    List<WireTap.Connection> recorded() {
        return taps.stream().flatMap(tap -> tap.recorded().stream()).toList();
    }
}
