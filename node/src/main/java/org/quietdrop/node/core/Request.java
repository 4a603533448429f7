package org.quietdrop.node.core;

import org.quietdrop.store.Transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a person or a script can ask a ready node for. The control socket makes these from JSON, one
 * method each (PROTOCOL.md, "Control").
 */
public sealed interface Request {
    /**
     * {@code send}: text is checked here, size and all. Answer: {@link View.Sent}.
     *
     * @param days lifetime, 1 to 30
     */
    record Send(String to, String text, int days) implements Request {
        /** With the lifetime that a message has when nobody says otherwise. */
        public Send(String to, String text) {
            this(to, text, 7);
        }
    }

    /** {@code reply ID}: a text that answers a message. Answer: {@link View.Sent}. */
    record Reply(String id, String text, int days) implements Request {
        @Override
        public String toString() {
            return "Reply[redacted]";
        }
    }

    /** {@code edit ID}: other words for a message of ours. Answer: {@link View.Changed}. */
    record Edit(String id, String text) implements Request {
        @Override
        public String toString() {
            return "Edit[redacted]";
        }
    }

    /**
     * {@code delete ID}: a message's words go here; of ours the other side is asked to do the same.
     * Answer: {@link View.Changed}.
     */
    record Delete(String id) implements Request {}

    /**
     * {@code react ID SIGN}. Answer: {@link View.Changed}.
     *
     * @param sign empty: none any more
     */
    record React(String id, String sign) implements Request {}

    /** {@code recall ID}: takes back what has not left. Answer: {@link View.Sent}, or exit 8. */
    record Recall(String id) implements Request {}

    /**
     * Waits until a message has reached a state or one beyond it: {@code queued}, {@code carried},
     * {@code delivered} or {@code read}. Answer: {@link View.Sent}, or exit 7 after the time.
     */
    record Await(String id, String state, Duration timeout) implements Request {}

    /** A line of a conversation, as somebody says which one. */
    sealed interface Where {
        /** Its cursor, or any number: it need not be that of a line. */
        record Cursor(long place) implements Where {}

        /** What a person typed: a cursor, or an id or the beginning of one. */
        record Typed(String text) implements Where {}
    }

    /**
     * {@code history}: newest last. Answer: {@link View.Lines}.
     *
     * @param with whose conversation; may be left out with {@code around}
     * @param since nothing older
     * @param before the lines before this one
     * @param around the lines around this one: an id or the beginning of one
     * @param after the lines behind this cursor, oldest of them first; 0: from the first one on
     */
    record History(
            Optional<String> with,
            int limit,
            Optional<Instant> since,
            Optional<Where> before,
            Optional<String> around,
            Optional<Long> after)
            implements Request {
        /** Without going forward. */
        public History(
                Optional<String> with,
                int limit,
                Optional<Instant> since,
                Optional<Where> before,
                Optional<String> around) {
            this(with, limit, since, before, around, Optional.empty());
        }

        /** One page, before a cursor if there is one. */
        public History(String with, int limit, Optional<Instant> since, Optional<Long> before) {
            this(Optional.of(with), limit, since, before.map(Where.Cursor::new), Optional.empty());
        }
    }

    /**
     * {@code search}: newest first. Answer: {@link View.Found}.
     *
     * @param words what to look for; may be blank if something else narrows it down
     * @param from who wrote it: a contact, or {@code me}
     * @param in whose conversation
     * @param since kept at this moment or later
     * @param before kept before this moment
     * @param after the cursor of the answer before, to go on from there
     */
    record Search(
            String words,
            Optional<String> from,
            Optional<String> in,
            Optional<Instant> since,
            Optional<Instant> before,
            int limit,
            Optional<String> after)
            implements Request {
        @Override
        public String toString() {
            return "Search[redacted]";
        }
    }

    /**
     * {@code retention NAME [TIME]}: how long lines are kept here. Answer: {@link View.Retention}.
     *
     * @param keep like {@code 30d}, {@code off} or {@code default}; empty: only shows it
     */
    record Retain(String name, Optional<String> keep) implements Request {}

    /** {@code contacts}. Answer: {@link View.Contacts}. */
    record Contacts() implements Request {}

    /** {@code contact NAME}. Answer: {@link View.ContactDetail}. */
    record ContactShow(String name) implements Request {}

    /** {@code rename A B}. Answer: {@link View.Contact}. */
    record Rename(String from, String to) implements Request {}

    /**
     * {@code forget NAME}: keys, session, outbox, history and addresses go. Answer: {@link
     * View.Done}.
     */
    record Forget(String name) implements Request {}

    /** {@code address add NAME HOST:PORT}. Answer: {@link View.Done}. */
    record AddAddress(String name, String address) implements Request {}

    /**
     * {@code trust NAME [--off]}: whether this contact may carry for us, and we for them. Answer:
     * {@link View.Contact}.
     */
    record Trust(String name, boolean on) implements Request {}

    /** {@code relay status}: what is carried for others. Answer: {@link View.Relay}. */
    record RelayStatus() implements Request {}

    /** {@code relay drop}: carries nothing of it any further. Answer: {@link View.Relay}. */
    record RelayDrop() implements Request {}

    /**
     * The user has read a conversation from one cursor to another, both included; its writer is
     * told if the settings allow it. Answer: {@link View.Done}.
     */
    record Read(String with, long from, long cursor) implements Request {}

    /** {@code peers}: what was heard on the network. Answer: {@link View.Peers}. */
    record Peers() implements Request {}

    /** {@code outbox}. Answer: {@link View.Outbox}. */
    record Outbox() implements Request {}

    /** {@code why ID}. Answer: {@link View.Why}. */
    record Why(String id) implements Request {}

    /** Events with a cursor above this one, oldest first. Answer: {@link View.Notices}. */
    record Events(long cursor, int limit) implements Request {}

    /** Counts for {@code status}. Answer: {@link View.Counts}. */
    record Counts() implements Request {}

    /**
     * {@code invite}: makes an invitation. Answer: {@link View.Invitation}, with its text.
     *
     * @param as what whoever comes is to be called
     * @param life 1 to 30 days
     */
    record Invite(Optional<String> as, Duration life) implements Request {}

    /** {@code invite --list}: what is open. Answer: {@link View.Invitations}. */
    record Invitations() implements Request {}

    /** {@code invite --revoke ID}. Answer: {@link View.Done}. */
    record Revoke(String id) implements Request {}

    /** {@code block NAME}. Answer: {@link View.Contact}. */
    record Block(String name) implements Request {}

    /**
     * {@code verify NAME}: the safety number. Answer: {@link View.Verification}.
     *
     * @param compared whether the user has compared it, or takes that back; empty: only shows it
     */
    record Verify(String name, Optional<Boolean> compared) implements Request {}

    /** {@code introduce A B}. Answer: {@link View.Done}. */
    record Introduce(String one, String other) implements Request {}

    /** {@code decline ID}: no to an introduction. Answer: {@link View.Done}. */
    record Decline(String id) implements Request {}

    /**
     * {@code accept URI} or, for an introduction, {@code accept ID}. Answer: {@link View.Contact}.
     *
     * @param invitation its text, a secret, or the id
     * @param as what the inviter is to be called
     */
    record Accept(String invitation, Optional<String> as) implements Request {
        @Override
        public String toString() {
            return "Accept[redacted]";
        }
    }

    /** {@code pair}: shows a code. Answer: {@link View.PairingOpen}. */
    record Pair(Optional<String> listen, Optional<String> as, Duration timeout)
            implements Request {}

    /** {@code pair CODE}. Answer: {@link View.PairingOpen} without a code. */
    record PairWith(String code, Optional<String> at, Optional<String> as, Duration timeout)
            implements Request {}

    /**
     * The next step of a pairing after step number {@code after}; waits. Answer: {@link
     * View.PairingStep}.
     */
    record PairNext(long pairing, int after) implements Request {}

    /**
     * For the daemon itself, never from outside: reads what is kept, as of one moment; changes
     * nothing. Answer: {@link View.Done}.
     */
    record Look(Consumer<Transaction> reader) implements Request {}

    /**
     * For the daemon itself, never from outside: the links that are up. Answer: {@link View.Links}.
     */
    record Links() implements Request {}

    /** Ends a pairing. Answer: {@link View.Done}. */
    record PairCancel(long pairing) implements Request {}
}
