package org.quietdrop.node.core;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.RelationKeys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a link comes in: only under present keys, and only of the newest home of its contact, whom
 * nobody sees here before that is said (PROTOCOL.md, "Homes").
 */
final class Entrance {
    private final LinkTable links;
    private final Homes homes;
    private final Relays relays;
    private final SaidAddresses addresses;
    private final Dialer dialer;

    Entrance(LinkTable links, Homes homes, Relays relays, SaidAddresses addresses, Dialer dialer) {
        this.links = links;
        this.homes = homes;
        this.relays = relays;
        this.addresses = addresses;
        this.dialer = dialer;
    }

    /** A link is up. */
    void linkUp(Turn turn, Event.LinkUp up) {
        if (!present(turn, up.relation())) {
            links.refused(up);
            turn.effect(new Effect.Close(up.link()));
            return;
        }
        if (links.hasOther(up)) {
            Long first = links.wait(up);
            if (first != null) turn.effect(new Effect.Close(first));
            turn.effect(new Effect.Send(up.link(), List.of(homes.said())));
        } else {
            enter(turn, up, List.of(homes.said()));
        }
    }

    /** A link of a contact, unless another one of the same pair is to stay. */
    private void enter(Turn turn, Event.LinkUp up, List<Frame> first) {
        UserId peer = up.relation().peer();
        boolean news = !links.linked(peer);
        Long close = links.add(up, turn.steady());
        if (close != null) turn.effect(new Effect.Close(close));
        if (close != null && close == up.link()) return;
        Contact contact = turn.contacts().get(peer).orElseThrow();
        List<Frame> frames = new ArrayList<>(first);
        frames.add(turn.sessions().check(peer, turn.contacts().conversation(peer)));
        frames.add(relays.consent(contact));
        turn.effect(new Effect.Send(up.link(), frames));
        addresses.say(turn, up);
        links.get(up.link())
                .ifPresent(link -> {
                    link.news = news;
                    relays.up(turn, link);
                });
        turn.relationsChanged();
    }

    /**
     * The first frame on a link tells which home of the contact it leads to.
     *
     * @return whether the frame is one for a link of the newest home, that this has not dealt with
     */
    boolean passes(Turn turn, long number, Frame frame) {
        Frame.Home said = frame instanceof Frame.Home home ? home : Frame.Home.FIRST;
        links.waited(number).ifPresent(up -> waited(turn, up, said));
        Optional<LiveLink> found = links.get(number);
        if (found.isEmpty() || found.get().over) return false;
        boolean first = !found.get().welcome;
        if (first) meet(turn, found.get(), said);
        return !first || !(frame instanceof Frame.Home);
    }

    private void waited(Turn turn, Event.LinkUp up, Frame.Home said) {
        UserId peer = up.relation().peer();
        if (!present(turn, up.relation())) {
            links.refused(up);
            turn.effect(new Effect.Close(up.link()));
        } else if (!welcomes(turn, peer, up.link(), said)) {
            links.refused(up);
        } else {
            enter(turn, up, List.of());
        }
    }

    private boolean welcomes(Turn turn, UserId peer, long link, Frame.Home said) {
        return switch (homes.meet(turn, peer, link, said)) {
            case OLDER -> false;
            case SAME -> true;
            case NEWER -> {
                relays.restored(turn, peer);
                yield true;
            }
        };
    }

    private void meet(Turn turn, LiveLink link, Frame.Home said) {
        if (!welcomes(turn, link.peer(), link.id(), said)) {
            link.over = true;
            link.check = LiveLink.Check.RENEWING;
            return;
        }
        link.welcome = true;
        Contact seen = turn.contacts().get(link.peer()).orElseThrow().seenAt(turn.now());
        if (link.up.dialled()) {
            Endpoint at = link.up.remote();
            seen = seen.reachedAt(new Contact.Address(at.toString(), false, turn.now()));
            dialer.listensAt(at, link.peer());
        }
        turn.contacts().put(seen);
        if (link.news) Notices.presence(turn, link.peer(), true);
    }

    /**
     * Whether these are still the keys of somebody; the link may have begun before they changed.
     */
    static boolean present(Turn turn, RelationId relation) {
        Optional<Contact> contact = turn.contacts().get(relation.peer());
        if (contact.isEmpty() || contact.get().state() == Contact.State.BLOCKED) return false;
        Optional<RelationKeys> keys = turn.contacts().keys(relation.peer());
        keys.ifPresent(RelationKeys::close);
        return keys.isPresent() && keys.get().sessionId().equals(relation.sessionId());
    }
}
