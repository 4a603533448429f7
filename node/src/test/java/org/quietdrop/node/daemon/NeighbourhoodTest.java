package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.quietdrop.discovery.ServiceKind;
import org.quietdrop.discovery.Sighting;
import org.quietdrop.node.core.Event;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

final class NeighbourhoodTest {
    private final List<Event> events = new ArrayList<>();
    private final Neighbourhood neighbourhood = new Neighbourhood(events::add);
    private final PaperDiscovery paper = new PaperDiscovery();
    private Consumer<Sighting> sightings = _ -> {};

    private void start(PaperDiscovery discovery) {
        neighbourhood.start(
                place -> {
                    sightings = place;
                    return discovery;
                },
                4_000,
                Instant.EPOCH);
    }

    private static InetSocketAddress at(String host) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), 9);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void shows(String instance, String name, String host) {
        sightings.accept(
                new Sighting.Appeared(
                        ServiceKind.NAME, instance, at(host), Optional.empty(), Optional.of(name)));
    }

    private void gone(String instance, String host) {
        sightings.accept(new Sighting.Vanished(ServiceKind.NAME, instance, at(host)));
    }

    @Test
    void aNameIsGoneWhenItIsGoneEverywhere() {
        start(paper);
        events.clear();
        shows("n1", "Bob", "10.0.0.1");
        shows("n1", "Bob", "fe80::1");
        gone("n1", "10.0.0.1");
        assertEquals(
                List.of(
                        new Event.NameSeen("n1", "Bob", "10.0.0.1"),
                        new Event.NameSeen("n1", "Bob", "fe80:0:0:0:0:0:0:1")),
                events);
        gone("n1", "fe80::1");
        assertEquals(new Event.NameGone("n1"), events.getLast());
        gone("never", "10.0.0.9");
        shows("ownNAME", "Alice", "10.0.0.2");
        assertEquals(4, events.size(), events.toString());
    }

    /** Names of a network that is left are forgotten; the own one goes along while it is shown. */
    @Test
    void anotherNetworkBeginsEmptyAndOnesOwnNameGoesAlong() {
        start(paper);
        shows("n1", "Bob", "10.0.0.1");
        neighbourhood.show("Alice");
        events.clear();
        PaperDiscovery next = new PaperDiscovery();
        start(next);
        assertEquals(List.of(new Event.NameGone("n1"), new Event.Announced("ownNODE")), events);
        assertEquals(
                List.of("announce NODE 4000", "browse NODE true", "browse NAME true", "show Alice"),
                next.told());
        neighbourhood.hide();
        assertEquals("withdraw NAME", next.told().getLast());
        PaperDiscovery last = new PaperDiscovery();
        start(last);
        assertEquals(
                List.of("announce NODE 4000", "browse NODE true", "browse NAME true"), last.told());
    }

    @Test
    void namesAndPortChangeInOneStep() {
        start(paper);
        events.clear();
        neighbourhood.rename(5_000);
        assertEquals("rename 5000", paper.told().getLast());
        assertEquals(List.of(new Event.Announced("ownNODE")), events);
    }
}
