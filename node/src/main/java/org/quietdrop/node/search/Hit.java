package org.quietdrop.node.search;

import org.quietdrop.crypto.UserId;

/**
 * A line that may be what is looked for. Ordered as results are: newest first.
 *
 * @param second when it was kept, in seconds since 1970
 */
public record Hit(UserId contact, long place, long second) implements Comparable<Hit> {
    @Override
    public int compareTo(Hit other) {
        int order = Long.compare(other.second, second);
        if (order == 0) order = contact.compareTo(other.contact);
        return order == 0 ? Long.compare(other.place, place) : order;
    }
}
