package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.crypto.ratchet.Sealed;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Amendment;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.node.wire.Reply;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Session;
import org.quietdrop.store.record.Step;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Seals for contacts, once for each message, at its first transmission; then the same bytes go on
 * every path (section 9, "Ratchet"). The state of the ratchet is kept in the same transaction.
 */
final class Envelopes {
    private final RandomSource random;

    Envelopes(RandomSource random) {
        this.random = random;
    }

    /**
     * A message with its envelope, sealed and kept now unless it was before.
     *
     * @return empty if the window of the chain is used up, or there is no session
     */
    Optional<OutboxEntry> sealed(Turn turn, Outbox.Placed p) {
        if (p.entry().sealing().isPresent()) return Optional.of(p.entry());
        Optional<Body> body = body(turn, p);
        if (body.isEmpty()) return Optional.empty();
        Optional<Sealed> sealed = seal(turn, p.contact(), body.get());
        if (sealed.isEmpty()) return Optional.empty();
        Sealed made = sealed.get();
        Bytes id = EnvelopeId.of(made.envelope());
        OutboxEntry entry =
                p.entry()
                        .sealed(
                                new OutboxEntry.Sealing(made.envelope(), made.dhPub(), made.n()),
                                id);
        turn.outbox().put(p.contact(), p.place(), entry);
        turn.outbox().remember(p.contact(), p.place(), entry, id, turn.now());
        Progress.step(turn, p.contact(), p.place(), Step.What.SEALED, "");
        return Optional.of(entry);
    }

    private static Optional<Body> body(Turn turn, Outbox.Placed p) {
        OutboxEntry entry = p.entry();
        if (entry.unseen().isPresent()) {
            Payload unseen = payload(entry.unseen().get());
            return Optional.of(
                    new Body(entry.messageId(), 0, entry.queued(), entry.days(), unseen));
        }
        Optional<Line> line = turn.history().get(p.contact(), p.place());
        return line.map(l ->
                new Body(entry.messageId(), entry.seq(), l.written(), entry.days(), content(l)));
    }

    private static Payload content(Line line) {
        var text = new Payload.Text(line.text());
        return line.replyTo().<Payload>map(to -> new Reply(to, text)).orElse(text);
    }

    private static Payload payload(OutboxEntry.Unseen unseen) {
        ByteBuffer content = ByteBuffer.wrap(unseen.content().toArray());
        return switch (unseen.kind()) {
            case HINTS -> Payload.Hints.of(unseen.content());
            case OFFER -> Payload.Ek.decode(content);
            case ANSWER -> Payload.Ct.decode(content);
            case INTRODUCTION -> Payload.Introduction.decode(content);
            case EDIT -> Amendment.Edit.decode(content);
            case DELETION -> Amendment.Deletion.decode(content);
            case REACTION -> Amendment.Reaction.decode(content);
        };
    }

    /**
     * Seals a body as the next of the present chain.
     *
     * @return empty if the window of the chain is used up, or there is no session
     */
    Optional<Sealed> seal(Turn turn, UserId to, Body body) {
        Optional<Session> found = turn.sessions().get(to);
        if (found.isEmpty()) return Optional.empty();
        try (Session session = found.get()) {
            if (!Sessions.windowOpen(session)) return Optional.empty();
            byte[] plain = Body.encode(body);
            Sealed sealed = DoubleRatchet.seal(session.ratchet(), plain, random);
            Arrays.fill(plain, (byte) 0);
            try (Session next =
                    new Session(sealed.state(), session.acknowledged(), session.agreed())) {
                turn.sessions().put(to, next);
            }
            return Optional.of(sealed);
        }
    }
}
