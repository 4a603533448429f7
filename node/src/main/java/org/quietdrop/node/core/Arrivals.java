package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.OpenedBody;
import org.quietdrop.node.message.Seen;
import org.quietdrop.node.wire.Amendment;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.node.wire.ProtocolViolation;
import org.quietdrop.node.wire.Reply;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OwedAck;
import org.quietdrop.store.record.Step;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How envelopes come in, over whatever path: known ones are told, others are opened, and what is in
 * them is kept once, with the state of the session and the word that is owed for it.
 */
final class Arrivals {
    /** How far back the gap is looked for that a late message fills. */
    private static final int GAPS_IN = 512;

    private static final int GAPS_STEP = 32;

    /** What became of an envelope. */
    enum Outcome {
        /** Opened and committed; word is owed, also by way of a relay. */
        TAKEN,
        /** Opened and committed, and nothing that the user sees; word is owed over a link. */
        NOTED,
        /** It came before; word is owed over a link. */
        AGAIN,
        /** Opened and committed, and nobody waits for word of it. */
        SILENT,
        /** It came after its lifetime: nothing is shown, no word is owed. */
        LATE,
        /** It opens in no session; nothing has changed. */
        UNOPENED
    }

    private final RandomSource random;
    private final LinkTable links;
    private final Progress progress;
    private final Renewals renewals;
    private final Word word;
    private final Offers offers;
    private final Introductions introductions;
    private final Amendments amendments;

    Arrivals(
            RandomSource random,
            LinkTable links,
            Progress progress,
            Renewals renewals,
            Word word,
            Offers offers,
            Introductions introductions,
            Amendments amendments) {
        this.random = random;
        this.links = links;
        this.progress = progress;
        this.renewals = renewals;
        this.word = word;
        this.offers = offers;
        this.introductions = introductions;
        this.amendments = amendments;
    }

    /** An envelope came over its sender's own link. One that does not open renews the session. */
    void overLink(Turn turn, LiveLink link, Bytes envelope) {
        Outcome outcome = take(turn, link.peer(), envelope, Optional.empty());
        if (outcome != Outcome.UNOPENED || link.complained) return;
        link.complained = true;
        renewals.need(turn, link, "an envelope did not open");
    }

    /** Takes an envelope; {@code relay} says by whose hands it came, if not from its sender. */
    Outcome take(Turn turn, UserId from, Bytes envelope, Optional<UserId> relay) {
        Bytes id = EnvelopeId.of(envelope);
        Outcome outcome =
                turn.seen()
                        .envelopeMark(id)
                        .map(Arrivals::before)
                        .orElseGet(() -> open(turn, from, id, envelope, relay));
        switch (outcome) {
            case TAKEN -> word.owe(turn, from, OwedAck.Kind.TAKEN, id, true, links);
            case NOTED, AGAIN -> word.owe(turn, from, OwedAck.Kind.TAKEN, id, false, links);
            case SILENT, LATE, UNOPENED -> {}
        }
        return outcome;
    }

    private static Outcome before(Seen.Mark mark) {
        return switch (mark) {
            case TAKEN -> Outcome.AGAIN;
            case LATE -> Outcome.LATE;
            case SILENT -> Outcome.SILENT;
        };
    }

    private Outcome open(Turn turn, UserId from, Bytes id, Bytes envelope, Optional<UserId> relay) {
        Optional<OpenedBody> opened =
                turn.sessions().open(from, envelope.toArray(), random, turn.now());
        if (opened.isEmpty()) return Outcome.UNOPENED;
        try (OpenedBody body = opened.get()) {
            Outcome outcome = read(turn, from, id, body, relay);
            turn.seen().rememberEnvelope(id, mark(outcome), turn.now());
            if (body.offerDue()) offers.whenDue(turn, from);
            return outcome;
        }
    }

    private static Seen.Mark mark(Outcome outcome) {
        return switch (outcome) {
            case TAKEN, NOTED, AGAIN -> Seen.Mark.TAKEN;
            case SILENT -> Seen.Mark.SILENT;
            case LATE -> Seen.Mark.LATE;
            case UNOPENED -> throw new IllegalArgumentException("it did not open");
        };
    }

    /** What was opened is committed, whatever it holds; only what lives is shown. */
    private Outcome read(
            Turn turn, UserId from, Bytes id, OpenedBody opened, Optional<UserId> relay) {
        Body body;
        try {
            body = Body.decode(opened.body());
        } catch (ProtocolViolation e) {
            return Outcome.NOTED;
        }
        if (turn.seen().messageKnown(from, body.messageId())) return Outcome.AGAIN;
        Instant end = body.time().plus(Duration.ofDays(body.days())).plus(Delivery.GRACE);
        if (turn.now().isAfter(end)) return Outcome.LATE;
        // A home that is none any more; what the newest one wrote in that session is sealed anew.
        if (!opened.present() && Homes.wroteSince(turn, from, body.time())) return Outcome.LATE;
        turn.seen().rememberMessage(from, body.messageId(), turn.now());
        inside(turn, from, id, body.payload());
        return switch (body.payload()) {
            case Payload.Text text -> {
                show(turn, from, line(turn, body, text, relay));
                yield Outcome.TAKEN;
            }
            case Reply reply -> {
                Line line = line(turn, body, reply.text(), relay);
                show(turn, from, line.answering(Optional.of(reply.to())));
                yield Outcome.TAKEN;
            }
            case Amendment change -> {
                boolean shown = amendments.taken(turn, from, body, change);
                yield shown ? Outcome.TAKEN : Outcome.NOTED;
            }
            case Payload.Receipt receipt -> {
                told(turn, from, receipt);
                yield Outcome.SILENT;
            }
            case Payload.Hints hints -> {
                var before = turn.contacts().hints(from);
                turn.contacts()
                        .putHints(from, before.hearing(body.time(), turn.now(), hints.hints()));
                turn.mailFor(from);
                yield Outcome.NOTED;
            }
            case Payload.Ek offer -> {
                if (opened.present()) offers.offered(turn, from, offer);
                yield Outcome.NOTED;
            }
            case Payload.Ct answer -> {
                if (opened.present()) offers.answered(turn, from, answer);
                yield Outcome.NOTED;
            }
            case Payload.Introduction said -> {
                introductions.offered(turn, from, said);
                yield Outcome.NOTED;
            }
            case Payload.Unknown _ -> Outcome.NOTED;
        };
    }

    /** A text becomes the next line. */
    private static void inside(Turn turn, UserId from, Bytes id, Payload payload) {
        Effect.Inside.Kind kind =
                switch (payload) {
                    case Payload.Text _, Reply _ -> Effect.Inside.Kind.TEXT;
                    case Payload.Receipt _ -> Effect.Inside.Kind.RECEIPT;
                    case Payload.Hints _ -> Effect.Inside.Kind.HINTS;
                    case Payload.Ek _ -> Effect.Inside.Kind.OFFER;
                    case Payload.Ct _ -> Effect.Inside.Kind.ANSWER;
                    case Payload.Introduction _ -> Effect.Inside.Kind.INTRODUCTION;
                    case Amendment _ -> Effect.Inside.Kind.CHANGE;
                    case Payload.Unknown _ -> Effect.Inside.Kind.UNKNOWN;
                };
        long place =
                kind == Effect.Inside.Kind.TEXT ? turn.contacts().conversation(from).nextLine() : 0;
        turn.effect(new Effect.Inside(id, from, kind, place));
    }

    private void told(Turn turn, UserId from, Payload.Receipt receipt) {
        for (Bytes id : receipt.ids()) {
            switch (receipt.what()) {
                case TAKEN -> progress.arrived(turn, from, id, Step.What.RECEIPT);
                case READ -> progress.read(turn, from, id);
            }
        }
    }

    private static Line line(Turn turn, Body body, Payload.Text text, Optional<UserId> relay) {
        Step came =
                relay.map(r -> new Step(turn.now(), Step.What.CAME_BY, r.hex()))
                        .orElseGet(() -> new Step(turn.now(), Step.What.RECEIVED, ""));
        return new Line(
                body.messageId(),
                false,
                text.text(),
                body.time(),
                turn.now(),
                body.seq(),
                0,
                Line.State.RECEIVED,
                List.of(came));
    }

    /** A line of the other side's is the newest of the conversation from now on. */
    static void show(Turn turn, UserId from, Line line) {
        Conversation c = turn.contacts().conversation(from);
        long place = c.nextLine();
        if (line.seq() < c.expectedSeq()) fillGap(turn, from, place, line.seq());
        long missing = Math.max(0, line.seq() - c.expectedSeq());
        turn.history().add(from, place, line.withGap(missing));
        turn.contacts().putConversation(from, c.received(line.seq()));
        Notices.message(turn, from, place);
    }

    /** A message that had been missing came late: one is missing less where it was missed. */
    private static void fillGap(Turn turn, UserId from, long before, long seq) {
        long below = before;
        for (int looked = 0; looked < GAPS_IN && below > 1; looked += GAPS_STEP) {
            List<History.Placed> some = turn.history().page(from, below, GAPS_STEP);
            if (some.isEmpty()) return;
            for (History.Placed p : some.reversed()) {
                Line line = p.line();
                boolean missed = line.seq() - line.gap() <= seq && seq < line.seq();
                if (line.mine() || line.gap() == 0 || !missed) continue;
                turn.history().put(from, p.place(), line.withGap(line.gap() - 1));
                return;
            }
            below = some.getFirst().place();
        }
    }
}
