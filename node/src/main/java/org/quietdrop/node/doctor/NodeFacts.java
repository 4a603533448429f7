package org.quietdrop.node.doctor;

import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.node.wire.Endpoint;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The node of the home. */
public sealed interface NodeFacts {
    /** None runs. */
    record Stopped() implements NodeFacts {}

    /** One runs, and its vault is closed. */
    record Locked() implements NodeFacts {}

    /**
     * One runs, and its vault is open.
     *
     * @param listening where it can be dialled
     * @param fixedPort whether the port stays the same from start to start
     * @param warnings damage found, faults met
     */
    record Open(
            List<Endpoint> listening,
            boolean fixedPort,
            Mdns mdns,
            List<Person> contacts,
            List<String> warnings)
            implements NodeFacts {
        /** Copies the lists. */
        public Open {
            listening = List.copyOf(listening);
            contacts = List.copyOf(contacts);
            warnings = List.copyOf(warnings);
        }

        /** How many contacts are linked. */
        long links() {
            return contacts.stream().filter(person -> person.link().isPresent()).count();
        }
    }

    /**
     * What multicast DNS does and hears.
     *
     * @param on whether it may send
     * @param since when it began
     * @param own whether our own packets came back
     * @param others when anything of anybody else was last heard
     * @param reason why it does not work, in words, if that is known
     */
    record Mdns(
            boolean on,
            Instant since,
            DiscoveryStatus.Heard own,
            Optional<Instant> others,
            Optional<String> reason) {}

    /**
     * A contact, without a name.
     *
     * @param link if one is up
     * @param seen when one was last up; empty: never
     * @param places where it was or may be
     * @param lag what its messages say about the clocks
     */
    record Person(
            Optional<Link> link, Optional<Instant> seen, List<Endpoint> places, Optional<Lag> lag) {
        /** Copies the list. */
        public Person {
            places = List.copyOf(places);
        }
    }

    /**
     * A link that is up.
     *
     * @param dialled whether this node dialled; else it was dialled
     */
    record Link(InetAddress remote, boolean dialled) {}

    /**
     * How much later by our clock than by the writer's the last messages came that came at once:
     * over a link of the writer's own that had been up for a while.
     *
     * @param least of all of them: messages take no time, clocks do; below zero: the writer's clock
     *     is ahead
     */
    record Lag(Duration least) {}
}
