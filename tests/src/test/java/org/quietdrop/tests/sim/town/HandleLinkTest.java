package org.quietdrop.tests.sim.town;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.relay.Direction;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.tests.sim.SimRandom;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/**
 * Handles of the same two people in another week, the other direction or at another friend show by
 * nothing that they belong together: whoever compares their bytes guesses no better than a coin.
 * Where the week is left out of the derivation, the same comparing wins.
 */
final class HandleLinkTest {
    private static final long SEED = Long.getLong("quietdrop.town.seed", 1);
    private static final int ROUNDS = 50;
    private static final int EACH = 100;

    /** The ways of comparing: the larger, the more alike. */
    private static final List<ToDoubleBiFunction<Bytes, Bytes>> WAYS =
            List.of(
                    HandleLinkTest::commonBits,
                    HandleLinkTest::commonBytes,
                    HandleLinkTest::commonPrefix,
                    HandleLinkTest::sumsAlike);

    private final SimRandom random = new SimRandom(SEED);
    private final UserId carol = somebody();
    private final UserId dave = somebody();

    /** One drop's handle, given its relation, and another one of the same relation. */
    private interface Derivation {
        Bytes handle(SecretKey tagRoot, long week, Direction direction, UserId relay);
    }

    private UserId somebody() {
        return Identity.fromSeed(SecretKey.random(random)).userId();
    }

    private static Bytes real(SecretKey tagRoot, long week, Direction direction, UserId relay) {
        return DropKeys.handle(tagRoot, direction, week, relay);
    }

    private static Bytes withoutWeek(
            SecretKey tagRoot, long week, Direction direction, UserId relay) {
        return DropKeys.handle(tagRoot, direction, 0, relay);
    }

    @Test
    void nothingLinksTwoWeeks() {
        assertCoin(HandleLinkTest::real, 1, Direction.LOWER, carol);
    }

    @Test
    void nothingLinksTwoDirections() {
        assertCoin(HandleLinkTest::real, 0, Direction.HIGHER, carol);
    }

    @Test
    void nothingLinksTwoRelays() {
        assertCoin(HandleLinkTest::real, 0, Direction.LOWER, dave);
    }

    @Test
    void withoutTheWeekTheSameComparingWins() {
        for (int way = 0; way < WAYS.size(); way++) {
            Guesses guesses = play(way, HandleLinkTest::withoutWeek, 1, Direction.LOWER, carol);
            System.out.println("Handles without the week, way " + way + ": " + guesses);
            assertTrue(guesses.advantage() > 0.9, "way " + way + ": " + guesses);
        }
    }

    private void assertCoin(Derivation derivation, int later, Direction direction, UserId relay) {
        for (int way = 0; way < WAYS.size(); way++) {
            Guesses guesses = play(way, derivation, later, direction, relay);
            System.out.println(
                    "Handles, " + later + " " + direction + ", way " + way + ": " + guesses);
            // 5,000 coins stray further than this once in ten million times.
            assertTrue(Math.abs(guesses.advantage()) < 0.075, "way " + way + ": " + guesses);
        }
    }

    private Guesses play(
            int way, Derivation derivation, int later, Direction direction, UserId relay) {
        Guesses guesses = new Guesses(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            guesses.nextTown();
            for (int i = 0; i < EACH; i++) {
                long week = 2_900L + random.generator().nextInt(100);
                try (SecretKey ours = SecretKey.random(random);
                        SecretKey others = SecretKey.random(random)) {
                    Bytes known = derivation.handle(ours, week, Direction.LOWER, carol);
                    Bytes same = derivation.handle(ours, week + later, direction, relay);
                    Bytes other = derivation.handle(others, week + later, direction, relay);
                    ToDoubleBiFunction<Bytes, Bytes> alike = WAYS.get(way);
                    guesses.guessed(
                            alike.applyAsDouble(known, same) - alike.applyAsDouble(known, other));
                }
            }
        }
        return guesses;
    }

    /** The same envelope at two relays, or twice at one: nothing of the bytes is common. */
    @Test
    void dropsOfOneEnvelopeHaveNothingInCommon() {
        Bytes envelope = Bytes.of(random.bytes(4_000));
        Set<Bytes> windows = new HashSet<>();
        int count = 0;
        try (SecretKey tagRoot = SecretKey.random(random)) {
            for (UserId relay : List.of(carol, carol, dave)) {
                try (DropKeys keys = DropKeys.of(tagRoot, Direction.LOWER, 2_900, relay)) {
                    Bytes drop = keys.seal(envelope, random);
                    assertEquals(DropKeys.DROP_SIZE, drop.size());
                    for (int at = 0; at + 8 <= drop.size(); at++, count++) {
                        windows.add(drop.slice(at, at + 8));
                    }
                }
            }
        }
        assertEquals(count, windows.size());
    }

    private static double commonBits(Bytes one, Bytes other) {
        byte[] a = one.toArray();
        byte[] b = other.toArray();
        int differ = 0;
        for (int i = 0; i < a.length; i++) differ += Integer.bitCount((a[i] ^ b[i]) & 0xff);
        return -differ;
    }

    private static double commonBytes(Bytes one, Bytes other) {
        Set<Byte> in = new HashSet<>();
        for (byte b : one.toArray()) in.add(b);
        int common = 0;
        for (byte b : other.toArray()) if (in.contains(b)) common++;
        return common;
    }

    private static double commonPrefix(Bytes one, Bytes other) {
        byte[] a = one.toArray();
        byte[] b = other.toArray();
        for (int bit = 0; bit < 8 * a.length; bit++) {
            int mask = 0x80 >> (bit & 7);
            if (((a[bit >> 3] ^ b[bit >> 3]) & mask) != 0) return bit;
        }
        return 8 * a.length;
    }

    private static double sumsAlike(Bytes one, Bytes other) {
        int sum = 0;
        for (byte b : one.toArray()) sum += b & 0xff;
        for (byte b : other.toArray()) sum -= b & 0xff;
        return -Math.abs(sum);
    }
}
