package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.History;
import org.quietdrop.store.record.Conversation;

import java.util.List;

/** Counts what came in behind the line that the user has read last. */
final class Unread {
    /** Lines of one conversation that are looked at: this runs in the core's turn. */
    static final int MOST = 200;

    private Unread() {}

    /** The contact with the count of it. */
    static View.Contact with(Turn turn, View.Contact c) {
        return new View.Contact(
                c.name(),
                c.id(),
                c.verified(),
                c.trusted(),
                c.trustsYou(),
                c.linked(),
                c.state(),
                c.lastSeen(),
                of(turn, new UserId(Bytes.ofHex(c.id()))));
    }

    private static View.Unread of(Turn turn, UserId contact) {
        Conversation c = turn.contacts().conversation(contact);
        long through = c.nextLine() - 1;
        if (through <= c.readThrough()) return new View.Unread(0, false, c.readThrough(), through);
        List<History.Placed> lines = turn.history().from(contact, c.readThrough() + 1, MOST);
        long count = lines.stream().filter(p -> !p.line().mine()).count();
        return new View.Unread(count, lines.size() == MOST, c.readThrough(), through);
    }
}
