package org.quietdrop.node.core;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.HomeStamp;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An identity has one home at a time, the one that was restored last (PROTOCOL.md, "Homes"). Each
 * side says which home it is with the first frame of a link; who meets an older one than before
 * says so, ends the link and takes nothing from it. All three are told. What a contact says of its
 * homes counts for that contact alone.
 */
final class Homes {
    /** Which home of a contact has come. */
    enum Met {
        /** One that is none any more: the link was told so and closed. */
        OLDER,
        SAME,
        /** It was restored since it was met last. */
        NEWER
    }

    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMM yyyy HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** How far the clocks of two homes of one person may be apart. */
    private static final Duration SLACK = Duration.ofMinutes(10);

    private final OwnHome own;
    private final LinkTable links;
    private final Warnings warnings;

    Homes(OwnHome own, LinkTable links, Warnings warnings) {
        this.own = own;
        this.links = links;
        this.warnings = warnings;
    }

    /** What this node says first on each link. */
    Frame said() {
        return new Frame.Home(own.restored(), own.asOf());
    }

    /** A contact has said which home this link leads to. */
    Met meet(Turn turn, UserId peer, long link, Frame.Home home) {
        Optional<HomeStamp> known = turn.contacts().home(peer);
        HomeStamp stamp = known.orElse(HomeStamp.NONE);
        if (home.restored().isBefore(stamp.restored())) {
            turnAway(turn, peer, link, stamp);
            return Met.OLDER;
        }
        if (home.restored().isAfter(stamp.restored()) || known.isEmpty()) {
            turn.contacts().putHome(peer, stamp.newer(home.restored()));
            partFromOlder(turn, peer, link, home.restored());
            if (known.isEmpty()) return Met.SAME;
            Notices.warning(turn, peer, restored(turn, peer, home));
            return Met.NEWER;
        }
        if (stamp.older().isAfter(Instant.EPOCH)) {
            turn.effect(new Effect.Send(link, List.of(new Frame.OlderHome(stamp.older()))));
            turn.contacts().putHome(peer, stamp.olderCame(Instant.EPOCH));
        }
        return Met.SAME;
    }

    private static String restored(Turn turn, UserId peer, Frame.Home home) {
        String name = turn.petname(peer);
        String when = name + "'s node was restored on " + WHEN.format(home.restored());
        if (home.asOf().equals(Instant.EPOCH)) return when;
        return when
                + " from a backup of "
                + WHEN.format(home.asOf())
                + ": what arrived there since that backup is gone there; what has not arrived is"
                + " sent in a new session";
    }

    /** The newest home has come while the link of an older one is still up. */
    private void partFromOlder(Turn turn, UserId peer, long link, Instant newest) {
        Optional<LiveLink> other = links.of(peer).filter(l -> l.id() != link);
        if (other.isEmpty()) return;
        long number = other.get().id();
        turn.effect(new Effect.Send(number, List.of(new Frame.Superseded(newest))));
        turn.effect(new Effect.Close(number));
        links.remove(number);
    }

    private void turnAway(Turn turn, UserId peer, long link, HomeStamp stamp) {
        turn.effect(new Effect.Send(link, List.of(new Frame.Superseded(stamp.restored()))));
        turn.effect(new Effect.Close(link));
        Optional<LiveLink> newest = links.of(peer).filter(l -> l.id() != link && l.welcome);
        if (newest.isPresent()) {
            Frame word = new Frame.OlderHome(turn.now());
            turn.effect(new Effect.Send(newest.get().id(), List.of(word)));
        } else {
            turn.contacts().putHome(peer, stamp.olderCame(turn.now()));
        }
        warnings.tell(
                turn,
                peer,
                "an older home of "
                        + turn.petname(peer)
                        + " still runs and was turned away: that identity was restored on "
                        + WHEN.format(stamp.restored()));
    }

    /**
     * Whether this was written after the restore of a contact's newest home. In a session from
     * before that, only an older home has; clocks may differ a little.
     */
    static boolean wroteSince(Turn turn, UserId from, Instant written) {
        Optional<HomeStamp> known = turn.contacts().home(from);
        if (known.isEmpty() || known.get().restored().equals(Instant.EPOCH)) return false;
        return written.isAfter(known.get().restored().plus(SLACK));
    }

    /** A contact says that our identity has a newer home; one that says an older time is wrong. */
    void superseded(Turn turn, UserId by, Instant restored) {
        HomeStamp stamp = turn.contacts().home(by).orElse(HomeStamp.NONE);
        if (!restored.isAfter(own.restored()) || stamp.elsewhere().equals(restored)) return;
        turn.contacts().putHome(by, stamp.elsewhere(restored));
        Notices.warning(turn, by, elsewhere(turn.petname(by), restored));
    }

    /**
     * The same as long as it is so; empty if the contact speaks to this home, or is not met yet.
     */
    static Optional<String> elsewhere(Turn turn, Contact contact) {
        return turn.contacts()
                .home(contact.id())
                .map(HomeStamp::elsewhere)
                .filter(at -> at.isAfter(Instant.EPOCH))
                .map(at -> elsewhere(contact.petname(), at));
    }

    /** What is told of a contact that speaks to a newer home of our identity. */
    private static String elsewhere(String name, Instant restored) {
        return name
                + " does not speak to this node any more: by its word, your identity was restored"
                + " elsewhere on "
                + WHEN.format(restored)
                + ". If you did that, wipe this home; if not, somebody has a backup of yours and its"
                + " passphrase";
    }

    /** The sessions agree: whatever a contact said before, it speaks to this home. */
    void agreed(Turn turn, UserId peer) {
        Optional<HomeStamp> known = turn.contacts().home(peer);
        if (known.isEmpty() || known.get().elsewhere().equals(Instant.EPOCH)) return;
        turn.contacts().putHome(peer, known.get().elsewhere(Instant.EPOCH));
    }

    /** A contact has turned away an older home of our identity. */
    void olderHome(Turn turn, UserId by, Instant came) {
        if (own.restored().equals(Instant.EPOCH)) return;
        warnings.tell(
                turn,
                by,
                "an older home of your identity still runs: "
                        + turn.petname(by)
                        + " turned it away on "
                        + WHEN.format(came)
                        + ". If it is yours, wipe it; if not, somebody has your old home");
    }
}
