package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.OwedAcks;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.OwedAck;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The word that is owed to others, of what was taken and of what was read: committed first, said on
 * each link until it is known to be there (section 9).
 */
final class Word {
    /** What was said is settled by a ping after this much quiet. */
    private static final Duration PING_AFTER = Duration.ofSeconds(5);

    /** Owed words sent at once; the next ones follow when these have arrived. */
    private static final int AT_ONCE = 1_000;

    private final RandomSource random;

    Word(RandomSource random) {
        this.random = random;
    }

    /**
     * Owes it, and says it now if there is a link.
     *
     * @param receipt whether a receipt may say it, if there is none for long
     */
    void owe(Turn turn, UserId to, OwedAck.Kind kind, Bytes id, boolean receipt, LinkTable links) {
        long place = turn.owed().owe(to, kind, id, receipt, turn.now());
        links.of(to)
                .ifPresent(link -> {
                    if (link.over) return;
                    link.sentAck(place, turn.steady().plus(PING_AFTER));
                    turn.effect(new Effect.Send(link.id(), List.of(frame(kind, id))));
                });
    }

    private static Frame frame(OwedAck.Kind kind, Bytes id) {
        return switch (kind) {
            case TAKEN -> new Frame.Ack(id);
            case READ -> new Frame.Read(id);
        };
    }

    /** Says again what is owed: at every new link, a part at a time. */
    void sendOwed(Turn turn, LiveLink link) {
        if (!link.owedLeft) return;
        List<OwedAcks.Placed> some =
                turn.owed().some(link.peer(), link.owedFrom, AT_ONCE, turn.now());
        link.owedLeft = some.size() == AT_ONCE;
        if (some.isEmpty()) return;
        link.owedFrom = some.getLast().place() + 1;
        List<Frame> frames = new ArrayList<>();
        for (OwedAcks.Placed p : some) {
            frames.add(frame(p.owed().kind(), p.owed().id()));
            link.sentAck(p.place(), turn.steady());
        }
        turn.effect(new Effect.Send(link.id(), frames));
    }

    /** Sends the ping that settles what was said, when it is due. */
    void ping(Turn turn, LiveLink link) {
        Instant due = link.pingDue();
        if (due == null || turn.steady().isBefore(due)) return;
        long nonce = ByteBuffer.wrap(random.bytes(8)).getLong() | 1;
        link.sentPing(nonce);
        turn.effect(new Effect.Send(link.id(), List.of(new Frame.Ping(nonce))));
    }

    /** The peer has everything that was sent before this ping. */
    void ponged(Turn turn, LiveLink link, long nonce) {
        for (long settled : link.ponged(nonce, turn.steady().plus(PING_AFTER))) {
            turn.owed().settle(link.peer(), settled);
        }
        if (link.check != LiveLink.Check.AWAITED) sendOwed(turn, link);
    }

    /** The peer has acknowledged an envelope, so it has what was said before that was sent. */
    static void acknowledged(Turn turn, LiveLink link, Bytes envelopeId) {
        for (long settled : link.acknowledged(envelopeId)) {
            turn.owed().settle(link.peer(), settled);
        }
    }
}
