package org.quietdrop.crypto.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Directions, weeks, the ids of drops, and hints. */
final class RelayNamesTest {
    private final SeededRandom random = new SeededRandom(8);

    private static UserId user(int first, int last) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        bytes[31] = (byte) last;
        return UserId.of(bytes);
    }

    @Test
    void bothSidesNameADirectionAlike() {
        UserId low = user(0x7f, 0);
        UserId high = user(0x80, 0); // as a signed byte it would be the lower one
        assertEquals(Direction.LOWER, Direction.from(low, high));
        assertEquals(Direction.HIGHER, Direction.from(high, low));
        assertEquals(Direction.LOWER, Direction.from(user(9, 1), user(9, 2)));
        assertEquals(0, Direction.LOWER.code());
        assertEquals(1, Direction.HIGHER.code());
        assertThrows(IllegalArgumentException.class, () -> Direction.from(low, user(0x7f, 0)));
    }

    @Test
    void aWeekBeginsAtItsFirstSecond() {
        assertEquals(0, Week.of(Instant.EPOCH));
        assertEquals(0, Week.of(Instant.ofEpochSecond(604_799, 999_999_999)));
        assertEquals(1, Week.of(Instant.ofEpochSecond(604_800)));
        assertEquals(-1, Week.of(Instant.ofEpochSecond(0, -1)));
        assertEquals(-1, Week.of(Instant.ofEpochSecond(-604_800)));
        assertEquals(-2, Week.of(Instant.ofEpochSecond(-604_801)));
        assertEquals(2_900, Week.of(Instant.parse("2025-07-31T00:00:00Z")));
        assertEquals(2_899, Week.of(Instant.parse("2025-07-30T23:59:59Z")));
    }

    @Test
    void sevenWeeksAreAsked() {
        List<Long> asked = Week.asked(Instant.parse("2025-08-02T12:00:00Z"));
        assertEquals(List.of(2_895L, 2_896L, 2_897L, 2_898L, 2_899L, 2_900L, 2_901L), asked);
        assertEquals(7, Week.ASKED);
        assertEquals(List.of(-5L, -4L, -3L, -2L, -1L, 0L, 1L), Week.asked(Instant.EPOCH));
    }

    @Test
    void dropsOfAnySizeHaveAnIdOfTheirOwn() {
        Set<Bytes> ids = new HashSet<>();
        int[] sizes = {0, 1, 2, 127, 128, 129, 4_039, 4_040, 4_041, 70_000};
        for (int size : sizes) {
            Bytes id = DropId.of(Bytes.of(new byte[size]));
            assertEquals(DropId.SIZE, id.size());
            assertEquals(16, id.size());
            ids.add(id);
        }
        byte[] drop = random.bytes(DropKeys.DROP_SIZE);
        ids.add(DropId.of(Bytes.of(drop)));
        for (int at = 0; at < drop.length; at += 101) {
            drop[at] ^= 1;
            ids.add(DropId.of(Bytes.of(drop)));
            drop[at] ^= 1;
        }
        assertEquals(sizes.length + 1 + 40, ids.size());
    }

    @Test
    void aHintDependsOnKeyOwnerAndRelay() {
        SecretKey key = SecretKey.random(random);
        UserId owner = UserId.of(random.bytes(32));
        UserId relay = UserId.of(random.bytes(32));
        Set<Bytes> hints = new HashSet<>();
        hints.add(Hint.of(key, owner, relay));
        hints.add(Hint.of(key.copy(), owner, relay));
        assertEquals(1, hints.size());
        hints.add(Hint.of(key, relay, owner));
        hints.add(Hint.of(key, owner, owner));
        hints.add(Hint.of(key, relay, relay));
        hints.add(Hint.of(SecretKey.random(random), owner, relay));
        assertEquals(5, hints.size());
        assertEquals(8, Hint.SIZE);
        hints.forEach(hint -> assertEquals(Hint.SIZE, hint.size()));
        key.close();
        assertThrows(IllegalStateException.class, () -> Hint.of(key, owner, relay));
    }
}
