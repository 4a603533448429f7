package org.quietdrop.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Every fuzz target with its seeds and with some thousand changed ones: so that the targets do not
 * rot. The search that is led by coverage is {@link FuzzTest}.
 */
final class FuzzSeedsTest {
    private static final int CHANGED = 2_000;

    static List<FuzzTarget> targets() {
        return FuzzTarget.all();
    }

    @Test
    void thereAreNoMoreThanEight() {
        assertTrue(targets().size() <= 8);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void seedsAndChangedSeedsBreakNoRule(FuzzTarget target) {
        long seed = Long.getLong("quietdrop.seed", 20_260_301);
        Random random = new Random(seed);
        assertFalse(target.seeds().isEmpty());
        target.seeds().forEach(input -> run(target, input, seed));
        int count = target.program() == ConversationFuzz.class ? CHANGED / 10 : CHANGED;
        for (int i = 0; i < count; i++) {
            run(target, changed(target.seeds(), random), seed);
        }
        System.out.printf(
                "%s: %,d seeds and %,d changed ones, seed %d%n",
                target.name(), target.seeds().size(), count, seed);
    }

    private static byte[] changed(List<byte[]> seeds, Random random) {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int i = random.nextInt(4); i >= 0 && input.length > 1; i--) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(4)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt();
                case 2 -> input = Arrays.copyOf(input, at + 1);
                default -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    for (int k = at; k < Math.min(input.length, other.length); k++) {
                        input[k] = other[k];
                    }
                }
            }
        }
        return input;
    }

    private static void run(FuzzTarget target, byte[] input, long seed) {
        try {
            target.run().accept(input);
        } catch (RuntimeException | AssertionError e) {
            String hex = HexFormat.of().formatHex(input);
            throw new AssertionError(target.name() + ", seed " + seed + ", input " + hex, e);
        }
    }

    /** A rule that cannot be broken proves nothing: this one is. */
    @Test
    void aBrokenRuleIsAFinding() {
        FuzzTarget broken =
                new FuzzTarget(
                        FuzzSeedsTest.class,
                        bytes -> Always.decodes(bytes, b -> b, b -> Arrays.copyOf(b, 1 + b.length)),
                        List.of(new byte[1]));
        AssertionError found = null;
        try {
            run(broken, new byte[1], 0);
        } catch (AssertionError e) {
            found = e;
        }
        assertEquals("FuzzSeedsTest, seed 0, input 00", found == null ? "" : found.getMessage());
    }
}
