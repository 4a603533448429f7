package org.quietdrop.node.message;

import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.KemExchange;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.Session;

import java.time.Instant;
import java.util.Optional;

/** ML-KEM exchanges in the present sessions; each step is kept with what it makes. */
public final class KemExchanges {
    private final Sessions sessions;

    /** Exchanges in the sessions of one transaction. */
    public KemExchanges(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Whether it is time for an offer, and both sides are known to hold the session. */
    static boolean due(Session session, Instant now) {
        return session.agreed() && KemExchange.due(session.ratchet(), now);
    }

    /** An offer, if it is time for one and both sides are known to hold the session. */
    public Optional<Payload.Ek> offer(UserId id, RandomSource random, Instant now) {
        Optional<Session> found = sessions.get(id);
        if (found.isEmpty()) return Optional.empty();
        try (Session session = found.get()) {
            if (!due(session, now)) return Optional.empty();
            KemExchange.Offered made = KemExchange.offer(session.ratchet(), random, now);
            keep(id, session, made.state());
            return Optional.of(new Payload.Ek(made.number(), made.ek()));
        }
    }

    /** The answer to an offer; none to one that is old or no key. */
    public Optional<Payload.Ct> answer(UserId id, Payload.Ek offer, RandomSource random) {
        Optional<Session> found = sessions.get(id);
        if (found.isEmpty()) return Optional.empty();
        try (Session session = found.get()) {
            Optional<KemExchange.Answered> made =
                    KemExchange.answer(session.ratchet(), offer.number(), offer.ek(), random);
            made.ifPresent(answer -> keep(id, session, answer.state()));
            return made.map(a -> new Payload.Ct(a.number(), a.name(), a.ct()));
        } catch (OpenFailed e) {
            return Optional.empty();
        }
    }

    /** Takes an answer; one that is for nothing of ours changes nothing. */
    public void take(UserId id, Payload.Ct answer) {
        Optional<Session> found = sessions.get(id);
        if (found.isEmpty()) return;
        try (Session session = found.get()) {
            KemExchange.take(session.ratchet(), answer.number(), answer.name(), answer.ct())
                    .ifPresent(state -> keep(id, session, state));
        } catch (OpenFailed e) {
            return;
        }
    }

    private void keep(UserId id, Session session, RatchetState state) {
        try (Session next = new Session(state, session.acknowledged(), session.agreed())) {
            sessions.put(id, next);
        }
    }
}
