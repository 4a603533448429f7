package org.quietdrop.crypto.identity;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.UserId;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What two people compare to be sure of each other: twelve groups of five digits, the same on both
 * sides (PROTOCOL.md, Identity).
 *
 * @param groups twelve strings of five digits each
 */
public record SafetyNumber(List<String> groups) {
    private static final int GROUPS = 12;
    private static final int GROUP_BYTES = 5;

    public SafetyNumber {
        groups = List.copyOf(groups);
    }

    /** The number of two people; the order of the arguments does not matter. */
    public static SafetyNumber of(UserId one, UserId other) {
        boolean ordered = one.compareTo(other) <= 0;
        byte[] hash =
                Blake2b.hash512(
                        "QDv1 sas".getBytes(StandardCharsets.US_ASCII),
                        (ordered ? one : other).toArray(),
                        (ordered ? other : one).toArray());
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            long value = 0;
            for (int j = 0; j < GROUP_BYTES; j++) {
                value = value << 8 | (hash[i * GROUP_BYTES + j] & 0xff);
            }
            groups.add(String.format(Locale.ROOT, "%05d", value % 100_000));
        }
        return new SafetyNumber(groups);
    }

    /** The twelve groups with a space between them. */
    @Override
    public String toString() {
        return String.join(" ", groups);
    }
}
