package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.crypto.ratchet.Sealed;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.OwedAcks;
import org.quietdrop.node.message.Seen;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.node.wire.ProtocolViolation;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.MessagePlace;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.OwedAck;
import org.quietdrop.store.record.Session;
import org.quietdrop.store.record.Step;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How messages go and come (design section 6, protocol sections 4 to 6): queue, seal at first
 * transmission, send the same bytes on every link, open, drop duplicates, acknowledge after the
 * commit and go on owing the acknowledgement.
 */
final class Delivery {
    /** A message is called expired this long after its lifetime (section 4). */
    static final Duration GRACE = Duration.ofDays(2);

    /** Acknowledgements sent are settled by a ping after this much quiet. */
    private static final Duration PING_AFTER = Duration.ofSeconds(5);

    /** A try so soon after the last one is not written down: links that flap cost no disk. */
    private static final Duration NOTED_AGAIN = Duration.ofMinutes(1);

    /** Owed acknowledgements sent at once; the next ones follow when these have arrived. */
    private static final int OWED_AT_ONCE = 1_000;

    private static final int TEXT_LIMIT = 3_800;

    private final RandomSource random;
    private final Awaiting awaiting;
    private final Renewals renewals;

    Delivery(RandomSource random, Awaiting awaiting, Renewals renewals) {
        this.random = random;
        this.awaiting = awaiting;
        this.renewals = renewals;
    }

    // ---- sending

    /** Accepts a text for somebody; the caller flushes when there is a link. */
    Line queue(Turn turn, Contact to, String text, int days) {
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
                        List.of(new Step(now, Step.What.QUEUED, "")));
        turn.history().add(to.id(), place, line);
        turn.outbox()
                .put(
                        to.id(),
                        place,
                        OutboxEntry.fresh(id, c.nextSeq(), now, days, Optional.empty()));
        turn.contacts().putConversation(to.id(), c.wrote());
        Notices.message(turn, to.id(), place);
        return line;
    }

    private static void check(String text) {
        if (text.isBlank()) {
            throw new UserError(UserError.Exit.USAGE, "the text is empty", "nothing was sent");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new UserError(
                    UserError.Exit.USAGE, "the text is not valid Unicode", "nothing was sent");
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > TEXT_LIMIT) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "the text has " + size + " bytes; a message holds " + TEXT_LIMIT,
                    "nothing was sent; split it");
        }
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
            Optional<OutboxEntry> sealed = sealed(turn, link, p);
            if (sealed.isEmpty()) return false;
            OutboxEntry entry = sealed.get();
            OutboxEntry.Sealing sealing = entry.sealing().orElseThrow();
            boolean first = p.entry().sealing().isEmpty();
            if (first || !turn.now().isBefore(entry.lastTry().plus(NOTED_AGAIN))) {
                turn.outbox().put(link.peer(), p.place(), entry.tried(turn.now()));
                step(turn, link.peer(), p.place(), Step.What.SENT, link.up.remote().toString());
            }
            link.sentEnvelope(EnvelopeId.of(sealing.envelope()), first);
            frames.add(new Frame.Envelope(sealing.envelope()));
        }
        link.sentThrough = p.place();
        return true;
    }

    private Optional<OutboxEntry> sealed(Turn turn, LiveLink link, Outbox.Placed p) {
        if (p.entry().sealing().isPresent()) return Optional.of(p.entry());
        Optional<Session> found = turn.sessions().get(link.peer());
        Optional<Line> line = turn.history().get(link.peer(), p.place());
        if (found.isEmpty() || line.isEmpty()) return Optional.empty();
        try (Session session = found.get()) {
            if (!Sessions.windowOpen(session)) {
                if (link.allAcknowledged()) {
                    renewals.need(turn, link, "1,500 messages were never confirmed");
                }
                return Optional.empty();
            }
            byte[] body =
                    Body.encode(
                            new Body(
                                    p.entry().messageId(),
                                    p.entry().seq(),
                                    line.get().written(),
                                    p.entry().days(),
                                    new Payload.Text(line.get().text())));
            Sealed sealed = DoubleRatchet.seal(session.ratchet(), body, random);
            Arrays.fill(body, (byte) 0);
            try (Session next =
                    new Session(sealed.state(), session.acknowledged(), session.agreed())) {
                turn.sessions().put(link.peer(), next);
            }
            Bytes id = EnvelopeId.of(sealed.envelope());
            OutboxEntry entry =
                    p.entry()
                            .sealed(
                                    new OutboxEntry.Sealing(
                                            sealed.envelope(), sealed.dhPub(), sealed.n()),
                                    id);
            turn.outbox().remember(link.peer(), p.place(), entry, id, turn.now());
            step(turn, link.peer(), p.place(), Step.What.SEALED, "");
            return Optional.of(entry);
        }
    }

    private static boolean lifetimeOver(OutboxEntry entry, Instant now) {
        return now.isAfter(entry.queued().plus(Duration.ofDays(entry.days())));
    }

    private static void step(Turn turn, UserId contact, long place, Step.What what, String detail) {
        turn.history()
                .get(contact, place)
                .ifPresent(line ->
                        turn.history()
                                .put(
                                        contact,
                                        place,
                                        line.with(new Step(turn.now(), what, detail))));
    }

    /** Calls expired what nobody has acknowledged two days after its lifetime. */
    void expire(Turn turn) {
        for (Contact contact : turn.contacts().all()) {
            turn.sessions().expire(contact.id(), turn.now());
            for (Outbox.Placed p : turn.outbox().of(contact.id(), 0, Integer.MAX_VALUE)) {
                Instant end = p.entry().queued().plus(Duration.ofDays(p.entry().days()));
                if (!turn.now().isAfter(end.plus(GRACE))) continue;
                turn.outbox().remove(contact.id(), p.place());
                become(turn, contact.id(), p.place(), Line.State.EXPIRED, Step.What.EXPIRED);
            }
        }
    }

    private void become(Turn turn, UserId contact, long place, Line.State state, Step.What what) {
        Optional<Line> line = turn.history().get(contact, place);
        if (line.isEmpty()) return;
        Line changed = line.get().in(state).with(new Step(turn.now(), what, ""));
        turn.history().put(contact, place, changed);
        Notices.state(turn, contact, place);
        awaiting.reached(turn, contact, place, changed);
    }

    // ---- acknowledgements

    /** The peer says that it has committed an envelope. */
    void acknowledged(Turn turn, LiveLink link, Bytes envelopeId) {
        for (long settled : link.acknowledged(envelopeId)) {
            turn.owed().settle(link.peer(), settled);
        }
        Optional<MessagePlace> sent = turn.outbox().sent(envelopeId);
        if (sent.isPresent() && sent.get().contact().equals(link.peer())) {
            arrived(turn, sent.get(), envelopeId);
        }
        flush(turn, link);
    }

    private void arrived(Turn turn, MessagePlace at, Bytes envelopeId) {
        Optional<Line> line = turn.history().get(at.contact(), at.line());
        if (line.isEmpty() || !line.get().id().equals(at.id())) return;
        Optional<OutboxEntry> entry = turn.outbox().get(at.contact(), at.line());
        entry.flatMap(OutboxEntry::sealing)
                .filter(s -> EnvelopeId.of(s.envelope()).equals(envelopeId))
                .ifPresent(s -> turn.sessions().acknowledged(at.contact(), s.chain(), s.n()));
        turn.outbox().remove(at.contact(), at.line());
        if (line.get().state() != Line.State.DELIVERED) {
            become(turn, at.contact(), at.line(), Line.State.DELIVERED, Step.What.DELIVERED);
        }
    }

    /** Sends again what is owed: at every new link, a part at a time. */
    void sendOwed(Turn turn, LiveLink link) {
        if (!link.owedLeft) return;
        List<OwedAcks.Placed> some =
                turn.owed().some(link.peer(), link.owedFrom, OWED_AT_ONCE, turn.now());
        link.owedLeft = some.size() == OWED_AT_ONCE;
        if (some.isEmpty()) return;
        link.owedFrom = some.get(some.size() - 1).place() + 1;
        List<Frame> frames = new ArrayList<>();
        for (OwedAcks.Placed owed : some) {
            frames.add(word(owed.owed()));
            link.sentAck(owed.place(), turn.now());
        }
        turn.effect(new Effect.Send(link.id(), frames));
    }

    private static Frame word(OwedAck owed) {
        return switch (owed.kind()) {
            case TAKEN -> new Frame.Ack(owed.id());
            case READ -> new Frame.Read(owed.id());
        };
    }

    private void owe(Turn turn, LiveLink link, Bytes envelopeId) {
        long place =
                turn.owed().owe(link.peer(), OwedAck.Kind.TAKEN, envelopeId, false, turn.now());
        link.sentAck(place, turn.now().plus(PING_AFTER));
        turn.effect(new Effect.Send(link.id(), List.of(new Frame.Ack(envelopeId))));
    }

    /** Sends the ping that settles acknowledgements, when it is due. */
    void ping(Turn turn, LiveLink link) {
        Instant due = link.pingDue();
        if (due == null || turn.now().isBefore(due)) return;
        long nonce = ByteBuffer.wrap(random.bytes(8)).getLong() | 1;
        link.sentPing(nonce);
        turn.effect(new Effect.Send(link.id(), List.of(new Frame.Ping(nonce))));
    }

    /** The peer has everything that was sent before this ping. */
    void ponged(Turn turn, LiveLink link, long nonce) {
        for (long settled : link.ponged(nonce, turn.now().plus(PING_AFTER))) {
            turn.owed().settle(link.peer(), settled);
        }
        if (link.check != LiveLink.Check.AWAITED) sendOwed(turn, link);
    }

    // ---- receiving

    /** An envelope came over its sender's own link. */
    void received(Turn turn, LiveLink link, Bytes envelope) {
        Bytes id = EnvelopeId.of(envelope);
        Optional<Seen.Mark> before = turn.seen().envelopeMark(id);
        if (before.isPresent()) {
            if (before.get() == Seen.Mark.TAKEN) owe(turn, link, id);
            return;
        }
        Optional<byte[]> opened =
                turn.sessions().open(link.peer(), envelope.toArray(), random, turn.now());
        if (opened.isEmpty()) {
            unopened(turn, link);
            return;
        }
        Seen.Mark mark = take(turn, link.peer(), opened.get());
        Arrays.fill(opened.get(), (byte) 0);
        turn.seen().rememberEnvelope(id, mark, turn.now());
        if (mark == Seen.Mark.TAKEN) owe(turn, link, id);
    }

    /** What was opened is committed, whatever it holds; only what lives is shown. */
    private Seen.Mark take(Turn turn, UserId from, byte[] opened) {
        Body body;
        try {
            body = Body.decode(opened);
        } catch (ProtocolViolation e) {
            return Seen.Mark.TAKEN;
        }
        if (turn.seen().messageKnown(from, body.messageId())) return Seen.Mark.TAKEN;
        Instant end = body.time().plus(Duration.ofDays(body.days())).plus(GRACE);
        if (turn.now().isAfter(end)) return Seen.Mark.LATE;
        turn.seen().rememberMessage(from, body.messageId(), turn.now());
        switch (body.payload()) {
            case Payload.Text text -> show(turn, from, body, text.text());
            case Payload.Receipt _, Payload.Hints _, Payload.Unknown _ -> {}
        }
        return Seen.Mark.TAKEN;
    }

    private void show(Turn turn, UserId from, Body body, String text) {
        Conversation c = turn.contacts().conversation(from);
        long place = c.nextLine();
        Line line =
                new Line(
                        body.messageId(),
                        false,
                        text,
                        body.time(),
                        turn.now(),
                        body.seq(),
                        Math.max(0, body.seq() - c.expectedSeq()),
                        Line.State.RECEIVED,
                        List.of(new Step(turn.now(), Step.What.RECEIVED, "")));
        turn.history().add(from, place, line);
        turn.contacts().putConversation(from, c.received(body.seq()));
        Notices.message(turn, from, place);
    }

    /** Dropped without an acknowledgement; the session is renewed, once a link (section 6). */
    private void unopened(Turn turn, LiveLink link) {
        if (link.complained) return;
        link.complained = true;
        renewals.need(turn, link, "an envelope did not open");
    }
}
