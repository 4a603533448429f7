package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/**
 * Everything that can happen to a node. Events come from links, discovery, control clients and the
 * clock; they are handled one after the other by {@link Core}.
 */
public sealed interface Event {
    /** Time has reached what {@link Effect.WakeAt} asked for, or passed it. */
    record Woken() implements Event {}

    /**
     * Time did not pass as usual: the machine or the process slept, or somebody set the clock. What
     * waits on the network is tried at once.
     */
    record Interrupted() implements Event {}

    // ---- links

    /**
     * A link is authenticated and may carry frames. On the answering side only after the dialler's
     * first cell opened.
     *
     * @param link number given by the link layer, never used twice in a run
     * @param h handshake hash of the hello, 64 bytes, the same on both sides
     * @param remote the address as seen; for an accepted link its port is not a listening port
     * @param exp the exported secret of the link's Noise session; the core owns and closes it
     */
    record LinkUp(
            long link,
            RelationId relation,
            boolean dialled,
            Bytes h,
            Endpoint remote,
            SecretKey exp)
            implements Event {}

    /** A frame arrived on a link that is up. */
    record FrameArrived(long link, Frame frame) implements Event {}

    /** The link is gone, whoever ended it. Comes once for each {@link LinkUp}. */
    record LinkDown(long link) implements Event {}

    /**
     * A dial ended: linked (a {@link LinkUp} came before), met a stranger, or did not get through.
     */
    record DialEnded(long dial, Endpoint to, DialOutcome outcome) implements Event {}

    /** How a dial ended. */
    enum DialOutcome {
        LINKED,
        STRANGER,
        FAILED
    }

    // ---- discovery

    /** A node was seen on the network; {@code instance} is its random name of the moment. */
    record NodeSeen(String instance, Endpoint at) implements Event {}

    /** A node's record is gone or ran out. */
    record NodeGone(String instance) implements Event {}

    /**
     * Somebody shows a name to everybody on the network.
     *
     * @param instance its random name of the moment
     * @param name a claim of whoever sent it, in a form that can be shown
     * @param host the address it came from
     */
    record NameSeen(String instance, String name, String host) implements Event {}

    /** It is shown no more. */
    record NameGone(String instance) implements Event {}

    /** Somebody shows a pairing number. */
    record PairingSeen(int number, Endpoint at) implements Event {}

    /** Our own records carry this name now. */
    record Announced(String instance) implements Event {}

    /** Where this node listens now, as others could dial it. */
    record Listening(List<Endpoint> at) implements Event {
        /** Copies the list. */
        public Listening {
            at = List.copyOf(at);
        }
    }

    // ---- pairing

    /** The temporary port of a code is open. */
    record PairingOpened(long pairing, List<Endpoint> at) implements Event {
        /** Copies the list. */
        public PairingOpened {
            at = List.copyOf(at);
        }
    }

    /** The temporary port could not be opened. */
    record PairingNotOpened(long pairing, String reason) implements Event {}

    /**
     * An exchange ended without a pairing.
     *
     * @param burned whether its first Noise message had arrived (holder) or left (typist)
     */
    record ExchangeFailed(long pairing, long exchange, boolean burned) implements Event {}

    /**
     * Keys are agreed, nothing that depends on them has left. The core commits and answers {@link
     * Effect.Proceed}; Alice is pending after that, Bob has a contact. The core closes the keys.
     */
    record Keyed(long pairing, long exchange, PairedKeys keys) implements Event {}

    /**
     * The same by an invitation.
     *
     * @param invitation its name here, 16 bytes
     */
    record InvitationKeyed(Bytes invitation, long exchange, PairedKeys keys) implements Event {}

    /** On Alice's side: Bob's {@code SessionCheck} on the pairing link names the new session. */
    record KeyingConfirmed(long exchange, RelationId relation) implements Event {}

    // ---- control

    /** Somebody asks; the answer goes back as {@link Effect.Answer} with the same number. */
    record Asked(long ask, Request request) implements Event {}

    /** The client that asked this is gone; nothing more needs to be said about it. */
    record AskDropped(long ask) implements Event {}

    /** A pairing was started by a client that is gone. */
    record PairingDropped(long pairing) implements Event {}

    /** Settings that the core acts on have changed. */
    record SettingsChanged(Settings settings) implements Event {}
}
