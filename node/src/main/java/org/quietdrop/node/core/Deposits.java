package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.Direction;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.crypto.relay.Hint;
import org.quietdrop.crypto.relay.Week;
import org.quietdrop.node.message.Day;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Frame.NotKept.Reason;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.Session;
import org.quietdrop.store.record.Step;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves mail with relays for contacts that are away (protocol, section 7): with friends whom both
 * sides trust, at most three copies of a message. A drop is committed before it leaves and stays
 * the same until the relay has answered. Confined to the core thread.
 */
final class Deposits {
    /** Copies of one message with relays where its recipient looks for them. */
    static final int MOST_COPIES = 3;

    /** Copies in all: recipients may leave the relays that keep some. */
    private static final int MOST_IN_ALL = 8;

    /** A relay without room, or that gave mail up, is left alone for this long. */
    private static final Duration PAUSE = Duration.ofHours(1);

    /** What nobody sees is left for as long as most messages: days must not tell what it is. */
    private static final int MOST_DAYS_UNSEEN = 7;

    private static final Bytes NO_MESSAGE = Bytes.of(new byte[16]);

    private final UserId self;
    private final RandomSource random;
    private final LinkTable links;
    private final Envelopes envelopes;
    private final Progress progress;
    private final Warnings warnings;

    Deposits(
            UserId self,
            RandomSource random,
            LinkTable links,
            Envelopes envelopes,
            Progress progress,
            Warnings warnings) {
        this.self = self;
        this.random = random;
        this.links = links;
        this.envelopes = envelopes;
        this.progress = progress;
        this.warnings = warnings;
    }

    // ---- leaving

    /** A relay is there: what it has not answered goes again, then what else waits. */
    void begin(Turn turn, LiveLink relay) {
        List<Frame> frames = new ArrayList<>();
        for (DropCopy copy : turn.copies().unanswered(relay.peer())) {
            long days = copy.endDay() - Day.of(turn.now());
            if (days < 1) {
                forget(turn, relay.peer(), copy, Step.What.WITHDRAWN, "");
            } else if (relay.relay.deposits.add(copy.dropId())) {
                int kept = (int) Math.min(days, Body.MAX_DAYS);
                frames.add(new Frame.Deposit(copy.handle(), kept, copy.drop().orElseThrow()));
            }
        }
        if (!frames.isEmpty()) turn.effect(new Effect.Send(relay.id(), frames));
        fill(turn, relay);
    }

    /** Leaves with a relay what waits for all who are away. */
    private void fill(Turn turn, LiveLink relay) {
        relay.relay.more = false;
        for (Contact c : turn.contacts().all()) {
            fill(turn, relay, c);
            if (relay.relay.more) return;
        }
    }

    /** Something waits for a contact: leaves it with those relays that are there. */
    void mailFor(Turn turn, UserId contact) {
        Optional<Contact> to = turn.contacts().get(contact);
        if (to.isEmpty()) return;
        for (LiveLink relay : links.all()) {
            if (relay.relays()) fill(turn, relay, to.get());
        }
    }

    /** What was looked at before may go now. */
    void lookAgain(UserId contact) {
        lookAgain(contact, 0);
    }

    /** The same from a place of the outbox on. */
    private void lookAgain(UserId contact, long from) {
        for (LiveLink relay : links.all()) {
            relay.relay.looked.computeIfPresent(
                    contact,
                    (_, l) -> l.through() < from ? l : new RelayLink.Looked(l.hints(), from - 1));
        }
    }

    private static int room(Turn turn, LiveLink relay) {
        Instant end = relay.relay.pausedUntil;
        // The clock may have been set back meanwhile: no pause is longer than it was made.
        boolean paused = turn.now().isBefore(end) && !end.isAfter(turn.now().plus(PAUSE));
        if (paused) return 0;
        return Math.max(0, RelayLink.UNANSWERED - relay.relay.deposits.size());
    }

    private void fill(Turn turn, LiveLink relay, Contact to) {
        if (!serves(turn, relay, to)) return;
        List<Bytes> hints = turn.contacts().hints(to.id()).heard();
        RelayLink.Looked looked = relay.relay.looked.get(to.id());
        if (looked == null || !looked.hints().equals(hints)) {
            relay.relay.looked.put(to.id(), new RelayLink.Looked(hints, 0));
        }
        List<Frame> frames = new ArrayList<>();
        boolean more = true;
        while (more && room(turn, relay) > 0) {
            long from = relay.relay.through(to.id()) + 1;
            List<Outbox.Placed> some = turn.outbox().of(to.id(), from, room(turn, relay));
            more = !some.isEmpty() && some.stream().allMatch(p -> leave(turn, relay, p, frames));
        }
        if (more) relay.relay.more = true;
        if (!frames.isEmpty()) turn.effect(new Effect.Send(relay.id(), frames));
    }

    /** Whether this relay may carry for a contact who is away: both trust it, and it us. */
    boolean serves(Turn turn, LiveLink relay, Contact to) {
        if (to.state() != Contact.State.CONTACT || links.linked(to.id())) return false;
        boolean ours = turn.contacts().get(relay.peer()).map(Contact::carries).orElse(false);
        List<Bytes> hints = turn.contacts().hints(to.id()).heard();
        if (!ours || hints.isEmpty() || to.id().equals(relay.peer())) return false;
        Optional<RelationKeys> keys = turn.contacts().keys(to.id());
        if (keys.isEmpty()) return false;
        try (RelationKeys open = keys.get()) {
            return hints.contains(Hint.of(open.keys().hintKey(), to.id(), relay.peer()));
        }
    }

    /** False if this one cannot go now, nor any behind it. */
    private boolean leave(Turn turn, LiveLink relay, Outbox.Placed p, List<Frame> frames) {
        OutboxEntry entry = p.entry();
        int days = wholeDaysLeft(entry, turn.now());
        if (entry.unseen().isPresent()) days = Math.min(days, MOST_DAYS_UNSEEN);
        boolean linkOnly = entry.endsWithSession();
        boolean there = entry.copies().stream().anyMatch(c -> c.relay().equals(relay.peer()));
        if (days >= 1 && !there && !linkOnly && wantsCopy(turn, p.contact(), entry)) {
            if (entry.sealing().isEmpty() && !mayBeSealed(turn, p.contact())) return false;
            Optional<OutboxEntry> sealed = envelopes.sealed(turn, p);
            if (sealed.isEmpty()) return false;
            Bytes envelope = sealed.get().sealing().orElseThrow().envelope();
            DropCopy copy = drop(turn, relay, p.contact(), envelope, days);
            copy = copy.of(p.place(), entry.messageId());
            turn.copies().put(relay.peer(), copy);
            List<OutboxEntry.Copy> copies = new ArrayList<>(sealed.get().copies());
            copies.add(new OutboxEntry.Copy(relay.peer(), copy.dropId(), false));
            turn.outbox().put(p.contact(), p.place(), sealed.get().copied(copies));
            frames.add(new Frame.Deposit(copy.handle(), days, copy.drop().orElseThrow()));
        }
        relay.relay.through(p.contact(), p.place());
        return true;
    }

    /** Whether a message has too few copies where its recipient looks for them. */
    private static boolean wantsCopy(Turn turn, UserId contact, OutboxEntry entry) {
        if (entry.copies().size() < MOST_COPIES) return true;
        if (entry.copies().size() >= MOST_IN_ALL) return false;
        List<Bytes> hints = turn.contacts().hints(contact).heard();
        try (RelationKeys keys = turn.contacts().keys(contact).orElseThrow()) {
            return entry.copies().stream()
                            .map(c -> Hint.of(keys.keys().hintKey(), contact, c.relay()))
                            .filter(hints::contains)
                            .count()
                    < MOST_COPIES;
        }
    }

    /** Without a link something may be sealed only in a session that both are known to hold. */
    static boolean mayBeSealed(Turn turn, UserId contact) {
        Optional<Session> session = turn.sessions().get(contact);
        session.ifPresent(Session::close);
        return session.isPresent() && session.get().agreed();
    }

    private static int wholeDaysLeft(OutboxEntry entry, Instant now) {
        Instant end = entry.queued().plus(Duration.ofDays(entry.days()));
        return Math.clamp(Duration.between(now, end).toDays(), 0, Body.MAX_DAYS);
    }

    private DropCopy drop(Turn turn, LiveLink relay, UserId contact, Bytes envelope, int days) {
        try (RelationKeys keys = turn.contacts().keys(contact).orElseThrow();
                DropKeys seal =
                        DropKeys.of(
                                keys.keys().tagRoot(),
                                Direction.from(self, contact),
                                Week.of(turn.now()),
                                relay.peer())) {
            Bytes drop = seal.seal(envelope, random);
            Bytes id = DropId.of(drop);
            relay.relay.deposits.add(id);
            return new DropCopy(
                    contact,
                    0,
                    NO_MESSAGE,
                    id,
                    seal.handle(),
                    Day.of(turn.now()) + days,
                    Optional.of(drop));
        }
    }

    /** Leaves an envelope that is no message of the history: a receipt. Once, with one relay. */
    void leaveReceipt(Turn turn, LiveLink relay, UserId contact, Bytes envelope, int days) {
        DropCopy copy = drop(turn, relay, contact, envelope, days);
        turn.copies().put(relay.peer(), copy);
        Frame deposit = new Frame.Deposit(copy.handle(), days, copy.drop().orElseThrow());
        turn.effect(new Effect.Send(relay.id(), List.of(deposit)));
    }

    /** Whether one more drop may be left there now. */
    static boolean hasRoom(Turn turn, LiveLink relay) {
        return relay.relays() && room(turn, relay) > 0;
    }

    // ---- answers

    /** The relay says that it keeps a drop. */
    void kept(Turn turn, LiveLink relay, Bytes dropId) {
        if (!relay.relay.deposits.remove(dropId)) return;
        Optional<DropCopy> copy = turn.copies().get(relay.peer(), dropId);
        if (copy.isPresent() && copy.get().drop().isPresent()) {
            if (copy.get().line() == 0) {
                turn.copies().remove(relay.peer(), dropId);
            } else {
                turn.copies().put(relay.peer(), copy.get().kept());
                mark(turn, relay.peer(), copy.get());
            }
        }
        // Not for each answer: it goes through all contacts.
        boolean few = relay.relay.deposits.size() <= RelayLink.UNANSWERED / 2;
        if (relay.relay.more && few) fill(turn, relay);
    }

    private void mark(Turn turn, UserId relay, DropCopy copy) {
        Optional<OutboxEntry> entry = entry(turn, copy);
        if (entry.isEmpty()) return;
        List<OutboxEntry.Copy> copies =
                entry.get().copies().stream()
                        .map(c ->
                                c.dropId().equals(copy.dropId())
                                        ? new OutboxEntry.Copy(relay, c.dropId(), true)
                                        : c)
                        .toList();
        progress.copied(
                turn,
                copy.contact(),
                copy.line(),
                entry.get().copied(copies),
                new Step(turn.now(), Step.What.KEPT, relay.hex()));
    }

    private static Optional<OutboxEntry> entry(Turn turn, DropCopy copy) {
        return turn.outbox()
                .get(copy.contact(), copy.line())
                .filter(e -> e.messageId().equals(copy.messageId()));
    }

    /** The relay does not keep a drop. */
    void notKept(Turn turn, LiveLink relay, Bytes dropId, Reason reason) {
        if (!relay.relay.deposits.remove(dropId)) return;
        relay.relay.pausedUntil = turn.now().plus(PAUSE);
        relay.relay.looked.clear();
        turn.copies()
                .get(relay.peer(), dropId)
                .filter(copy -> copy.drop().isPresent())
                .ifPresent(copy -> {
                    String detail = " " + words(reason);
                    forget(turn, relay.peer(), copy, Step.What.NOT_KEPT, detail);
                    // Others may have passed it by because it had its copies.
                    lookAgain(copy.contact(), copy.line());
                    turn.mailFor(copy.contact());
                });
        switch (reason) {
            case NO_TRUST, YOUR_SHARE_FULL, FULL, DISK -> {
                String name = turn.petname(relay.peer());
                warnings.tell(
                        turn, relay.peer(), name + " keeps no more mail for now: " + words(reason));
            }
            case DAYS, SIZE, GIVEN_UP, OTHER -> {}
        }
    }

    private static String words(Reason reason) {
        return switch (reason) {
            case NO_TRUST -> "there is no trust on both sides";
            case YOUR_SHARE_FULL -> "your share there is full";
            case FULL -> "no room for anybody's mail there";
            case DISK -> "the disk there is full";
            case DAYS -> "the number of days is not from 1 to 30";
            case SIZE -> "the box has not the right size";
            case GIVEN_UP -> "it was given up there before";
            case OTHER -> "no reason that this version knows";
        };
    }

    /** The relay has given up what it kept. Answered always, so that it need not say it again. */
    void lost(Turn turn, LiveLink relay, Bytes dropId) {
        turn.effect(new Effect.Send(relay.id(), List.of(new Frame.Taken(dropId))));
        Optional<DropCopy> copy = turn.copies().get(relay.peer(), dropId);
        if (copy.isEmpty()) return;
        relay.relay.deposits.remove(dropId);
        relay.relay.pausedUntil = turn.now().plus(PAUSE);
        forget(turn, relay.peer(), copy.get(), Step.What.LOST, "");
        lookAgain(copy.get().contact(), copy.get().line());
        turn.mailFor(copy.get().contact());
        warnings.tell(
                turn,
                relay.peer(),
                turn.petname(relay.peer()) + " has given up mail that was kept there for you");
    }

    /** A copy does not count any more. */
    private void forget(Turn turn, UserId relay, DropCopy copy, Step.What what, String detail) {
        turn.copies().remove(relay, copy.dropId());
        Optional<OutboxEntry> entry = entry(turn, copy);
        if (copy.line() == 0 || entry.isEmpty()) return;
        List<OutboxEntry.Copy> left =
                entry.get().copies().stream()
                        .filter(c -> !c.dropId().equals(copy.dropId()))
                        .toList();
        progress.copied(
                turn,
                copy.contact(),
                copy.line(),
                entry.get().copied(left),
                new Step(turn.now(), what, relay.hex() + detail));
    }

    /** Trust has ended on one side: nothing that lies there counts any more. */
    void withdraw(Turn turn, UserId relay) {
        for (DropCopy copy : turn.copies().of(relay)) {
            forget(turn, relay, copy, Step.What.WITHDRAWN, "");
            turn.mailFor(copy.contact());
            lookAgain(copy.contact(), copy.line());
        }
        links.of(relay).ifPresent(link -> link.relay.deposits.clear());
    }

    /** The relay was restored: what it had kept is not there any more. */
    void restored(Turn turn, UserId relay) {
        for (DropCopy copy : turn.copies().of(relay)) {
            if (copy.drop().isPresent()) continue;
            forget(turn, relay, copy, Step.What.LOST, "");
            turn.mailFor(copy.contact());
            lookAgain(copy.contact(), copy.line());
        }
    }

    /** Nothing waits for this contact any more. */
    void forgotten(Turn turn, UserId contact) {
        for (Contact relay : turn.contacts().all()) {
            for (DropCopy copy : turn.copies().of(relay.id())) {
                if (copy.contact().equals(contact)) {
                    turn.copies().remove(relay.id(), copy.dropId());
                }
            }
        }
    }

    /** What relays no longer keep because its days are over does not count any more. */
    void sweep(Turn turn) {
        for (Contact c : turn.contacts().all()) {
            for (DropCopy copy : turn.copies().of(c.id())) {
                if (copy.endDay() > Day.of(turn.now())) continue;
                forget(turn, c.id(), copy, Step.What.WITHDRAWN, "");
                lookAgain(copy.contact(), copy.line());
            }
        }
        for (LiveLink relay : links.all()) {
            if (relay.relays()) fill(turn, relay);
        }
    }
}
