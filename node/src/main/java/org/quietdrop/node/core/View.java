package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a request shows: the fields that scripts rely on (design section 11), named as in JSON.
 * Absent values are null and left out. Times are RFC 3339 UTC, ids lower-case hex.
 */
public sealed interface View {
    /** Nothing to show. */
    record Done() implements View {}

    /**
     * One message and how far it is.
     *
     * @param carriers if it is carried: who says to keep a copy, by petname; else null
     */
    record Sent(String id, String state, String to, @Nullable List<String> carriers)
            implements View {
        /** Without word of carriers. */
        public Sent(String id, String state, String to) {
            this(id, state, to, null);
        }
    }

    /**
     * One line of a conversation.
     *
     * @param cursor its place in the conversation, counts from 1
     * @param from petname of the sender, {@code me} for one's own
     * @param state queued, carried, delivered, read, expired, recalled, refused; received for
     *     incoming
     * @param verified whether the contact is verified
     * @param gap how many messages of the sender before this one have not arrived
     * @param carriers if it is carried: who says to keep a copy, by petname; else null
     * @param replyTo what it answers; else null
     * @param edited whether its words were changed after it was sent; else null
     * @param deleted whether its words were deleted; else null
     * @param reactions the signs that were put to it, at most one of each side; else null
     */
    record Line(
            String id,
            String conversation,
            String from,
            String text,
            String time,
            String state,
            boolean verified,
            long cursor,
            long gap,
            @Nullable List<String> carriers,
            @Nullable Quote replyTo,
            @Nullable Boolean edited,
            @Nullable Boolean deleted,
            @Nullable List<Reaction> reactions)
            implements View {
        /** As it was written, an answer to nothing, without word of carriers. */
        public Line(
                String id,
                String conversation,
                String from,
                String text,
                String time,
                String state,
                boolean verified,
                long cursor,
                long gap) {
            this(
                    id,
                    conversation,
                    from,
                    text,
                    time,
                    state,
                    verified,
                    cursor,
                    gap,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /**
     * A message that another one answers.
     *
     * @param from petname of its writer, {@code me} for one's own; absent: it is not here
     * @param text how it begins, up to 80 characters; absent: it is not here, or deleted
     */
    record Quote(String id, @Nullable String from, @Nullable String text) implements View {}

    /** A sign that somebody put to a message. */
    record Reaction(String from, String sign) implements View {}

    /**
     * A message was changed.
     *
     * @param change edited, deleted or reacted
     * @param with whose conversation it is in
     * @param asked whether the other side's node is asked to do the same
     */
    record Changed(String id, String change, String with, boolean asked) implements View {}

    /**
     * Lines, oldest first.
     *
     * @param next the cursor before which the next page lies, or behind which, for who goes
     *     forward; absent: there is none
     */
    record Lines(List<Line> lines, @Nullable Long next) implements View {
        /** The last page. */
        public Lines(List<Line> lines) {
            this(lines, null);
        }
    }

    /**
     * What a search found, newest first.
     *
     * @param next where to go on, if there may be more
     * @param whole whether the whole history was searched: its index is built in the background
     * @param searchedTo else: nothing older than this was searched; absent: nothing was yet
     */
    record Found(
            List<Line> lines, @Nullable String next, boolean whole, @Nullable String searchedTo)
            implements View {}

    /**
     * How long the lines of a conversation are kept here.
     *
     * @param keep like {@code 30d}, or {@code off}: for ever
     * @param own whether that was said for this conversation, else by the settings
     */
    record Retention(String conversation, String keep, boolean own) implements View {}

    /**
     * One contact; state is pending, contact or blocked.
     *
     * @param trusted whether we trust them to carry
     * @param trustsYou whether they said the same of us
     * @param unread what waits to be read; absent where only the contact is spoken of
     */
    record Contact(
            String name,
            String id,
            boolean verified,
            boolean trusted,
            boolean trustsYou,
            boolean linked,
            String state,
            @Nullable String lastSeen,
            @Nullable Unread unread)
            implements View {
        /** Without word of what waits to be read. */
        public Contact(
                String name,
                String id,
                boolean verified,
                boolean trusted,
                boolean trustsYou,
                boolean linked,
                String state,
                @Nullable String lastSeen) {
            this(name, id, verified, trusted, trustsYou, linked, state, lastSeen, null);
        }

        /** The same contact, linked or not, without word of what waits to be read. */
        public Contact linked(boolean now) {
            return new Contact(name, id, verified, trusted, trustsYou, now, state, lastSeen);
        }

        /** The same contact, with what waits to be read. */
        public Contact with(Unread counted) {
            return new Contact(
                    name, id, verified, trusted, trustsYou, linked, state, lastSeen, counted);
        }
    }

    /**
     * What came in and was on no screen yet.
     *
     * @param count how many lines
     * @param more whether there may be more: it is counted up to a limit
     * @param after the cursor of the last line that was read, 0: none
     * @param through the cursor of the last line of the conversation when it was counted
     */
    record Unread(long count, boolean more, long after, long through) implements View {}

    /** All contacts, by name. */
    record Contacts(List<Contact> contacts) implements View {}

    /**
     * A contact with what belongs to it.
     *
     * @param origin how the relation began, in words
     */
    record ContactDetail(
            Contact contact,
            String cardName,
            String safetyNumber,
            List<String> addresses,
            long waiting,
            String session,
            String origin)
            implements View {}

    /**
     * A waiting message.
     *
     * @param state queued or carried
     * @param until end of its lifetime
     * @param carriers who says to keep a copy, by petname
     */
    record Waiting(
            String id,
            String to,
            String since,
            String until,
            String state,
            int attempts,
            @Nullable String nextTry,
            String reason,
            List<String> carriers)
            implements View {}

    /** What waits, oldest first. */
    record Outbox(List<Waiting> waiting) implements View {}

    /**
     * What is carried for others: counts, never names.
     *
     * @param boxes sealed boxes kept for friends of friends
     * @param bytes their size
     * @param most how many boxes there may be in all
     * @param mostEach how many boxes one friend may leave
     * @param friends contacts with trust on both sides
     * @param until when the last of them goes, absent: nothing is carried
     * @param elsewhere copies of own messages that friends say to keep
     */
    record Relay(
            long boxes,
            long bytes,
            long most,
            long mostEach,
            int friends,
            @Nullable String until,
            long elsewhere)
            implements View {}

    /** One step of a message's story. */
    record Step(String time, String text) implements View {}

    /** A message's whole story. */
    record Why(String id, String conversation, String text, List<Step> steps, String observer)
            implements View {}

    /** A node heard on the network. */
    record Peer(String instance, String at, String state, @Nullable String contact)
            implements View {}

    /**
     * What somebody on this network calls himself; anybody can say anything.
     *
     * @param says the name
     * @param at addresses it came from
     * @param like a contact is called the same, which proves nothing
     */
    record Claim(String says, List<String> at, @Nullable String like) implements View {}

    /**
     * Who was heard.
     *
     * @param names what is said by those who show a name to everybody; absent: nobody does
     */
    record Peers(List<Peer> peers, @Nullable List<Claim> names) implements View {
        /** Nobody shows a name. */
        public Peers(List<Peer> peers) {
            this(peers, null);
        }

        /** All names that are shown. */
        public List<Claim> claims() {
            return names == null ? List.of() : names;
        }
    }

    /**
     * The own name is shown to everybody on the network.
     *
     * @param until when that ends by itself
     * @param at the addresses that everybody sees with it
     */
    record Visible(String name, String until, List<String> at) implements View {
        /** Copies the list. */
        public Visible {
            at = List.copyOf(at);
        }
    }

    /**
     * Something that happened, for those who watch.
     *
     * @param cursor counts from 1, survives restarts
     * @param event message, state, contact, link, warning, or gap: what was between the cursor that
     *     was asked for and this one is not told
     */
    record Notice(
            long cursor,
            String event,
            String time,
            @Nullable Line line,
            @Nullable Contact contact,
            @Nullable String text)
            implements View {}

    /**
     * Notices, oldest first.
     *
     * @param latest the newest cursor
     * @param lost the newest cursor whose notice is not kept any more; 0: all are
     * @param time when that was so
     */
    record Notices(List<Notice> notices, long latest, long lost, String time) implements View {}

    /**
     * Counts for the status line.
     *
     * @param unread received lines that nobody has seen, of the newest lines
     * @param carried sealed boxes kept for friends
     * @param warnings what the user should know as long as it is so
     */
    record Counts(
            int links,
            int outbox,
            int unread,
            int carried,
            int contacts,
            String name,
            String id,
            List<String> warnings)
            implements View {
        /** Copies the list. */
        public Counts {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A link that is up.
     *
     * @param with the other side's UserId
     * @param remote its address
     * @param dialled whether this node dialled
     */
    record Link(String with, String remote, boolean dialled, String since) implements View {}

    /** All of them. */
    record Links(List<Link> links) implements View {}

    /**
     * One thing that {@code doctor} looked at.
     *
     * @param state ok, warn, fail or unchecked
     * @param code for scripts; stays the same
     * @param text what is, as a sentence without a full stop
     * @param advice what to do, a line each
     */
    record Finding(String state, String code, String text, List<String> advice) implements View {}

    /** All of them, in the order in which people look for causes. */
    record Diagnosis(List<Finding> findings) implements View {}

    /**
     * An invitation or introduction that was not used yet.
     *
     * @param side ours, accepted, expected (introduced, the other one comes), offered (introduced
     *     and not answered)
     * @param uri its text, when it is made and never again; as secret as a key until it is used
     * @param at where we may be found according to it, when it is made
     * @param contact whom it leads to, as far as that is known: what the other one is or will be
     *     called
     * @param introducer who introduced the two
     */
    record Invitation(
            String id,
            String side,
            @Nullable String uri,
            @Nullable List<String> at,
            String expires,
            @Nullable String contact,
            @Nullable String introducer)
            implements View {
        @Override
        public String toString() {
            return "Invitation[" + id + "]";
        }
    }

    /** All of them, the oldest first. */
    record Invitations(List<Invitation> invitations) implements View {}

    /**
     * What two people compare.
     *
     * @param safetyNumber twelve groups of five digits
     * @param verified whether they have
     * @param origin how the relation began, in words
     */
    record Verification(String name, String safetyNumber, boolean verified, String origin)
            implements View {}

    /** A pairing has begun. */
    record PairingOpen(
            long pairing, @Nullable String code, List<String> at, @Nullable String expires)
            implements View {}

    /**
     * A step of a pairing.
     *
     * @param step counts from 1
     * @param kind trying, wrong, failed, paired, closed
     * @param words the four words, when paired
     * @param left tries left, when wrong
     * @param last whether nothing follows
     * @param sameKey whether this person was a contact before, with the same key
     */
    record PairingStep(
            int step,
            String kind,
            @Nullable String contact,
            boolean verified,
            @Nullable String words,
            int left,
            boolean last,
            @Nullable String text,
            int exit,
            boolean sameKey)
            implements View {}

    /** An identity as 24 words, in their order. As secret as the identity itself. */
    record Words(List<String> words) implements View {
        @Override
        public String toString() {
            return "Words[redacted]";
        }
    }

    /**
     * A backup was made.
     *
     * @param waiting messages of ours in it that are not known to have arrived
     */
    record BackedUp(String file, long contacts, long messages, long waiting, long bytes)
            implements View {}

    /**
     * A home was made from a backup.
     *
     * @param made when the backup was made
     * @param waiting messages of ours that are sent again
     * @param skipped things in it that this version does not know, and could leave out
     */
    record Restored(
            String name,
            String home,
            String made,
            long contacts,
            long messages,
            long waiting,
            long skipped)
            implements View {}

    /** A home was destroyed: how many files, how many bytes were overwritten. */
    record Wiped(int files, long bytes) implements View {}
}
