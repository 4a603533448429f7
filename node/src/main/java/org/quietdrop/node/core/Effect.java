package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything the core can ask for. Effects are let out only after the commit of the events that
 * made them.
 */
public sealed interface Effect {
    /** Sends frames in this order; dropped in silence when the link is gone. */
    record Send(long link, List<Frame> frames) implements Effect {
        /** Copies the list. */
        public Send {
            frames = List.copyOf(frames);
        }
    }

    /** Ends a link. */
    record Close(long link) implements Effect {}

    /**
     * Dials a place; whoever of our relations is there answers. Ends with one DialEnded.
     *
     * @param contact whose address it is; empty: somebody was heard there on the network, so it is
     *     dialled there and never through a proxy
     */
    record Dial(long dial, Endpoint to, Optional<UserId> contact) implements Effect {
        /** A place that was heard of on the network. */
        public Dial(long dial, Endpoint to) {
            this(dial, to, Optional.empty());
        }
    }

    /**
     * The relations that hello and handshake know from now on, in place of all earlier ones. The
     * receiver owns and closes them.
     *
     * @param dialled those that a dial puts into its slots (no live link), at most 256 best first
     */
    record Relations(List<Relation> all, List<Relation> dialled) implements Effect {
        /** Copies the lists. */
        public Relations {
            all = List.copyOf(all);
            dialled = List.copyOf(dialled);
        }
    }

    /**
     * When to send {@link Event.Woken} next, by the steady clock ({@link Moment}); replaces what
     * was asked before.
     */
    record WakeAt(Instant when) implements Effect {}

    // ---- pairing

    /** Opens a temporary port for this code and shows its number by mDNS. */
    record OpenPairing(long pairing, PairingCode code, Optional<Endpoint> listen)
            implements Effect {}

    /** Ends a pairing on either side: port closed, running exchanges ended. */
    record ClosePairing(long pairing) implements Effect {}

    /** Looks for somebody who shows this number; answers come as PairingSeen. */
    record BrowsePairing(long pairing, boolean on) implements Effect {}

    /**
     * Runs one exchange as the typist.
     *
     * @param heard whether the place was heard on the network, and is never dialled through a proxy
     */
    record DialPairing(long pairing, PairingCode code, Endpoint to, boolean heard)
            implements Effect {
        /** A place that was typed. */
        public DialPairing(long pairing, PairingCode code, Endpoint to) {
            this(pairing, code, to, false);
        }
    }

    /**
     * The keys of this exchange are committed: say the rest. Alice sends what carries her {@code
     * ct}; Bob sends these frames, his {@code SessionCheck}.
     */
    record Proceed(long exchange, List<Frame> frames) implements Effect {
        /** Copies the list. */
        public Proceed {
            frames = List.copyOf(frames);
        }
    }

    // ---- control

    /**
     * What an envelope holds that goes or has come, for who looks at the wire; said before the
     * envelope is sent. Otherwise it means nothing.
     *
     * @param envelope its id, 16 bytes
     * @param with the other side
     * @param place the line of history in their conversation, if it is a text; else 0
     */
    record Inside(Bytes envelope, UserId with, Kind kind, long place) implements Effect {
        /** What there is. */
        public enum Kind {
            TEXT,
            RECEIPT,
            HINTS,
            OFFER,
            ANSWER,
            INTRODUCTION,
            /** An edit, a deletion or a reaction. */
            CHANGE,
            /** Of a newer version. */
            UNKNOWN
        }
    }

    /** Answers a request. */
    record Answer(long ask, Reply reply) implements Effect {}

    /** Tells everybody who watches. */
    record Publish(View.Notice notice) implements Effect {}
}
