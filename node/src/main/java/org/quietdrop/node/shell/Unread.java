package org.quietdrop.node.shell;

import org.quietdrop.node.core.View;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How many messages of whom were not read yet: what the node counted, and what arrived since. A
 * line that the node has counted is not counted again when word of it comes late. Not thread-safe.
 */
final class Unread {
    /** Of one contact: what the node counted, and the cursors of what arrived behind that. */
    private static final class Count {
        private long lines;
        private boolean more;
        private long through;
        private final SortedSet<Long> since = new TreeSet<>();

        private long all() {
            return lines + since.size();
        }
    }

    /** By id of the contact. */
    private final Map<String, Count> counts = new HashMap<>();

    private Count count(String id) {
        return counts.computeIfAbsent(id, _ -> new Count());
    }

    /** The node has counted. */
    void set(String id, View.Unread counted) {
        Count count = count(id);
        count.lines = counted.count();
        count.more = counted.more();
        count.through = counted.through();
        count.since.removeIf(cursor -> cursor <= counted.through());
    }

    /** A line came in at this cursor. */
    void arrived(String id, long cursor) {
        Count count = count(id);
        if (cursor > count.through) count.since.add(cursor);
    }

    /** All that came was on the screen. */
    void read(String id) {
        Count count = count(id);
        if (!count.since.isEmpty()) count.through = Math.max(count.through, count.since.last());
        count.lines = 0;
        count.more = false;
        count.since.clear();
    }

    /** Nobody else is a contact any more. */
    void keepOnly(Collection<String> ids) {
        counts.keySet().retainAll(ids);
    }

    /** Empty: none. */
    String of(String id) {
        Count count = counts.get(id);
        return count == null ? "" : words(count.all(), count.more);
    }

    /** Of all together; empty: none. */
    String total() {
        long lines = counts.values().stream().mapToLong(Count::all).sum();
        return words(lines, counts.values().stream().anyMatch(c -> c.more));
    }

    private static String words(long lines, boolean more) {
        if (lines == 0 && !more) return "";
        return lines + (more ? " or more" : "");
    }
}
