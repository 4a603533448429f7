package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.History;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;

import java.util.List;

/** Counts what came in behind the line that the user has read last. */
final class Unread {
    /** Lines that are looked at, of one conversation or of all: this runs in the core's turn. */
    static final int MOST = 200;

    private Unread() {}

    /** The contact with the count of it. */
    static View.Contact with(Turn turn, View.Contact c) {
        return c.with(of(turn, new UserId(Bytes.ofHex(c.id()))));
    }

    /**
     * How many there are of all together, among so many of the newest lines: a script that asks and
     * never reads must not cost much.
     */
    static int among(Turn turn, List<Contact> all) {
        int looked = 0;
        int unread = 0;
        for (Contact contact : all) {
            Conversation c = turn.contacts().conversation(contact.id());
            long behind = c.nextLine() - 1 - c.readThrough();
            int page = (int) Math.min(behind, MOST - looked);
            if (page <= 0) continue;
            unread += count(turn.history().page(contact.id(), Long.MAX_VALUE, page), c);
            looked += page;
        }
        return unread;
    }

    private static int count(List<History.Placed> lines, Conversation c) {
        return (int)
                lines.stream().filter(p -> !p.line().mine() && p.place() > c.readThrough()).count();
    }

    private static View.Unread of(Turn turn, UserId contact) {
        Conversation c = turn.contacts().conversation(contact);
        long through = c.nextLine() - 1;
        if (through <= c.readThrough()) return new View.Unread(0, false, c.readThrough(), through);
        List<History.Placed> lines = turn.history().from(contact, c.readThrough() + 1, MOST);
        return new View.Unread(count(lines, c), lines.size() == MOST, c.readThrough(), through);
    }
}
