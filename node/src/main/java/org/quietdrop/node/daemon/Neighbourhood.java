package org.quietdrop.node.daemon;

import org.quietdrop.discovery.Discovery;
import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.discovery.ServiceKind;
import org.quietdrop.discovery.Sighting;
import org.quietdrop.discovery.SilentDiscovery;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Between discovery and core: turns sightings into events, and pairings into announcements. */
final class Neighbourhood implements AutoCloseable {
    private final Consumer<Event> core;
    private final Map<String, Set<Endpoint>> seen = new HashMap<>();

    /** Of each shown name the addresses. Guarded by {@code seen}. */
    private final Map<String, Set<String>> claimed = new HashMap<>();

    private final Map<Long, Integer> numbers = new HashMap<>();
    private final Set<Long> looking = new HashSet<>();
    private volatile Discovery discovery = new SilentDiscovery("not begun");
    private volatile Instant since = Instant.MAX;
    private long shown = -1;
    private Optional<String> ownName = Optional.empty();

    Neighbourhood(Consumer<Event> core) {
        this.core = core;
    }

    /**
     * Shows this node and looks for others, in place of what was shown before.
     *
     * @param open opens discovery with a place for its sightings
     * @param port where this node listens
     * @param now when this begins
     */
    synchronized void start(Function<Consumer<Sighting>, Discovery> open, int port, Instant now) {
        since = now;
        Discovery before = discovery;
        Thread.ofVirtual().start(before::close);
        forgetAll();
        discovery = open.apply(this::sighted);
        discovery.announce(ServiceKind.NODE, port, Optional.empty());
        discovery.browse(ServiceKind.NODE, true);
        discovery.browse(ServiceKind.NAME, true);
        ownName.ifPresent(discovery::show);
        named();
    }

    private void forgetAll() {
        synchronized (seen) {
            seen.keySet().forEach(instance -> core.accept(new Event.NodeGone(instance)));
            seen.clear();
            claimed.keySet().forEach(instance -> core.accept(new Event.NameGone(instance)));
            claimed.clear();
        }
        shown = -1;
        looking.clear();
    }

    /**
     * Takes new random names.
     *
     * @param port where this node listens from now on
     */
    synchronized void rename(int port) {
        discovery.rename(port);
        named();
    }

    /** Shows a name to everybody on the network until {@link #hide}. */
    synchronized void show(String name) {
        ownName = Optional.of(name);
        discovery.show(name);
    }

    /** Shows no name any more. */
    synchronized void hide() {
        ownName = Optional.empty();
        discovery.withdraw(ServiceKind.NAME);
    }

    private void named() {
        String instance = discovery.instance(ServiceKind.NODE);
        if (!instance.isEmpty()) core.accept(new Event.Announced(instance));
    }

    /** A code with this public number is about to be shown. */
    synchronized void willShow(long pairing, int number) {
        numbers.put(pairing, number);
    }

    /** The port of a code is open. */
    synchronized void show(long pairing, int port) {
        Integer number = numbers.get(pairing);
        if (number == null) return;
        discovery.announce(ServiceKind.PAIRING, port, Optional.of(number));
        shown = pairing;
    }

    /** A pairing looks for whoever shows its number, or no longer does. */
    synchronized void look(long pairing, boolean on) {
        if (on ? looking.add(pairing) : looking.remove(pairing)) {
            discovery.browse(ServiceKind.PAIRING, !looking.isEmpty());
        }
    }

    /** A pairing is over. */
    synchronized void forget(long pairing) {
        numbers.remove(pairing);
        if (shown == pairing) {
            shown = -1;
            discovery.withdraw(ServiceKind.PAIRING);
        }
        look(pairing, false);
    }

    /** When the present discovery began. */
    Instant since() {
        return since;
    }

    /** What discovery does and hears. */
    DiscoveryStatus status() {
        return discovery.status();
    }

    private void sighted(Sighting sighting) {
        if (sighting.instance().equals(discovery.instance(sighting.kind()))) return;
        Endpoint at = endpoint(sighting.at());
        switch (sighting.kind()) {
            case NODE -> node(sighting, at);
            case PAIRING -> pairing(sighting, at);
            case NAME -> claimed(sighting, at.host());
        }
    }

    private void node(Sighting sighting, Endpoint at) {
        switch (sighting) {
            case Sighting.Appeared _ -> {
                synchronized (seen) {
                    seen.computeIfAbsent(sighting.instance(), k -> new HashSet<>()).add(at);
                }
                core.accept(new Event.NodeSeen(sighting.instance(), at));
            }
            case Sighting.Vanished _ -> vanished(sighting.instance(), at);
        }
    }

    private void pairing(Sighting sighting, Endpoint at) {
        switch (sighting) {
            case Sighting.Appeared appeared ->
                    appeared.pairingNumber()
                            .ifPresent(n -> core.accept(new Event.PairingSeen(n, at)));
            // Whoever looks for it notices when it is not there.
            case Sighting.Vanished _ -> {}
        }
    }

    private void claimed(Sighting sighting, String host) {
        String instance = sighting.instance();
        synchronized (seen) {
            Set<String> hosts = claimed.computeIfAbsent(instance, _ -> new HashSet<>());
            switch (sighting) {
                case Sighting.Appeared appeared -> {
                    hosts.add(host);
                    appeared.name()
                            .ifPresent(n -> core.accept(new Event.NameSeen(instance, n, host)));
                }
                case Sighting.Vanished _ -> hosts.remove(host);
            }
            if (!hosts.isEmpty()) return;
            claimed.remove(instance);
        }
        core.accept(new Event.NameGone(instance));
    }

    private void vanished(String instance, Endpoint at) {
        synchronized (seen) {
            Set<Endpoint> places = seen.get(instance);
            if (places == null) return;
            places.remove(at);
            if (!places.isEmpty()) return;
            seen.remove(instance);
        }
        core.accept(new Event.NodeGone(instance));
    }

    private static Endpoint endpoint(InetSocketAddress at) {
        return new Endpoint(at.getAddress().getHostAddress(), at.getPort());
    }

    @Override
    public void close() {
        discovery.close();
    }
}
