package org.quietdrop.node.shell;

import org.jline.reader.impl.history.DefaultHistory;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What the arrow keys bring back: in memory only, and no line with a pairing code or an invitation
 * in it.
 */
final class TypedHistory extends DefaultHistory {
    private static final Pattern CODE =
            Pattern.compile(
                    "(?iu)^\\s*/(?:pair|accept)\\b.*|.*quietdrop:.*|.*\\b\\d{1,2}[-\\s]+\\p{L}+[-\\s]+\\p{L}+[-\\s]+\\p{L}+.*");

    @Override
    public void add(Instant time, String line) {
        if (!keepsSecret(line)) super.add(time, line);
    }

    /** Whether a line may hold a code or an invitation. */
    static boolean keepsSecret(String line) {
        return line.lines().anyMatch(l -> CODE.matcher(l).matches());
    }
}
