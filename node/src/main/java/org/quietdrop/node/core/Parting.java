package org.quietdrop.node.core;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Step;

/**
 * How one parts with a contact. Forgotten or blocked, on the wire it is the same: that person meets
 * a stranger (protocol, section 9).
 */
final class Parting {
    private final LinkTable links;
    private final Awaiting awaiting;
    private final Dialer dialer;
    private final Pairings pairings;
    private final Progress progress;
    private final Relays relays;
    private final Searching searching;

    Parting(
            LinkTable links,
            Awaiting awaiting,
            Dialer dialer,
            Pairings pairings,
            Progress progress,
            Relays relays,
            Searching searching) {
        this.links = links;
        this.awaiting = awaiting;
        this.dialer = dialer;
        this.pairings = pairings;
        this.progress = progress;
        this.relays = relays;
        this.searching = searching;
    }

    /** Keys, session, outbox, history, addresses and name go. */
    void forget(Turn turn, Contact contact) {
        UserId id = contact.id();
        part(turn, id);
        awaiting.forgotten(turn, id, contact.petname());
        Notices.forget(turn, id);
        turn.outbox().removeAll(id);
        searching.forgotten(turn, id);
        Retaining.forgotten(turn, id);
        turn.history().remove(id);
        turn.contacts().remove(id);
        turn.tx().forgetSoon();
        turn.relationsChanged();
    }

    /** Name and history stay, keys and session go; what waits is not sent any more. */
    Contact block(Turn turn, Contact contact) {
        UserId id = contact.id();
        if (contact.state() == Contact.State.BLOCKED) return contact;
        part(turn, id);
        for (Outbox.Placed p : turn.outbox().of(id, 0, Integer.MAX_VALUE)) {
            Progress.settle(turn, id, p.place(), p.entry());
            progress.become(
                    turn,
                    id,
                    p.place(),
                    Line.State.REFUSED,
                    new Step(turn.now(), Step.What.HELD, "you have blocked this contact"));
        }
        turn.contacts().removeKeys(id);
        Contact blocked = contact.in(Contact.State.BLOCKED).trusted(false).trustingUs(false);
        turn.contacts().put(blocked);
        Notices.contact(turn, id, "blocked");
        turn.tx().forgetSoon();
        turn.relationsChanged();
        return blocked;
    }

    private void part(Turn turn, UserId id) {
        links.of(id)
                .ifPresent(link -> {
                    turn.effect(new Effect.Close(link.id()));
                    links.remove(link.id());
                });
        dialer.parted(id, turn.steady());
        pairings.forgotten(turn, id);
        relays.forgotten(turn, id);
        turn.owed().removeAll(id);
        turn.sessions().remove(id);
        turn.invitations().removeWith(id);
    }
}
