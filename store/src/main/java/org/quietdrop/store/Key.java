package org.quietdrop.store;

import org.quietdrop.crypto.Bytes;

/**
 * The name of a record. On the disk the group is a keyed hash; of the orders in one group only
 * their distances show to somebody without the key, so an order is better a count than a time.
 *
 * @param group 0 to 64 bytes: whose record it is (a user id, a conversation, a message id)
 * @param order sorts the records of a group, as an unsigned number
 */
public record Key(Table table, Bytes group, long order) {
    /** Longest group, in bytes. */
    public static final int MAX_GROUP = 64;

    public Key {
        if (group.size() > MAX_GROUP) {
            throw new IllegalArgumentException("group of " + group.size() + " bytes");
        }
    }

    /** The only record of its group. */
    public static Key of(Table table, Bytes group) {
        return new Key(table, group, 0);
    }

    @Override
    public String toString() {
        return "Key[" + table + "]";
    }
}
