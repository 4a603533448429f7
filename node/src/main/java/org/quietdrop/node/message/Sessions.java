package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.Opened;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.crypto.ratchet.SessionView;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The ratchet sessions and {@code SessionCheck} (section 6): with each contact the present one, and
 * a few old ones in which envelopes may still come.
 */
public final class Sessions {
    /** Numbers of a chain that may run ahead of what the peer is known to hold (section 9). */
    public static final int WINDOW = 1_500;

    /** How long envelopes of an old session are still opened (section 5). */
    public static final Duration OLD_OPENS = Duration.ofDays(40);

    /** How many old sessions are kept with one contact; one more and the oldest goes. */
    public static final int MOST_OLD = 4;

    private final Transaction tx;

    /** Sessions as this transaction sees them. */
    public Sessions(Transaction tx) {
        this.tx = tx;
    }

    /** What came of comparing the peer's check with our own state. */
    public sealed interface Verdict {
        /**
         * Both believe the same.
         *
         * @param nextSeq the user sequence number to go on from
         */
        record Agreed(long nextSeq) implements Verdict {}

        /** They differ; nothing may be sealed. */
        record Mismatch(String why) implements Verdict {}
    }

    private static Key key(UserId id) {
        return new Key(Table.SESSION, id.bytes(), 0);
    }

    /** The session with a contact. The caller closes it. */
    public Optional<Session> get(UserId id) {
        return tx.get(key(id)).map(Session::decode);
    }

    /** Keeps a session. */
    public void put(UserId id, Session session) {
        tx.put(key(id), session.encode());
    }

    /** Begins with a fresh ratchet, in place of whatever was. Does not close the state. */
    public void begin(UserId id, RatchetState ratchet) {
        for (Entry e : old(id)) tx.delete(e.key());
        fresh(id, ratchet);
    }

    /**
     * Goes on with a fresh ratchet (section 5, "Renewal"): nothing is sealed in the old one any
     * more, but what was sealed in it is opened for 40 days. Does not close the state.
     */
    public void renew(UserId id, RatchetState ratchet, Instant now) {
        List<Entry> old = old(id);
        Optional<byte[]> present = tx.get(key(id));
        if (present.isPresent()) {
            long end = now.plus(OLD_OPENS).toEpochMilli();
            long last = old.isEmpty() ? 0 : old.getLast().key().order();
            tx.put(new Key(Table.SESSION, id.bytes(), Math.max(end, last + 1)), present.get());
        }
        for (int i = 0; i <= old.size() - MOST_OLD; i++) tx.delete(old.get(i).key());
        fresh(id, ratchet);
    }

    /** Old sessions stand under the moment of their end, in milliseconds since 1970. */
    private List<Entry> old(UserId id) {
        return tx.scan(Table.SESSION, id.bytes(), 1, true, Integer.MAX_VALUE);
    }

    /** Forgets old sessions whose time is over. */
    public void expire(UserId id, Instant now) {
        for (Entry e : old(id)) {
            if (e.key().order() > now.toEpochMilli()) continue;
            tx.delete(e.key());
            tx.forgetSoon();
        }
    }

    /**
     * Opens an envelope in the present session or, failing that, in an old one, the newest first,
     * and keeps the state that comes of it.
     *
     * @return the body, which the caller closes; empty if it opens in none, and nothing has changed
     */
    public Optional<OpenedBody> open(UserId id, byte[] envelope, RandomSource random, Instant now) {
        Optional<OpenedBody> opened = open(key(id), true, envelope, random, now);
        if (opened.isPresent()) return opened;
        for (Entry e : old(id).reversed()) {
            if (e.key().order() <= now.toEpochMilli()) break;
            opened = open(e.key(), false, envelope, random, now);
            if (opened.isPresent()) return opened;
        }
        return Optional.empty();
    }

    private Optional<OpenedBody> open(
            Key at, boolean present, byte[] envelope, RandomSource random, Instant now) {
        Optional<Session> found = tx.get(at).map(Session::decode);
        if (found.isEmpty()) return Optional.empty();
        try (Session session = found.get()) {
            Opened opened = DoubleRatchet.open(session.ratchet(), envelope, random, now);
            try (Session next =
                    new Session(opened.state(), session.acknowledged(), session.agreed())) {
                tx.put(at, next.encode());
                boolean offerDue = present && KemExchanges.due(next, now);
                return Optional.of(new OpenedBody(opened.body(), present, offerDue));
            }
        } catch (OpenFailed e) {
            return Optional.empty();
        }
    }

    private void fresh(UserId id, RatchetState ratchet) {
        put(id, new Session(ratchet, new Session.Acknowledged(SessionView.NONE, 0), false));
    }

    /** Forgets all sessions with somebody. */
    public void remove(UserId id) {
        for (Entry e : old(id)) tx.delete(e.key());
        tx.delete(key(id));
    }

    /** What we say about the session; zeros when there is none. */
    public Frame.SessionCheck check(UserId id, Conversation conversation) {
        Optional<Session> found = get(id);
        if (found.isEmpty()) {
            Bytes none = Bytes.of(new byte[32]);
            return new Frame.SessionCheck(none.slice(0, 16), none, 0, none, 0, 0);
        }
        try (Session session = found.get()) {
            SessionView v = DoubleRatchet.view(session.ratchet());
            return new Frame.SessionCheck(
                    v.sessionId(),
                    Bytes.of(v.dhPub().toArray()),
                    v.nextToSend(),
                    Bytes.of(v.peerDhPub().toArray()),
                    v.nextExpected(),
                    conversation.expectedSeq());
        }
    }

    /** Compares what the peer says with what we hold. */
    public Verdict compare(UserId id, Conversation conversation, Frame.SessionCheck theirs) {
        Optional<Session> found = get(id);
        if (found.isEmpty()) return new Verdict.Mismatch("there is no session here");
        try (Session session = found.get()) {
            String why = difference(session, theirs);
            return why.isEmpty()
                    ? new Verdict.Agreed(Math.max(conversation.nextSeq(), theirs.expectedSeq()))
                    : new Verdict.Mismatch(why);
        }
    }

    private static String difference(Session session, Frame.SessionCheck theirs) {
        SessionView mine = DoubleRatchet.view(session.ratchet());
        if (!mine.sessionId().equals(theirs.sessionId())) return "the sessions differ";
        PublicKey named = PublicKey.of(theirs.peerDh().toArray());
        int sent;
        if (named.equals(mine.dhPub())) {
            sent = mine.nextToSend();
        } else if (named.equals(mine.previousDhPub())) {
            sent = mine.sentInPrevious();
        } else {
            return "the other side knows a key that is not ours";
        }
        if (theirs.expectedN() > sent) return "the other side has more than was sent from here";
        Session.Acknowledged known = session.acknowledged();
        boolean sameChain = known.chain().equals(named);
        if (sameChain && theirs.expectedN() < known.upTo()) {
            return "the other side has lost what it acknowledged";
        }
        if (!sameChain && known.upTo() > 0 && known.chain().equals(mine.dhPub())) {
            return "the other side has lost what it acknowledged";
        }
        boolean sameTheirs = theirs.ownDh().equals(Bytes.of(mine.peerDhPub().toArray()));
        if (sameTheirs && theirs.nextN() < mine.nextExpected()) {
            return "the other side has gone back";
        }
        return "";
    }

    /**
     * Notes from a check that agrees what the peer holds of our chains: acknowledgements of expired
     * messages may never have come.
     */
    public void held(UserId id, Frame.SessionCheck theirs) {
        if (theirs.expectedN() == 0) return;
        acknowledged(id, PublicKey.of(theirs.peerDh().toArray()), (int) theirs.expectedN() - 1);
    }

    /** Notes whether both sides are known to hold the present session. */
    public void agreed(UserId id, boolean agreed) {
        Optional<Session> found = get(id);
        if (found.isEmpty()) return;
        try (Session session = found.get()) {
            if (session.agreed() == agreed) return;
            put(id, new Session(session.ratchet(), session.acknowledged(), agreed));
        }
    }

    /** Whether one more may be sealed in the present chain (the 1,500 rule). */
    public static boolean windowOpen(Session session) {
        SessionView v = DoubleRatchet.view(session.ratchet());
        Session.Acknowledged known = session.acknowledged();
        int held = known.chain().equals(v.dhPub()) ? known.upTo() : 0;
        return v.nextToSend() - held < WINDOW;
    }

    /** The same for the session with somebody; false if there is none. */
    public boolean windowOpen(UserId id) {
        Optional<Session> found = get(id);
        if (found.isEmpty()) return false;
        try (Session session = found.get()) {
            return windowOpen(session);
        }
    }

    /** Notes that number {@code n} of {@code chain} has arrived. */
    public void acknowledged(UserId id, PublicKey chain, int n) {
        Optional<Session> found = get(id);
        if (found.isEmpty()) return;
        try (Session session = found.get()) {
            SessionView v = DoubleRatchet.view(session.ratchet());
            Session.Acknowledged known = session.acknowledged();
            boolean same = known.chain().equals(chain);
            boolean newer =
                    chain.equals(v.dhPub())
                            || (chain.equals(v.previousDhPub())
                                    && !known.chain().equals(v.dhPub()));
            if (same ? n + 1 > known.upTo() : newer) {
                put(
                        id,
                        new Session(
                                session.ratchet(),
                                new Session.Acknowledged(chain, n + 1),
                                session.agreed()));
            }
        }
    }
}
