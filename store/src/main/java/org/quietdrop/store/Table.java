package org.quietdrop.store;

import java.util.Optional;

/**
 * The tables of the store. Codes are on disk and are never used again for something else. FORMAT.md
 * 6.
 */
public enum Table {
    /** Facts about this node, one record each. */
    META(1, Place.INDEX),
    CONTACT(2, Place.INDEX),
    /** Keys that the other side has not confirmed yet. */
    PENDING(3, Place.INDEX),
    SESSION(4, Place.INDEX),
    OUTBOX(5, Place.INDEX),
    HISTORY(6, Place.JOURNAL),
    /** From a message id to its place in the history. */
    MESSAGE_ID(7, Place.INDEX),
    /** Message ids that have arrived. */
    SEEN(8, Place.INDEX),
    /** The same by day, to forget them. */
    SEEN_DAY(9, Place.INDEX),
    /** Acknowledgements owed. */
    OWED(10, Place.INDEX),
    /** What `watch` shows. */
    EVENT(11, Place.JOURNAL),
    SETTING(12, Place.INDEX),
    /** From the id of an envelope sent to its message. */
    SENT(13, Place.INDEX),
    /** Drops made for relays, by relay. */
    COPY(14, Place.INDEX),
    /** Drops kept for others: what is known of each. */
    CARRIED(15, Place.INDEX),
    /** The same: the sealed boxes. */
    BOX(16, Place.JOURNAL),
    /** Word that a kept drop is gone, owed to its depositor. */
    LOST(17, Place.INDEX),
    /** The index of the search, in blocks. */
    SEARCH(18, Place.JOURNAL),
    /** Invitations and introductions that were not used yet. */
    INVITATION(19, Place.INDEX);

    /** Where values live: beside the key in the index, or only in the journal. */
    public enum Place {
        /** For what is small, changes, or is read all at once. */
        INDEX,
        /** For what is written once and read seldom. */
        JOURNAL
    }

    private final int code;
    private final Place place;

    Table(int code, Place place) {
        this.code = code;
        this.place = place;
    }

    /** The code on the disk, one byte. */
    public int code() {
        return code;
    }

    /** Where values live. */
    public Place place() {
        return place;
    }

    /** The table with this code, if there is one. */
    public static Optional<Table> of(int code) {
        for (Table table : values()) {
            if (table.code == code) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }
}
