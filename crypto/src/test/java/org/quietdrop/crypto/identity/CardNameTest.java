package org.quietdrop.crypto.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

final class CardNameTest {
    @Test
    void whatMovesTheCursorOrCannotBeSeenGoesOut() {
        assertEquals("alice", CardName.clean("al\u001b\u0000\u007f\u009bice"));
        assertEquals("[2Jbob", CardName.clean("\u001b[2Jbob"));
        assertEquals("evilexe", CardName.clean("evil\u202eexe\u2066\u2069\u200f"));
        assertEquals("bob", CardName.clean("b\u200bo\u200d\ufeffb\u00ad\u3164\ufe0f"));
        assertEquals("a b", CardName.clean("  a \t\r\n \u00a0\u2028 b\u3000"));
        assertEquals("x", CardName.clean("\ud800x\udc00"));
        assertEquals("", CardName.clean("\u200e \u202c"));
        assertEquals("José", CardName.clean("Jose\u0301"));
        assertEquals("日本 🙂", CardName.clean("日本 🙂"));
    }

    @Test
    void aNameIsCutAtACodePoint() {
        assertEquals("a".repeat(62), CardName.clean("a".repeat(80)));
        assertEquals("🙂".repeat(15), CardName.clean("🙂".repeat(20)));
        assertEquals("a" + "é".repeat(30), CardName.clean("a" + "é".repeat(31)));
        assertEquals("a".repeat(61), CardName.clean("a".repeat(61) + " b"));
    }

    @Test
    void cleaningTwiceChangesNothing() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                int range = random.nextBoolean() ? 0x3100 : 0x110000;
                name.appendCodePoint(random.nextInt(range));
            }
            String once = CardName.clean(name.toString());
            assertEquals(once, CardName.clean(once));
            assertTrue(once.getBytes(StandardCharsets.UTF_8).length <= CardName.MAX_BYTES);
        }
    }
}
