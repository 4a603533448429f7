package org.quietdrop.node.message;

import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Retention;

import java.time.Duration;
import java.util.Optional;

/** For which conversations it was said how long their lines are kept, over one transaction. */
public final class Retentions {
    /** The shortest time for which lines are kept. */
    public static final Duration LEAST = Duration.ofHours(1);

    /** The longest that can be said; longer is for ever. */
    public static final Duration MOST = Duration.ofDays(3_650);

    private final Transaction tx;

    /** Over one transaction. */
    public Retentions(Transaction tx) {
        this.tx = tx;
    }

    private static Key key(UserId contact) {
        return Key.of(Table.SETTING, contact.bytes());
    }

    /** What was said of a conversation, if anything was. */
    public Optional<Retention> get(UserId contact) {
        return tx.get(key(contact)).map(Retention::decode);
    }

    /** Says it. */
    public void put(UserId contact, Retention retention) {
        tx.put(key(contact), retention.encode());
    }

    /** Nothing was said. */
    public void remove(UserId contact) {
        tx.delete(key(contact));
    }

    /** A time as people type it, like 12h or 30d; empty when it is none, or out of bounds. */
    public static Optional<Duration> parse(String text) {
        if (!text.matches("[0-9]{1,6}[hd]")) return Optional.empty();
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        Duration time = text.endsWith("h") ? Duration.ofHours(count) : Duration.ofDays(count);
        boolean fits = time.compareTo(LEAST) >= 0 && time.compareTo(MOST) <= 0;
        return fits ? Optional.of(time) : Optional.empty();
    }

    /** The same backwards; {@code off} for ever. */
    public static String format(Optional<Duration> keep) {
        if (keep.isEmpty()) return "off";
        long hours = keep.get().toHours();
        return hours % 24 == 0 ? hours / 24 + "d" : hours + "h";
    }
}
