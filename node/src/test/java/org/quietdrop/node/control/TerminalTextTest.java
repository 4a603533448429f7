package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Text from outside must not move the cursor, colour, reverse or hide anything. */
final class TerminalTextTest {
    @Test
    void sequencesGoWhole() {
        assertEquals("ab", TerminalText.clean("a\u001b[31;1mb"));
        assertEquals("ab", TerminalText.clean("a\u001b]0;title\u0007b"));
        assertEquals("ab", TerminalText.clean("a\u001b]8;;http://x\u001b\\b"));
        assertEquals("ab", TerminalText.clean("a\u001bP1$r\u001b\\b"));
        assertEquals("ab", TerminalText.clean("a\u009b2Jb"));
        assertEquals("ab", TerminalText.clean("a\u009d0;t\u009cb"));
        assertEquals("ab", TerminalText.clean("a\u001bcb"));
        assertEquals("ab", TerminalText.clean("a\u001b(0b"));
        assertEquals("ab", TerminalText.clean("ab\u001b"));
        assertEquals("ab", TerminalText.clean("ab\u001b["));
        assertEquals("a b", TerminalText.clean("a\u001b]never ends\nb"));
    }

    @Test
    void marksAndInvisiblesGo() {
        assertEquals("abc", TerminalText.clean("a\u202eb\u2066c\u200f"));
        assertEquals("bob", TerminalText.clean("b\u200bo\u2060b\ufeff\u00ad"));
        assertEquals("bob", TerminalText.clean("bob\udb40\udc41"));
        assertEquals("bob", TerminalText.clean("bo\u3164b"));
        assertEquals("x\ufffdy", TerminalText.clean("x\ud800y"));
        assertEquals("ab", TerminalText.clean("a\b\u0000\u0007\u007fb"));
    }

    @Test
    void breaksCannotMakeALineOfTheirOwn() {
        assertEquals("hi 12:00 bob: x", TerminalText.clean("hi\n12:00 bob: x"));
        assertEquals("hi x y z", TerminalText.clean("hi\rx\u2028y\r\nz"));
        assertEquals("hi\n      x\n      y", TerminalText.cleanLines("hi\nx\u0085\ry", "      "));
    }

    @Test
    void stacksOfMarksAreBounded() {
        assertEquals(8, TerminalText.MARKS);
        for (String mark : List.of("\u0301", "\u0489", "\u20dd", "\ud834\udd67")) {
            String stack = "a" + mark.repeat(10_000) + "b";
            assertEquals("a" + mark.repeat(TerminalText.MARKS) + "b", TerminalText.clean(stack));
        }
        // Nothing that is taken out itself lets a stack begin anew, and a line of its own does not.
        String parted = "a" + ("\u0301".repeat(8) + "\u200b\u202e\u001b[0m\u0007").repeat(500);
        assertEquals("a" + "\u0301".repeat(TerminalText.MARKS), TerminalText.clean(parted));
        // As they are written: Hebrew with points and accents, Vietnamese, Thai, Tibetan.
        for (String real :
                List.of(
                        "\u05d1\u05bc\u05b0\u05e8\u05b5\u05d0\u05e9\u05c1\u05b4\u0596\u05d9\u05ea",
                        "a\u0302\u0301 e\u0323\u0302",
                        "\u0e17\u0e35\u0e48\u0e19\u0e31\u0e49\u0e19",
                        "\u0f62\u0f92\u0fb1\u0f74\u0f0b")) {
            assertEquals(real, TerminalText.clean(real));
        }
    }

    @Test
    void ordinaryTextStays() {
        String text = "Grüße, 你好, \u05e9\u05dc\u05d5\u05dd, \ud83d\ude00! (a-b) ✓ e\u0301";
        assertEquals(text, TerminalText.clean(text));
    }

    @Test
    void nothingHiddenIsLeftOfAnyText() {
        long seed = new java.util.Random().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int[] pool = {
            0x1b, '[', ']', '0', ';', 'm', 0x9b, 0x9c, 0x07, '\n', 0x202e, 'a', '\\', 'P'
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                boolean known = random.nextBoolean();
                text.appendCodePoint(
                        known ? pool[random.nextInt(pool.length)] : random.nextInt(0x110000));
            }
            String clean = TerminalText.clean(text.toString());
            clean.codePoints()
                    .forEach(c -> assertFalse(TerminalText.hidden(c), () -> "seed " + seed));
        }
    }
}
