package org.quietdrop.tests.sim.town;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.tests.sim.SimRandom;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One LAN: who is there can be dialled, and is heard by all others. */
final class Network {
    /** A connection to a machine that is not there fails after so long. */
    private static final Duration NOBODY = Duration.ofSeconds(3);

    /** How long a record stays that nobody withdrew. */
    private static final Duration RECORD = Duration.ofMinutes(2);

    /** A link lives so long at most. */
    private static final Duration LINK = Duration.ofHours(12);

    /** What the network is asked to look at: every burst of frames that is sent. */
    interface Tap {
        void sent(TownNode from, TownNode to, List<Frame> frames);
    }

    final Traffic traffic = new Traffic();
    private final Agenda agenda;
    private final SimRandom random;
    private final Town town;
    private final Map<Endpoint, TownNode> places = new HashMap<>();
    private final List<TownNode> there = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private long nextLink = 1;

    Network(Town town, Agenda agenda, SimRandom random) {
        this.town = town;
        this.agenda = agenda;
        this.random = random;
    }

    void tap(Tap tap) {
        taps.add(tap);
    }

    private Duration millis(int from, int to) {
        return Duration.ofMillis(random.generator().nextInt(from, to));
    }

    // ---- presence

    /** A node is there: it hears who else is, and they hear of it. */
    void enter(TownNode node) {
        places.put(node.endpoint, node);
        List<Event> heard = new ArrayList<>();
        for (TownNode other : there) {
            heard.add(new Event.NodeSeen(other.instance, other.endpoint));
            tell(other, List.of(new Event.NodeSeen(node.instance, node.endpoint)), 100, 1_000);
        }
        tell(node, heard, 200, 1_500);
        there.add(node);
    }

    /** A node is not there any more, and has said so or not. */
    void leave(TownNode node, boolean silently) {
        there.remove(node);
        for (TownLink link : List.copyOf(node.links.values())) {
            cut(link, silently ? Duration.ofSeconds(90) : Duration.ZERO);
        }
        String gone = node.instance;
        int wait = silently ? (int) RECORD.toMillis() : 20;
        for (TownNode other : there) {
            tell(other, List.of(new Event.NodeGone(gone)), wait, wait + 500);
        }
    }

    private void tell(TownNode node, List<Event> events, int from, int to) {
        if (events.isEmpty()) return;
        int life = node.life();
        agenda.later(
                millis(from, to),
                () -> {
                    if (node.life() == life) town.post(node, events);
                });
    }

    // ---- dialling

    void dial(TownNode node, Effect.Dial dial) {
        traffic.dialled();
        TownNode there = places.get(dial.to());
        boolean found = there != null && there.up();
        int life = node.life();
        agenda.later(
                found ? millis(5, 60) : NOBODY,
                () -> {
                    if (node.life() == life) meet(node, dial);
                });
    }

    private void meet(TownNode node, Effect.Dial dial) {
        TownNode other = places.get(dial.to());
        if (other == null || other == node || !other.up()) {
            ended(node, dial, Event.DialOutcome.FAILED);
            return;
        }
        traffic.greeted();
        Relation shared = node.sharedWith(other).orElse(null);
        if (shared == null) {
            ended(node, dial, Event.DialOutcome.STRANGER);
            return;
        }
        link(node, other, shared.id(), dial);
    }

    private void ended(TownNode node, Effect.Dial dial, Event.DialOutcome outcome) {
        town.post(node, List.of(new Event.DialEnded(dial.dial(), dial.to(), outcome)));
    }

    private void link(TownNode node, TownNode other, RelationId relation, Effect.Dial dial) {
        traffic.linked();
        Bytes h = Bytes.of(random.bytes(64));
        byte[] exp = random.bytes(64);
        TownLink link = new TownLink(node, other, nextLink, h, agenda.now());
        nextLink += 2;
        node.links.put(link.diallerNumber, link);
        other.links.put(link.answererNumber, link);
        RelationId mirrored = new RelationId(node.id(), relation.sessionId());
        int life = other.life();
        agenda.at(
                link.arrival(other, agenda.now().plus(millis(1, 20))),
                () -> {
                    if (other.life() != life || !link.open) return;
                    town.post(
                            other,
                            List.of(
                                    new Event.LinkUp(
                                            link.answererNumber,
                                            mirrored,
                                            false,
                                            h,
                                            node.endpoint,
                                            SecretKey.of(exp))));
                });
        agenda.later(LINK, () -> cut(link, Duration.ZERO));
        town.post(
                node,
                List.of(
                        new Event.LinkUp(
                                link.diallerNumber,
                                relation,
                                true,
                                h,
                                dial.to(),
                                SecretKey.of(exp)),
                        new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.LINKED)));
    }

    // ---- links

    void send(TownNode from, Effect.Send send) {
        TownLink link = from.links.get(send.link());
        if (link == null || !link.open) return;
        TownNode to = link.other(from);
        traffic.silence(link.spoke(agenda.now()));
        traffic.sent(send.frames());
        taps.forEach(tap -> tap.sent(from, to, send.frames()));
        long number = link.numberAt(to);
        List<Event> events = new ArrayList<>();
        for (Frame frame : send.frames()) events.add(new Event.FrameArrived(number, frame));
        int life = to.life();
        agenda.at(
                link.arrival(to, agenda.now().plus(millis(1, 20))),
                () -> {
                    if (to.life() == life && to.links.get(number) == link) town.post(to, events);
                });
    }

    void close(TownNode node, long number) {
        TownLink link = node.links.get(number);
        if (link != null) cut(link, Duration.ZERO);
    }

    /** What was sent before still arrives; the end is noticed after it, and not before then. */
    private void cut(TownLink link, Duration notice) {
        if (!link.open) return;
        link.open = false;
        traffic.silence(link.spoke(agenda.now()));
        for (TownNode side : List.of(link.dialler, link.answerer)) {
            int life = side.life();
            Instant earliest = agenda.now().plus(notice).plus(millis(1, 20));
            agenda.at(
                    link.arrival(side, earliest),
                    () -> {
                        side.links.remove(link.numberAt(side));
                        if (side.life() == life) {
                            town.post(side, List.of(new Event.LinkDown(link.numberAt(side))));
                        }
                    });
        }
    }
}
