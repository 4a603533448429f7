package org.quietdrop.store.index;

import org.quietdrop.crypto.Bytes;

/**
 * What the index keeps for one record.
 *
 * @param version sequence number of the batch that wrote it
 * @param group the record's group, in the clear (sealed on the disk)
 * @param order its order in the group
 * @param content the value, or where it is
 */
public record Slot(long version, Bytes group, long order, Content content) {
    /** Where the value is. */
    public sealed interface Content {
        /** The value itself. */
        record Inline(Bytes value) implements Content {
            @Override
            public String toString() {
                return "Inline[" + value.size() + " bytes]";
            }
        }

        /**
         * The {@code ordinal}-th operation of the batch at an offset of a journal segment.
         *
         * @param length of the operation in the batch, in bytes
         */
        record InJournal(long segment, int offset, int ordinal, int length) implements Content {}
    }

    /** How long the operation in the batch is that put this there, in bytes. */
    public int weight() {
        return switch (content) {
            case Content.Inline(Bytes value) -> 1 + 1 + 1 + group.size() + 8 + 4 + value.size();
            case Content.InJournal place -> place.length();
        };
    }

    @Override
    public String toString() {
        return "Slot[version " + version + "]";
    }
}
