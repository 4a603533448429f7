package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.KemExchanges;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.OutboxEntry.Kind;

import java.util.List;

/**
 * ML-KEM in running sessions (protocol, section 6, "KEM"): offers when it is time, answers to the
 * offers of others. Both wait in the outbox like messages that nobody sees, go over links only, and
 * end with their session.
 */
final class Offers {
    /** A contact that offers without end gets no more answers while so many have not arrived. */
    private static final int MOST_ANSWERS = 4;

    private final RandomSource random;
    private final Delivery delivery;

    Offers(RandomSource random, Delivery delivery) {
        this.random = random;
        this.delivery = delivery;
    }

    /** Offers a key if it is time: asked when a session is in use. */
    void whenDue(Turn turn, UserId contact) {
        exchanges(turn)
                .offer(contact, random, turn.now())
                .ifPresent(offer -> {
                    forget(turn, contact, Kind.OFFER);
                    queue(turn, contact, Kind.OFFER, offer.encode());
                });
    }

    /** The other side offers a key, in the present session. */
    void offered(Turn turn, UserId from, Payload.Ek offer) {
        if (waiting(turn, from, Kind.ANSWER).size() >= MOST_ANSWERS) return;
        exchanges(turn)
                .answer(from, offer, random)
                .ifPresent(answer -> queue(turn, from, Kind.ANSWER, answer.encode()));
    }

    /** The other side answers, in the present session. */
    void answered(Turn turn, UserId from, Payload.Ct answer) {
        exchanges(turn).take(from, answer);
    }

    private static KemExchanges exchanges(Turn turn) {
        return new KemExchanges(turn.sessions());
    }

    private void queue(Turn turn, UserId to, Kind kind, byte[] content) {
        delivery.queueUnseen(turn, to, new OutboxEntry.Unseen(kind, Bytes.of(content)));
    }

    private static List<Outbox.Placed> waiting(Turn turn, UserId contact, Kind kind) {
        return turn.outbox().of(contact, 0, Integer.MAX_VALUE).stream()
                .filter(p -> p.entry().unseen().filter(u -> u.kind() == kind).isPresent())
                .toList();
    }

    /** The key of an offer that was replaced is gone: it need not arrive any more. */
    private static void forget(Turn turn, UserId contact, Kind kind) {
        for (Outbox.Placed p : waiting(turn, contact, kind)) {
            Progress.settle(turn, contact, p.place(), p.entry());
        }
    }
}
