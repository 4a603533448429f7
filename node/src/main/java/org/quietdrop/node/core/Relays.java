package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.node.message.Day;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mail that friends carry: consent on both sides, leaving, carrying and collecting (protocol,
 * section 7; PROTOCOL.md, "Relays"). Confined to the core thread.
 */
final class Relays {
    /** Changes of mind on one link; more are not a person's. */
    private static final int MOST_CONSENTS = 32;

    private final LinkTable links;
    private final Delivery delivery;
    private final Trust trust;
    private final Carrying carrying;
    private final Deposits deposits;
    private final Collecting collecting;
    private final Receipts receipts;
    private final Warnings warnings;
    private final Quotas quotas;

    Relays(
            UserId self,
            RandomSource random,
            Quotas quotas,
            LinkTable links,
            Envelopes envelopes,
            Progress progress,
            Delivery delivery,
            Arrivals arrivals,
            Warnings warnings) {
        this.links = links;
        this.delivery = delivery;
        this.quotas = quotas;
        this.trust = new Trust(self, random, delivery);
        this.carrying = new Carrying(links, quotas);
        this.deposits = new Deposits(self, random, links, envelopes, progress, warnings);
        this.collecting = new Collecting(self, random, arrivals, warnings);
        this.warnings = warnings;
        this.receipts = new Receipts(random, links, envelopes, deposits);
    }

    /** What is said first on a link about carrying. */
    Frame consent(Contact contact) {
        return new Frame.Consent(contact.trusted());
    }

    /** A link is up; nothing is known of the peer's consent yet. */
    void up(Turn turn, LiveLink link) {
        Carrying.sayLost(turn, link);
    }

    /** A link went down: what waits for the peer may be left with others. */
    void down(Turn turn, UserId peer) {
        deposits.lookAgain(peer);
        turn.mailFor(peer);
        receipts.soon(turn.steady());
    }

    /** A frame of carrying arrived. */
    void frame(Turn turn, LiveLink link, Frame.Carrying frame) {
        boolean trusted = carries(turn, link.peer());
        switch (frame) {
            case Frame.Consent consent -> heard(turn, link, consent.on());
            case Frame.Deposit deposit -> carrying.deposited(turn, link, trusted, deposit);
            case Frame.Kept kept -> deposits.kept(turn, link, kept.dropId());
            case Frame.NotKept not -> deposits.notKept(turn, link, not.dropId(), not.reason());
            case Frame.Ask ask -> carrying.asked(turn, link, trusted, ask);
            case Frame.Drop drop -> {
                if (collecting.arrived(turn, link, drop)) receipts.soon(turn.steady());
            }
            case Frame.Taken taken -> carrying.taken(turn, link, taken.dropId());
            case Frame.Lost lost -> deposits.lost(turn, link, lost.dropId());
        }
    }

    private static boolean carries(Turn turn, UserId peer) {
        return turn.contacts().get(peer).map(Contact::carries).orElse(false);
    }

    // ---- trust

    private void heard(Turn turn, LiveLink link, boolean on) {
        if (++link.relay.consents > MOST_CONSENTS) {
            Renewals.end(turn, link);
            return;
        }
        Optional<Contact> found = turn.contacts().get(link.peer());
        if (found.isEmpty()) return;
        boolean changed = found.get().trustsUs() != on;
        Contact now = found.get().trustingUs(on);
        if (changed) {
            turn.contacts().put(now);
            turn.trustChanged();
            String text = on ? "trusts you to carry" : "no longer trusts you to carry";
            if (warnings.isNews(turn, now.id(), text)) Notices.contact(turn, now.id(), text);
        }
        if (on) {
            begin(turn, now);
        } else if (changed) {
            end(turn, now.id());
            // What it left here is withdrawn: nothing is owed for it.
            carrying.withdrawn(turn, now.id());
        }
    }

    /** The user trusts a contact to carry, or does so no longer. */
    Contact trust(Turn turn, String name, boolean on) {
        Contact before = Trust.mayBeTrusted(turn, name);
        if (before.trusted() == on) return before;
        Contact now = before.trusted(on);
        turn.contacts().put(now);
        turn.trustChanged();
        Notices.contact(turn, now.id(), on ? "trusted" : "no longer trusted");
        links.of(now.id())
                .ifPresent(link -> turn.effect(new Effect.Send(link.id(), List.of(consent(now)))));
        if (on) {
            begin(turn, now);
        } else {
            end(turn, now.id());
            carrying.giveUp(turn, now.id());
        }
        return now;
    }

    /** There is trust on both sides and a link: everything that can go, goes. */
    private void begin(Turn turn, Contact relay) {
        Optional<LiveLink> link = links.of(relay.id());
        if (!relay.carries() || link.isEmpty() || link.get().over) return;
        link.get().relay.begun = true;
        collecting.ask(turn, link.get());
        deposits.begin(turn, link.get());
        receipts.soon(turn.steady());
    }

    private void end(Turn turn, UserId relay) {
        links.of(relay)
                .ifPresent(link -> {
                    link.relay.begun = false;
                    Carrying.refuse(link);
                });
        deposits.withdraw(turn, relay);
    }

    /** A contact has a newer home, which keeps nothing of what the older one did. */
    void restored(Turn turn, UserId relay) {
        deposits.restored(turn, relay);
    }

    /** A contact is forgotten, with everything that it left here and we left there. */
    void forgotten(Turn turn, UserId contact) {
        end(turn, contact);
        deposits.forgotten(turn, contact);
        carrying.withdrawn(turn, contact);
        turn.lost().removeAll(contact);
        turn.trustChanged();
    }

    // ---- the turn

    /** Does what this turn has led to: hints for contacts, mail for those who are away. */
    void finish(Turn turn) {
        if (turn.hasTrustChanged() || turn.haveRelationsChanged()) trust.tellHints(turn);
        for (Set<UserId> mail = turn.takeMail(); !mail.isEmpty(); mail = turn.takeMail()) {
            for (UserId contact : mail) mailFor(turn, contact);
        }
        receipts.send(turn);
    }

    private void mailFor(Turn turn, UserId contact) {
        Optional<LiveLink> link = links.of(contact);
        if (link.isEmpty()) deposits.mailFor(turn, contact);
        else if (!link.get().over) delivery.flush(turn, link.get());
    }

    /** Contacts or their keys have changed: relays are asked for other handles. */
    void relationsChanged(Turn turn) {
        for (LiveLink link : links.all()) {
            if (link.relays()) collecting.ask(turn, link);
        }
    }

    /** Word is owed to somebody who may be away. */
    void wordOwed(Turn turn) {
        receipts.soon(turn.steady());
    }

    Optional<Instant> next() {
        return receipts.next();
    }

    /** What time has done: drops and copies whose days are over. */
    void sweep(Turn turn) {
        carrying.sweep(turn);
        deposits.sweep(turn);
        receipts.soon(turn.steady());
    }

    /** The store may not hold what was noted in memory. */
    void reset() {
        carrying.reset();
        receipts.reset();
    }

    // ---- looking

    /** What is carried for others, in counts. */
    View.Relay status(Turn turn) {
        long friends = turn.contacts().all().stream().filter(Contact::carries).count();
        int boxes = carrying.count(turn);
        return new View.Relay(
                boxes,
                (long) boxes * DropKeys.DROP_SIZE,
                quotas.all(),
                quotas.each(),
                (int) friends,
                carrying.lastDay(turn).map(day -> Notices.time(Day.start(day))).orElse(null),
                turn.copies().kept());
    }

    /** How many boxes are kept for friends. */
    int carried(Turn turn) {
        return carrying.count(turn);
    }

    /** Carries nothing any further. */
    View.Relay drop(Turn turn) {
        carrying.giveUpAll(turn);
        return status(turn);
    }

    /** Who says to keep a copy of a message, by petname; null if nobody does. */
    static @Nullable List<String> carriers(Turn turn, UserId contact, long place, Line line) {
        if (line.state() != Line.State.CARRIED) return null;
        return turn.outbox()
                .get(contact, place)
                .map(entry -> carriers(turn, entry.carriers()))
                .orElse(null);
    }

    /** Who says to keep a copy, by petname. */
    static List<String> carriers(Turn turn, List<UserId> relays) {
        List<String> names = new ArrayList<>();
        for (UserId relay : relays) names.add(turn.petname(relay));
        return names;
    }
}
