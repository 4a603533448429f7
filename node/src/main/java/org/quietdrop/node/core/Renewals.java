package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.node.message.Sessions;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.RelationKeys;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares the sessions of both sides when a link is up and renews them inside the link when they
 * differ, before anything is sealed (protocol, sections 5 and 6): so a disk that was put back to an
 * earlier state is noticed and repaired without pairing again.
 *
 * <p>Whoever has the lower UserId is Alice, the other Bob. Alice asks with {@code NeedRenew}; Bob
 * offers with {@code Renew}; Alice commits the new session and answers with {@code Keying}; Bob
 * commits it. Each then says its {@code SessionCheck} again, and seals nothing before the other's
 * has come. Who breaks the order ends the link.
 */
final class Renewals {
    /** Renewals on one link; more end it: a contact must not keep the disk busy with them. */
    static final int MOST = 8;

    private static final int RATCHET_KEY = 32;

    private final UserId self;
    private final RandomSource random;
    private final Warnings warnings;

    Renewals(UserId self, RandomSource random, Warnings warnings) {
        this.self = self;
        this.random = random;
        this.warnings = warnings;
    }

    /**
     * The peer's check has come. One counts when the link is up and one after each renewal.
     *
     * @return whether this one counted
     */
    boolean compared(Turn turn, LiveLink link, Frame.SessionCheck theirs) {
        if (link.check != LiveLink.Check.AWAITED) return false;
        boolean renewed = link.unconfirmed;
        link.unconfirmed = false;
        Conversation c = turn.contacts().conversation(link.peer());
        switch (turn.sessions().compare(link.peer(), c, theirs)) {
            case Sessions.Verdict.Agreed agreed -> {
                link.check = LiveLink.Check.AGREED;
                turn.sessions().agreed(link.peer(), true);
                turn.sessions().held(link.peer(), theirs);
                Conversation from = c.goingOnFrom(agreed.nextSeq());
                if (!from.equals(c)) turn.contacts().putConversation(link.peer(), from);
                if (renewed) tell(turn, link);
            }
            case Sessions.Verdict.Mismatch mismatch -> need(turn, link, mismatch.why());
        }
        return true;
    }

    private void tell(Turn turn, LiveLink link) {
        String name = turn.petname(link.peer());
        warnings.tell(turn, link.peer(), "the session with " + name + " was renewed");
    }

    /** Begins a renewal, or asks the peer to; nothing if one is under way. */
    void need(Turn turn, LiveLink link, String why) {
        if (link.unconfirmed || link.over) return;
        link.check = LiveLink.Check.RENEWING;
        link.why = why;
        turn.sessions().agreed(link.peer(), false);
        if (isBob(link)) {
            offer(turn, link);
        } else if (!link.asked) {
            link.asked = true;
            turn.effect(new Effect.Send(link.id(), List.of(new Frame.NeedRenew())));
        }
    }

    /** Alice asks for a renewal. Ignored while one is unanswered. */
    void needed(Turn turn, LiveLink link) {
        if (!isBob(link)) {
            end(turn, link);
        } else {
            if (link.offer == null) link.why = "the other side asked for it";
            offer(turn, link);
        }
    }

    private void offer(Turn turn, LiveLink link) {
        if (link.offer != null) return;
        if (!begin(link)) {
            end(turn, link);
            return;
        }
        Keying.Bob bob = new Keying.Bob(random);
        link.offer = bob;
        link.check = LiveLink.Check.RENEWING;
        turn.sessions().agreed(link.peer(), false);
        Bytes offer = bob.offer();
        Frame renew =
                new Frame.Renew(
                        offer.slice(0, RATCHET_KEY), offer.slice(RATCHET_KEY, offer.size()));
        turn.effect(new Effect.Send(link.id(), List.of(renew)));
    }

    private static boolean begin(LiveLink link) {
        return ++link.renewals <= MOST;
    }

    /** Bob offers a new session. Alice commits it, then her answer leaves. */
    void offered(Turn turn, LiveLink link, Frame.Renew renew) {
        if (isBob(link) || link.unconfirmed || !begin(link)) {
            end(turn, link);
            return;
        }
        byte[] offer = Bytes.join(renew.rk().toArray(), renew.ek().toArray());
        try (RelationKeys keys = turn.contacts().keys(link.peer()).orElseThrow();
                Keying.Alice alice = new Keying.Alice(offer, random);
                PairKeys made = alice.keysRenewal(link.up.exp(), keys.keys());
                RatchetState ratchet =
                        DoubleRatchet.alice(
                                made, self, link.peer(), alice.ratchetKey(), random, turn.now())) {
            commit(turn, link, ratchet, List.of(new Frame.Keying(alice.answer())));
        } catch (OpenFailed e) {
            end(turn, link);
        }
    }

    /** Alice has committed the new session: so does Bob. */
    void answered(Turn turn, LiveLink link, Bytes ct) {
        Keying.Bob offer = link.offer;
        if (offer == null) {
            end(turn, link);
            return;
        }
        link.offer = null;
        try (offer;
                RelationKeys keys = turn.contacts().keys(link.peer()).orElseThrow();
                PairKeys made = offer.takeRenewal(ct.toArray(), link.up.exp(), keys.keys());
                RatchetState ratchet =
                        DoubleRatchet.bob(
                                made, link.peer(), self, offer.ratchetSecret(), turn.now())) {
            commit(turn, link, ratchet, List.of());
        }
    }

    /** The new session in place of the old one, and what waits is sealed anew in it. */
    private static void commit(Turn turn, LiveLink link, RatchetState ratchet, List<Frame> first) {
        UserId peer = link.peer();
        turn.sessions().renew(peer, ratchet, turn.now());
        Progress.unsealAll(turn, peer);
        Trust.forgetSaid(turn, peer);
        link.sendAllAgain();
        link.asked = false;
        link.unconfirmed = true;
        link.check = LiveLink.Check.AWAITED;
        // What is still under way was sealed before, and is sealed anew if it is still needed.
        link.complained = true;
        List<Frame> frames = new ArrayList<>(first);
        frames.add(turn.sessions().check(peer, turn.contacts().conversation(peer)));
        turn.effect(new Effect.Send(link.id(), frames));
    }

    /** The peer broke a rule: nothing on this link counts any more. */
    static void end(Turn turn, LiveLink link) {
        link.over = true;
        link.check = LiveLink.Check.RENEWING;
        turn.effect(new Effect.Close(link.id()));
    }

    private boolean isBob(LiveLink link) {
        return self.bytes().compareTo(link.peer().bytes()) > 0;
    }
}
