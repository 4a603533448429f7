package org.quietdrop.node.search;

import org.quietdrop.crypto.UserId;
import org.quietdrop.store.record.Line;

import java.time.Instant;
import java.util.Optional;

/**
 * Which lines count at all.
 *
 * @param in of this conversation alone
 * @param mine only what was written here, or only what was not
 * @param since kept at this moment or later
 * @param before kept before this moment
 */
public record Filter(
        Optional<UserId> in,
        Optional<Boolean> mine,
        Optional<Instant> since,
        Optional<Instant> before) {
    /** All lines. */
    public static final Filter NONE =
            new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether a line counts; its conversation is not looked at. */
    public boolean lets(Line line) {
        return mine.map(m -> m == line.mine()).orElse(true)
                && !since.map(s -> line.kept().isBefore(s)).orElse(false)
                && before.map(b -> line.kept().isBefore(b)).orElse(true);
    }

    /** Whether lines of this second may count. */
    boolean mayLet(long second) {
        return !since.map(s -> second < s.getEpochSecond()).orElse(false)
                && !before.map(b -> second > b.getEpochSecond()).orElse(false);
    }
}
