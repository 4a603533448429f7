package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Step;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How messages go over the recipient's own link (design section 6, protocol sections 4 to 6):
 * queue, seal at first transmission, send the same bytes on every link until they are acknowledged,
 * take back what has not left, call expired what lived too long.
 */
final class Delivery {
    /** A message is called expired this long after its lifetime (section 4). */
    static final Duration GRACE = Duration.ofDays(2);

    /** A try so soon after the last one is not written down: links that flap cost no disk. */
    private static final Duration NOTED_AGAIN = Duration.ofMinutes(1);

    private final RandomSource random;
    private final Envelopes envelopes;
    private final Progress progress;
    private final Renewals renewals;

    Delivery(RandomSource random, Envelopes envelopes, Progress progress, Renewals renewals) {
        this.random = random;
        this.envelopes = envelopes;
        this.progress = progress;
        this.renewals = renewals;
    }

    /** Accepts a text for somebody; the caller sees to it that it goes. */
    Line queue(Turn turn, Contact to, String text, int days, Optional<Bytes> replyTo) {
        check(text);
        if (days < 1 || days > Body.MAX_DAYS) {
            throw new UserError(
                    UserError.Exit.USAGE, "a message lives from 1 to 30 days", "nothing was sent");
        }
        if (to.state() == Contact.State.BLOCKED) {
            throw new UserError(UserError.Exit.REFUSED, to.petname() + " is blocked");
        }
        Conversation c = turn.contacts().conversation(to.id());
        long place = c.nextLine();
        Bytes id = Bytes.of(random.bytes(16));
        Instant now = turn.now();
        Line line =
                new Line(
                                id,
                                true,
                                text,
                                now,
                                now,
                                c.nextSeq(),
                                0,
                                Line.State.QUEUED,
                                List.of(new Step(now, Step.What.QUEUED, "")))
                        .answering(replyTo);
        turn.history().add(to.id(), place, line);
        OutboxEntry entry = OutboxEntry.fresh(id, c.nextSeq(), now, days, Optional.empty());
        turn.outbox().put(to.id(), place, entry);
        turn.contacts().putConversation(to.id(), c.wrote());
        Notices.message(turn, to.id(), place);
        turn.mailFor(to.id());
        return line;
    }

    /** Refuses what cannot be sent. */
    static void check(String text) {
        if (text.isBlank()) {
            throw new UserError(UserError.Exit.USAGE, "the text is empty", "nothing was sent");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new UserError(
                    UserError.Exit.USAGE, "the text is not valid Unicode", "nothing was sent");
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > Payload.Text.MAX_BYTES) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "the text has " + size + " bytes; a message holds " + Payload.Text.MAX_BYTES,
                    "nothing was sent; split it");
        }
    }

    /** Hints for a contact, in place of such as have not left yet. Nobody sees them. */
    void queueHints(Turn turn, UserId to, Bytes hints) {
        turn.outbox().removeUnsent(to, entry -> entry.hints().isPresent());
        queueUnseen(turn, to, new OutboxEntry.Unseen(OutboxEntry.Kind.HINTS, hints));
    }

    /** Something for a contact that nobody sees, with the longest lifetime. */
    void queueUnseen(Turn turn, UserId to, OutboxEntry.Unseen unseen) {
        queueUnseen(turn, to, unseen, Body.MAX_DAYS);
    }

    /** Something for a contact that nobody sees, and that lives for so many days. */
    void queueUnseen(Turn turn, UserId to, OutboxEntry.Unseen unseen, int days) {
        Conversation c = turn.contacts().conversation(to);
        Bytes id = Bytes.of(random.bytes(16));
        OutboxEntry entry = OutboxEntry.fresh(id, 0, turn.now(), days, Optional.of(unseen));
        turn.outbox().put(to, c.nextLine(), entry);
        turn.contacts().putConversation(to, c.queuedUnseen());
        turn.mailFor(to);
    }

    /** Hands what waits to a link: only after the sessions were compared and agree. */
    void flush(Turn turn, LiveLink link) {
        if (link.check != LiveLink.Check.AGREED) return;
        List<Frame> frames = new ArrayList<>();
        boolean more = true;
        while (more && link.room() > 0) {
            List<Outbox.Placed> some =
                    turn.outbox().of(link.peer(), link.sentThrough + 1, link.room());
            more = !some.isEmpty() && some.stream().allMatch(p -> hand(turn, link, p, frames));
        }
        if (!frames.isEmpty()) turn.effect(new Effect.Send(link.id(), frames));
    }

    /** False if this one cannot go now, nor any behind it. */
    private boolean hand(Turn turn, LiveLink link, Outbox.Placed p, List<Frame> frames) {
        if (!lifetimeOver(p.entry(), turn.now())) {
            Optional<OutboxEntry> sealed = envelopes.sealed(turn, p);
            if (sealed.isEmpty()) {
                if (link.allAcknowledged() && !turn.sessions().windowOpen(link.peer())) {
                    renewals.need(turn, link, "1,500 messages were never confirmed");
                }
                return false;
            }
            OutboxEntry entry = sealed.get();
            Bytes envelope = entry.sealing().orElseThrow().envelope();
            boolean first = p.entry().sealing().isEmpty();
            if (first || !turn.now().isBefore(entry.lastTry().plus(NOTED_AGAIN))) {
                turn.outbox().put(link.peer(), p.place(), entry.tried(turn.now()));
                String at = link.up.remote().toString();
                Progress.step(turn, link.peer(), p.place(), Step.What.SENT, at);
            }
            Bytes id = EnvelopeId.of(envelope);
            link.sentEnvelope(id, first);
            turn.effect(new Effect.Inside(id, link.peer(), inside(entry), p.place()));
            frames.add(new Frame.Envelope(envelope));
        }
        link.sentThrough = p.place();
        return true;
    }

    private static Effect.Inside.Kind inside(OutboxEntry entry) {
        if (entry.unseen().isEmpty()) return Effect.Inside.Kind.TEXT;
        return switch (entry.unseen().get().kind()) {
            case HINTS -> Effect.Inside.Kind.HINTS;
            case OFFER -> Effect.Inside.Kind.OFFER;
            case ANSWER -> Effect.Inside.Kind.ANSWER;
            case INTRODUCTION -> Effect.Inside.Kind.INTRODUCTION;
            case EDIT, DELETION, REACTION -> Effect.Inside.Kind.CHANGE;
        };
    }

    /** When its lifetime is over. */
    static Instant end(OutboxEntry entry) {
        return entry.queued().plus(Duration.ofDays(entry.days()));
    }

    private static boolean lifetimeOver(OutboxEntry entry, Instant now) {
        return now.isAfter(end(entry));
    }

    /** Calls expired what nobody has acknowledged two days after its lifetime. */
    void expire(Turn turn) {
        for (Contact contact : turn.contacts().all()) {
            turn.sessions().expire(contact.id(), turn.now());
            for (Outbox.Placed p : turn.outbox().of(contact.id(), 0, Integer.MAX_VALUE)) {
                if (!turn.now().isAfter(end(p.entry()).plus(GRACE))) continue;
                Progress.settle(turn, contact.id(), p.place(), p.entry());
                Amendments.expired(turn, contact.id(), p.entry());
                turn.tx().forgetSoon();
                if (p.entry().hints().isPresent()) Trust.forgetSaid(turn, contact.id());
                progress.become(
                        turn,
                        contact.id(),
                        p.place(),
                        Line.State.EXPIRED,
                        new Step(turn.now(), Step.What.EXPIRED, ""));
            }
        }
    }

    // ---- taking back

    /** Takes back a message that has not left; those behind it get the numbers before theirs. */
    Line recall(Turn turn, History.Placed at) {
        UserId to = at.contact();
        Optional<OutboxEntry> entry = turn.outbox().get(to, at.place());
        if (!at.line().mine() || entry.isEmpty() || entry.get().left()) throw cannot(turn, at);
        turn.outbox().remove(to, at.place());
        turn.tx().forgetSoon();
        giveBack(turn, to, at.place(), entry.get().seq());
        progress.become(
                turn,
                to,
                at.place(),
                Line.State.RECALLED,
                new Step(turn.now(), Step.What.RECALLED, ""));
        return turn.history().get(to, at.place()).orElseThrow();
    }

    /**
     * Those behind a message that was taken back get the numbers before theirs, unless one of them
     * has left (the lifetime of the one before it was over): then its number stays a gap.
     */
    private static void giveBack(Turn turn, UserId to, long place, long seq) {
        List<Outbox.Placed> behind =
                turn.outbox().of(to, place + 1, Integer.MAX_VALUE).stream()
                        .filter(p -> p.entry().seq() > 0)
                        .toList();
        Conversation c = turn.contacts().conversation(to);
        boolean allHere = c.nextSeq() == seq + behind.size() + 1;
        if (!allHere || behind.stream().anyMatch(p -> p.entry().left())) return;
        for (Outbox.Placed p : behind) {
            long number = p.entry().seq() - 1;
            turn.outbox().put(to, p.place(), p.entry().numbered(number));
            turn.history()
                    .get(to, p.place())
                    .ifPresent(line -> turn.history().put(to, p.place(), line.numbered(number)));
        }
        turn.contacts().putConversation(to, c.recalled());
    }

    private static UserError cannot(Turn turn, History.Placed at) {
        String why =
                switch (at.line().state()) {
                    case QUEUED, CARRIED -> "it has left already";
                    case DELIVERED -> turn.petname(at.contact()) + " has it already";
                    case READ -> turn.petname(at.contact()) + " has read it already";
                    case EXPIRED -> "it is expired";
                    case REFUSED -> "it was refused";
                    case RECALLED -> "it was taken back before";
                    case DELETED -> "it was deleted";
                    case RECEIVED -> "it was not written here";
                };
        return new UserError(
                UserError.Exit.REFUSED,
                "it cannot be taken back: " + why,
                "see: quietdrop why " + at.line().id().hex().substring(0, 6));
    }
}
