package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the core keeps in memory about a link while it is up. Confined to the core thread. */
final class LiveLink {
    /** Envelopes handed to a link and not yet acknowledged: more wait in the outbox. */
    static final int IN_FLIGHT = 64;

    /** How far the comparison of the sessions is. */
    enum Check {
        /** The peer's check has not come: nothing is sealed. */
        AWAITED,
        AGREED,
        /** The sessions differ: nothing is sealed. */
        MISMATCH
    }

    private record SentAck(long position, long place) {}

    final Event.LinkUp up;
    final Instant since;
    Check check = Check.AWAITED;
    String mismatch = "";

    /** The highest place of the outbox that was handed to this link. */
    long sentThrough;

    /** Whether an envelope that did not open was told already. */
    boolean complained;

    private long position;
    private final Map<Bytes, Long> envelopes = new HashMap<>();
    private final Deque<SentAck> acks = new ArrayDeque<>();
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

    boolean hasRoom() {
        return envelopes.size() < IN_FLIGHT;
    }

    boolean inFlight(Bytes envelopeId) {
        return envelopes.containsKey(envelopeId);
    }

    void sentEnvelope(Bytes envelopeId) {
        envelopes.put(envelopeId, ++position);
    }

    /**
     * An acknowledgement was sent; it is settled once something sent later is known to be there.
     */
    void sentAck(long place, Instant askBy) {
        acks.add(new SentAck(++position, place));
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
        while (!acks.isEmpty() && acks.peek().position() < at) settled.add(acks.remove().place());
        if (acks.isEmpty()) pingDue = null;
        return settled;
    }
}
