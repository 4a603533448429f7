package org.quietdrop.node.inspect;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the disk tells, as {@code inspect.disk}: the fields are those of the JSON.
 *
 * @param home where
 * @param files all files of the home
 * @param bytes of all of them
 * @param modified when one was last written, RFC 3339 UTC
 * @param passphrase whether the vault asks for one
 * @param remembered the keyring that opens it without; absent: none
 * @param search what a search of the files for what they hide has found; absent: locked
 * @param opened what one reads who has the passphrase, too; absent: locked
 */
public record DiskReport(
        String home,
        List<FileSeen> files,
        long bytes,
        @Nullable String modified,
        boolean passphrase,
        @Nullable String remembered,
        @Nullable Search search,
        @Nullable Opened opened) {
    /** Copies the list. */
    public DiskReport {
        files = List.copyOf(files);
    }

    /** A file as anybody sees it: name in the home, size and time. */
    public record FileSeen(String name, long bytes, String modified) {}

    /**
     * What was looked for, as text in three encodings, as hex and as base64, and what was found.
     *
     * @param files how many were read
     * @param bytes in all
     * @param names of contacts and of the user
     * @param texts the beginnings of the newest messages
     * @param keys pieces of the keys that the store keeps
     * @param tooShort names and texts of less than five bytes: chance would find them
     * @param control forms in which a planted line was found: five, else the search ends in an
     *     error
     */
    public record Search(
            int files,
            long bytes,
            int names,
            int texts,
            int keys,
            int tooShort,
            int control,
            List<Hit> found) {
        /** Copies the list. */
        public Search {
            found = List.copyOf(found);
        }
    }

    /** Something that should not be there. */
    public record Hit(String file, String what, String form) {}

    /**
     * Counts of what lies there.
     *
     * @param contacts people
     * @param messages lines of the history, both ways
     * @param waiting messages of ours that are not known to have arrived
     * @param boxes mail of others that is carried: handle, who left it, end day and 4,040 sealed
     *     bytes each
     * @param keysToCome keys kept for envelopes that were overtaken and have not come
     */
    public record Opened(
            int contacts, long messages, long waiting, long boxes, long keysToCome, Gone gone) {}

    /**
     * What is gone even for who has everything.
     *
     * @param messageKeys keys of envelopes sent and received: as many as are known of the last 75
     *     days
     * @param lines messages whose text was deleted here
     * @param expired messages of ours that expired: the envelope is gone, the line is kept
     */
    public record Gone(long messageKeys, long lines, long expired) {}
}
