package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.History;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Happening;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Marks;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What watchers are told, kept under cursors so that they can resume after a restart. */
final class Notices {
    /** Notices kept; a watcher that was away for longer reads the history. */
    private static final int KEPT = 10_000;

    private static final int MOST = 1_000;

    /** Characters of a text that stand in an answer to it. */
    private static final int QUOTED = 80;

    private static final Bytes GROUP = Bytes.of(new byte[0]);

    private Notices() {}

    /** A message was written here or came in. */
    static void message(Turn turn, UserId contact, long place) {
        turn.grew(contact);
        put(turn, Happening.Kind.MESSAGE, contact.bytes(), place, "");
    }

    /** A message of ours is further than before. */
    static void state(Turn turn, UserId contact, long place) {
        put(turn, Happening.Kind.STATE, contact.bytes(), place, "");
    }

    /** A message is not as it was: edited, deleted or reacted to. */
    static void changed(Turn turn, UserId contact, long place, String how) {
        put(turn, Happening.Kind.CHANGED, contact.bytes(), place, how);
    }

    /** A contact is new, complete, linked or away. */
    static void contact(Turn turn, UserId contact, String text) {
        put(turn, Happening.Kind.CONTACT, contact.bytes(), 0, text);
    }

    /** Something the user should know. */
    static void warning(Turn turn, UserId contact, String text) {
        put(turn, Happening.Kind.WARNING, contact.bytes(), 0, text);
    }

    /** A link came up or went down: told to those who watch now, not kept. */
    static void presence(Turn turn, UserId contact, boolean linked) {
        turn.contacts()
                .get(contact)
                .ifPresent(c ->
                        turn.effect(
                                new Effect.Publish(
                                        new View.Notice(
                                                0,
                                                "link",
                                                time(turn.now()),
                                                null,
                                                view(c, linked),
                                                linked ? "linked" : "away"))));
    }

    private static void put(
            Turn turn, Happening.Kind kind, Bytes contact, long place, String text) {
        long cursor = latest(turn) + 1;
        var happening = new Happening(kind, turn.now(), contact, place, text);
        turn.tx().put(new Key(Table.EVENT, GROUP, cursor), happening.encode());
        if (cursor > KEPT) turn.tx().delete(new Key(Table.EVENT, GROUP, cursor - KEPT));
        turn.effect(new Effect.Publish(view(turn, cursor, happening)));
    }

    /** Nothing is told of this contact any more. The newest cursor is never used again. */
    static void forget(Turn turn, UserId contact) {
        long latest = latest(turn);
        for (Entry e : turn.tx().scan(Table.EVENT, GROUP, 0, true, Integer.MAX_VALUE)) {
            Happening happening = Happening.decode(e.value());
            if (!happening.contact().equals(contact.bytes())) continue;
            if (e.key().order() < latest) {
                turn.tx().delete(e.key());
            } else {
                var blank =
                        new Happening(Happening.Kind.CONTACT, turn.now(), GROUP, 0, "forgotten");
                turn.tx().put(e.key(), blank.encode());
            }
        }
    }

    /** The cursor of the newest notice; 0: there is none. */
    static long latest(Turn turn) {
        return turn.tx().last(Table.EVENT, GROUP).map(e -> e.key().order()).orElse(0L);
    }

    /** Notices above a cursor, oldest first. */
    static View.Notices after(Turn turn, long cursor, int limit) {
        if (cursor < 0 || limit < 1 || limit > MOST) {
            throw new UserError(
                    UserError.Exit.USAGE, "a cursor is 0 or more, a limit from 1 to " + MOST);
        }
        List<View.Notice> found = new ArrayList<>();
        for (Entry e : turn.tx().scan(Table.EVENT, GROUP, cursor + 1, true, limit)) {
            found.add(view(turn, e.key().order(), Happening.decode(e.value())));
        }
        long latest = latest(turn);
        return new View.Notices(found, latest, Math.max(0, latest - KEPT), time(turn.now()));
    }

    private static View.Notice view(Turn turn, long cursor, Happening happening) {
        View.@Nullable Line line = null;
        View.@Nullable Contact contact = null;
        if (happening.contact().size() > 0) {
            UserId id = UserId.of(happening.contact().toArray());
            Optional<Contact> known = turn.contacts().get(id);
            contact = known.map(c -> view(c, false)).orElse(null);
            Optional<Line> kept = turn.history().get(id, happening.line());
            if (kept.isPresent() && known.isPresent()) {
                line = view(turn, known.get(), happening.line(), kept.get());
                contact = null;
            }
        }
        return new View.Notice(
                cursor,
                happening.kind().name().toLowerCase(Locale.ROOT),
                time(happening.at()),
                line,
                contact,
                happening.text().isEmpty() ? null : happening.text());
    }

    /** A moment as scripts read it: RFC 3339, UTC, milliseconds. */
    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** A line as scripts read it. */
    static View.Line view(Turn turn, Contact contact, long place, Line line) {
        return new View.Line(
                line.id().hex(),
                contact.petname(),
                line.mine() ? "me" : contact.petname(),
                line.text(),
                time(line.mine() ? line.written() : line.kept()),
                line.state().name().toLowerCase(Locale.ROOT),
                contact.verified(),
                place,
                line.gap(),
                Relays.carriers(turn, contact.id(), place, line),
                line.replyTo().map(to -> quote(turn, contact, to)).orElse(null),
                line.marks().edition() > 0 ? true : null,
                line.marks().deleted() ? true : null,
                reactions(contact, line.marks()));
    }

    /** What a message answers, as far as it is here. */
    private static View.Quote quote(Turn turn, Contact contact, Bytes to) {
        Optional<Line> line = Amendments.find(turn, contact.id(), to).map(History.Placed::line);
        return new View.Quote(
                to.hex(),
                line.map(l -> l.mine() ? "me" : contact.petname()).orElse(null),
                line.filter(l -> !l.marks().deleted())
                        .map(l -> Beginning.of(l.text(), QUOTED))
                        .orElse(null));
    }

    private static @Nullable List<View.Reaction> reactions(Contact contact, Marks marks) {
        List<View.Reaction> all = new ArrayList<>();
        String mine = marks.mine().text();
        String theirs = marks.theirs().text();
        if (!mine.isEmpty()) all.add(new View.Reaction("me", mine));
        if (!theirs.isEmpty()) all.add(new View.Reaction(contact.petname(), theirs));
        return all.isEmpty() ? null : all;
    }

    /** A contact as scripts read it. */
    static View.Contact view(Contact contact, boolean linked) {
        return new View.Contact(
                contact.petname(),
                contact.id().hex(),
                contact.verified(),
                contact.trusted(),
                contact.trustsUs(),
                linked,
                contact.state().name().toLowerCase(Locale.ROOT),
                contact.seen().equals(Instant.EPOCH) ? null : time(contact.seen()));
    }
}
