package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;
import org.quietdrop.node.doctor.Doctor;
import org.quietdrop.node.doctor.Facts;
import org.quietdrop.node.doctor.Finding;
import org.quietdrop.node.doctor.NodeFacts;
import org.quietdrop.node.doctor.look.Look;
import org.quietdrop.node.doctor.look.Machine;
import org.quietdrop.node.doctor.look.RealMachine;
import org.quietdrop.node.message.History;
import org.quietdrop.node.system.OwnMemory;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Step;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code doctor}: asks the node, if there is one, for what it knows, and looks around. */
public final class Examination {
    /** Messages of a contact that are looked at for its clock. */
    private static final int LINES = 50;

    /** Older ones say nothing of how clocks are now. */
    private static final Duration LATELY = Duration.ofDays(7);

    /** What waited for a link has come by then. */
    private static final Duration BACKLOG = Duration.ofMinutes(1);

    private final Machine machine;
    private final Home home;
    private final InstantSource clock;

    Examination(Machine machine, Home home, InstantSource clock) {
        this.machine = machine;
        this.home = home;
        this.clock = clock;
    }

    /** Looks around where no node runs. */
    public static View.Diagnosis withoutNode(Path folder, InstantSource clock) {
        Home home = Home.at(folder);
        Config config;
        try {
            config = Config.read(home.config());
        } catch (UserError e) {
            // Whoever starts the node is told; what can be looked at is looked at.
            config = Config.standard();
        }
        return new Examination(new RealMachine(), home, clock)
                .of(new NodeFacts.Stopped(), config, List.of());
    }

    /**
     * Looks around from inside a daemon.
     *
     * @param open null: locked
     */
    View.Diagnosis of(@Nullable OpenNode open, Config config) {
        NodeFacts node = open == null ? new NodeFacts.Locked() : facts(open);
        return of(node, config, OwnMemory.warnings());
    }

    private View.Diagnosis of(NodeFacts node, Config config, List<String> memory) {
        Facts facts =
                Look.around(
                        machine,
                        home,
                        node,
                        config.networkInterface(),
                        config.mdns(),
                        Store.RESERVE,
                        memory,
                        clock.instant());
        return new View.Diagnosis(Doctor.examine(facts).stream().map(Examination::view).toList());
    }

    private static View.Finding view(Finding finding) {
        String state =
                switch (finding) {
                    case Finding.Well _ -> "ok";
                    case Finding.Warn _ -> "warn";
                    case Finding.Fail _ -> "fail";
                    case Finding.Unchecked _ -> "unchecked";
                };
        return new View.Finding(state, finding.code(), finding.text(), finding.advice());
    }

    /**
     * What discovery says of itself.
     *
     * @param date its clock is never set; the date that goes with one of its instants
     */
    static NodeFacts.Mdns mdns(DiscoveryStatus now, Instant since, UnaryOperator<Instant> date) {
        return new NodeFacts.Mdns(
                now.on(),
                date.apply(since),
                now.ownMulticast(),
                now.lastForeign().map(date),
                now.reason());
    }

    private NodeFacts facts(OpenNode open) {
        Map<String, View.Link> links = new HashMap<>();
        if (open.answer(new Request.Links()) instanceof View.Links all) {
            all.links().forEach(link -> links.put(link.with(), link));
        }
        Instant now = clock.instant();
        List<NodeFacts.Person> people = new ArrayList<>();
        open.read(tx -> {
            for (Contact contact : new Contacts(tx).all()) {
                if (contact.state() == Contact.State.BLOCKED) continue;
                View.Link link = links.get(contact.id().hex());
                people.add(person(tx, contact, link, now));
            }
        });
        return new NodeFacts.Open(
                open.listening(), open.fixedPort(), open.mdns(), people, open.warnings());
    }

    private static NodeFacts.Person person(
            Transaction tx, Contact contact, View.@Nullable Link up, Instant now) {
        Optional<Instant> seen =
                contact.seen().equals(Instant.EPOCH)
                        ? Optional.empty()
                        : Optional.of(contact.seen());
        Optional<Instant> since = Optional.ofNullable(up).map(l -> Instant.parse(l.since()));
        return new NodeFacts.Person(
                Optional.ofNullable(up).flatMap(Examination::link),
                seen,
                contact.addresses().stream().flatMap(a -> Endpoint.read(a.at()).stream()).toList(),
                lag(lately(tx, contact), since, now));
    }

    private static Optional<NodeFacts.Link> link(View.Link up) {
        try {
            InetAddress remote = InetAddress.ofLiteral(up.remote());
            return Optional.of(new NodeFacts.Link(remote, up.dialled()));
        } catch (IllegalArgumentException e) {
            // By a name, through a proxy: it is linked, from we do not know where.
            return Optional.of(new NodeFacts.Link(InetAddress.getLoopbackAddress(), up.dialled()));
        }
    }

    private static List<Line> lately(Transaction tx, Contact contact) {
        long next = new Contacts(tx).conversation(contact.id()).nextLine();
        return new History(tx)
                .page(contact.id(), next, LINES).stream().map(History.Placed::line).toList();
    }

    /**
     * What a contact's messages say about the clocks. Such as came over the link that is up, once
     * it had been up for a while, were not held up; such as were written in our future say so
     * however they came.
     *
     * @param since when the link came up, if one is up
     */
    static Optional<NodeFacts.Lag> lag(List<Line> lines, Optional<Instant> since, Instant now) {
        Optional<Duration> least = Optional.empty();
        for (Line line : lines) {
            if (line.mine() || line.kept().isBefore(now.minus(LATELY))) continue;
            Duration lag = Duration.between(line.written(), line.kept());
            boolean atOnce = since.filter(at -> line.kept().isAfter(at.plus(BACKLOG))).isPresent();
            boolean counts = lag.isNegative() || (atOnce && overLink(line));
            if (counts && least.filter(l -> l.compareTo(lag) <= 0).isEmpty()) {
                least = Optional.of(lag);
            }
        }
        return least.map(NodeFacts.Lag::new);
    }

    private static boolean overLink(Line line) {
        return line.steps().stream().anyMatch(step -> step.what() == Step.What.RECEIVED);
    }
}
