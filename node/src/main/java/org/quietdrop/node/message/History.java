package org.quietdrop.node.message;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.MessagePlace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines of all conversations, and the way from a message's id to its line. */
public final class History {
    /** The shortest prefix of an id that is accepted, in hex digits. */
    public static final int MIN_PREFIX = 6;

    private static final int PREFIX_BYTES = 3;
    private static final int MOST_FOUND = 64;

    private final Transaction tx;

    /** Over one transaction. */
    public History(Transaction tx) {
        this.tx = tx;
    }

    /** A line and where it stands. */
    public record Placed(UserId contact, long place, Line line) {}

    private static Key key(UserId contact, long place) {
        return new Key(Table.HISTORY, contact.bytes(), place);
    }

    private static Key idKey(Bytes id) {
        return new Key(
                Table.MESSAGE_ID,
                id.slice(0, PREFIX_BYTES),
                ByteBuffer.wrap(id.toArray(), PREFIX_BYTES, 8).getLong());
    }

    /** The line at a place. */
    public Optional<Line> get(UserId contact, long place) {
        return tx.get(key(contact, place)).map(Line::decode);
    }

    /** Adds or replaces a line. */
    public void put(UserId contact, long place, Line line) {
        tx.put(key(contact, place), line.encode());
    }

    /**
     * Adds a line and the way to it. The sender chose the id: one that leads somewhere already goes
     * on leading there.
     */
    public void add(UserId contact, long place, Line line) {
        put(contact, place, line);
        Key key = idKey(line.id());
        if (!tx.has(key)) tx.put(key, new MessagePlace(contact, place, line.id()).encode());
    }

    /** At most {@code limit} lines with places below {@code before}, oldest first. */
    public List<Placed> page(UserId contact, long before, int limit) {
        List<Placed> lines = new ArrayList<>();
        if (before <= 1) return lines;
        for (Entry e : tx.scan(Table.HISTORY, contact.bytes(), before - 1, false, limit)) {
            lines.add(new Placed(contact, e.key().order(), Line.decode(e.value())));
        }
        return lines.reversed();
    }

    /** At most {@code limit} lines from this place on, oldest first. */
    public List<Placed> from(UserId contact, long place, int limit) {
        List<Placed> lines = new ArrayList<>();
        for (Entry e : tx.scan(Table.HISTORY, contact.bytes(), place, true, limit)) {
            lines.add(new Placed(contact, e.key().order(), Line.decode(e.value())));
        }
        return lines;
    }

    /** All lines whose id begins with these hex digits, at most a handful. */
    public List<Placed> byPrefix(String hex) {
        String digits = hex.toLowerCase(Locale.ROOT);
        Bytes group = Bytes.ofHex(digits.substring(0, MIN_PREFIX));
        List<Placed> found = new ArrayList<>();
        // The digits behind the group, filled up with zeros, are where those begin that fit.
        String rest = (digits + "0".repeat(2 * 11)).substring(MIN_PREFIX, 2 * 11);
        long from = Long.parseUnsignedLong(rest, 16);
        for (Entry e : tx.scan(Table.MESSAGE_ID, group, from, true, MOST_FOUND)) {
            MessagePlace place = MessagePlace.decode(e.value());
            if (!place.id().hex().startsWith(digits)) continue;
            get(place.contact(), place.line())
                    .ifPresent(l -> found.add(new Placed(place.contact(), place.line(), l)));
        }
        return found;
    }

    /** Forgets a line and the way to it. */
    public void remove(UserId contact, long place, Line line) {
        Key id = idKey(line.id());
        boolean own =
                tx.get(id)
                        .map(MessagePlace::decode)
                        .filter(p -> p.contact().equals(contact) && p.line() == place)
                        .isPresent();
        if (own) tx.delete(id);
        tx.delete(key(contact, place));
    }

    /** Forgets a whole conversation. */
    public void remove(UserId contact) {
        while (true) {
            List<Entry> some = tx.scan(Table.HISTORY, contact.bytes(), 0, true, 256);
            if (some.isEmpty()) return;
            for (Entry e : some) {
                Key id = idKey(Line.decode(e.value()).id());
                boolean own =
                        tx.get(id)
                                .map(MessagePlace::decode)
                                .filter(p -> p.contact().equals(contact))
                                .isPresent();
                if (own) tx.delete(id);
                tx.delete(e.key());
            }
        }
    }
}
