package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.Keying;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the core keeps in memory about a link while it is up, its secrets among it: {@link #close}
 * wipes them. Confined to the core thread.
 */
final class LiveLink implements AutoCloseable {
    /** Envelopes handed to a link and not yet acknowledged: more wait in the outbox. */
    static final int IN_FLIGHT = 64;

    /** Acknowledgements whose arrival is followed at once; more are sent again later. */
    static final int UNSETTLED = 2_048;

    /** How far the comparison of the sessions is. */
    enum Check {
        /** The peer's check has not come: nothing is sealed. */
        AWAITED,
        AGREED,
        /** A new session is needed and not there yet: nothing is sealed. */
        RENEWING
    }

    final Event.LinkUp up;

    /** When it came up, by the steady clock. */
    final Instant since;

    Check check = Check.AWAITED;

    /**
     * Whether the peer has said which home it is, and it is the newest: before that nothing counts.
     */
    boolean welcome;

    /** Whether the contact was away until this link came. */
    boolean news = true;

    /** Why the session is renewed. */
    String why = "";

    /** Bob's side of a renewal that Alice has not answered. */
    Keying.@Nullable Bob offer;

    /** Whether {@code NeedRenew} was sent and no {@code Renew} has come. */
    boolean asked;

    /** Whether a new session was committed and the peer's check of it has not come. */
    boolean unconfirmed;

    /** Renewals that were begun on this link. */
    int renewals;

    /** Whether the peer broke a rule: the link is to be closed and nothing counts any more. */
    boolean over;

    /** What is under way of carrying mail. */
    final RelayLink relay = new RelayLink();

    /** The highest place of the outbox that was handed to this link. */
    long sentThrough;

    /** Whether an envelope that did not open has led to a renewal, or may come from before one. */
    boolean complained;

    private long position;
    private final Map<Bytes, Long> envelopes = new HashMap<>();

    /** From the place of an owed acknowledgement to where it first was in the row of frames. */
    private final Map<Long, Long> acks = new LinkedHashMap<>();

    /** Whether more is owed than was sent, and from which place on. */
    boolean owedLeft = true;

    long owedFrom;
    private long pingNonce;
    private long pingPosition;
    private @Nullable Instant pingDue;

    LiveLink(Event.LinkUp up, Instant since) {
        this.up = up;
        this.since = since;
    }

    long id() {
        return up.link();
    }

    UserId peer() {
        return up.relation().peer();
    }

    /** Whether mail may be left with the peer, or for it, over this link. */
    boolean relays() {
        return relay.begun && !over;
    }

    /** What was sealed in the old session is sealed and sent anew. */
    void sendAllAgain() {
        envelopes.clear();
        sentThrough = 0;
    }

    /** Whether everything that was handed to it is acknowledged. */
    boolean allAcknowledged() {
        return envelopes.isEmpty();
    }

    @Override
    public void close() {
        up.exp().close();
        if (offer != null) offer.close();
    }

    /** How many more envelopes may be handed to it. */
    int room() {
        return IN_FLIGHT - envelopes.size();
    }

    /**
     * An envelope was sent.
     *
     * @param first whether it never was on another link: only then an acknowledgement that comes
     *     here tells that this copy has arrived, and all that was sent before it
     */
    void sentEnvelope(Bytes envelopeId, boolean first) {
        position++;
        envelopes.put(envelopeId, first ? position : 0);
    }

    /**
     * An acknowledgement was sent; it is settled once something sent later is known to be there.
     */
    void sentAck(long place, Instant askBy) {
        position++;
        if (acks.size() < UNSETTLED) {
            // Sent again, it says the same: the first of them is enough.
            acks.putIfAbsent(place, position);
        } else if (!acks.containsKey(place)) {
            owedLeft = true;
            owedFrom = 0;
        }
        if (pingDue == null && pingNonce == 0) pingDue = askBy;
    }

    /** When to send a ping, so that owed acknowledgements can be settled; null: not needed. */
    @Nullable Instant pingDue() {
        return pingDue;
    }

    void sentPing(long nonce) {
        pingNonce = nonce;
        pingPosition = ++position;
        pingDue = null;
    }

    /** The peer has acknowledged an envelope: places of the acks that came before it. */
    List<Long> acknowledged(Bytes envelopeId) {
        Long at = envelopes.remove(envelopeId);
        return at == null ? List.of() : settledBefore(at);
    }

    /** The peer has answered a ping: places of the acks that came before it. */
    List<Long> ponged(long nonce, Instant askAgainBy) {
        if (nonce != pingNonce || nonce == 0) return List.of();
        pingNonce = 0;
        List<Long> settled = settledBefore(pingPosition);
        if (!acks.isEmpty()) pingDue = askAgainBy;
        return settled;
    }

    private List<Long> settledBefore(long at) {
        List<Long> settled = new ArrayList<>();
        Iterator<Map.Entry<Long, Long>> oldest = acks.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Long, Long> ack = oldest.next();
            if (ack.getValue() >= at) break;
            settled.add(ack.getKey());
            oldest.remove();
        }
        if (acks.isEmpty()) pingDue = null;
        return settled;
    }
}
