package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

final class ShownNameTest {
    private static final long SEED = 11;

    @Test
    void keepsWhatCanBeSeen() {
        assertEquals("Bob", ShownName.of("Bob"));
        assertEquals("Bob", ShownName.of("  B\u202eo\u200bb\n"));
        assertEquals("Zo\u00eb", ShownName.of("Zoe\u0308"));
        assertEquals("a b", ShownName.of("a \t\u00a0 b"));
        assertEquals("", ShownName.of("\u3164\u200b\u0007"));
        // What stood between the letter and its accent goes, then they are one.
        assertEquals("\u00e9", ShownName.of("e\u200b\u0301"));
    }

    @Test
    void isCutBetweenCharacters() {
        assertEquals("x".repeat(32), ShownName.of("x".repeat(40)));
        assertEquals("x".repeat(31), ShownName.of("x".repeat(31) + "\u00e9"));
        assertEquals("\ud83d\ude00".repeat(8), ShownName.of("\ud83d\ude00".repeat(9)));
        assertEquals("x".repeat(31), ShownName.of("x".repeat(31) + " y"));
    }

    /** Whatever is made can be read by everybody else, and making it again changes nothing. */
    @Test
    void whatIsMadeIsAllowed() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(20); n >= 0; n--) {
                text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x300 : 0x11_0000));
            }
            String name = ShownName.of(text.toString());
            String told = "seed " + SEED + ", round " + round + ": " + name;
            assertEquals(name, ShownName.of(name), told);
            assertTrue(name.isEmpty() || ShownName.allowed(name), told);
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            assertTrue(bytes.length <= ShownName.MAX_BYTES, told);
            if (!name.isEmpty()) {
                String latin = new String(bytes, StandardCharsets.ISO_8859_1);
                assertEquals(name, ShownName.read(latin).orElseThrow(), told);
            }
        }
        assertFalse(ShownName.allowed(""));
    }
}
