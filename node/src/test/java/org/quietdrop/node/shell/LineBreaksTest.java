package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** Where lines are broken. */
final class LineBreaksTest {
    private static String fit(String text, int indent, int width) {
        return LineBreaks.fit(new AttributedString(text), indent, text.length(), width).toString();
    }

    @Test
    void breaksBetweenWords() {
        assertEquals("one two three four\nfive six", fit("one two three four five six", 0, 20));
        assertEquals(
                "12:00  bob  one two three four\n            five",
                fit("12:00  bob  one two three four five", 12, 33));
    }

    @Test
    void leavesWhatFitsAndWhatCannot() {
        assertEquals("exactly twenty chars", fit("exactly twenty chars", 0, 20));
        String word = "x".repeat(90);
        assertEquals("a\n" + word + "\nb", fit("a " + word + " b", 0, 20));
        assertEquals("a b c", fit("a b c", 0, 0));
        assertEquals("", fit("", 0, 40));
    }

    @Test
    void keepsTheBreaksThatAreThere() {
        assertEquals(
                "12:00  bob  one\n            two",
                fit("12:00  bob  one\n            two", 12, 40));
    }

    @Test
    void whatBelongsTogetherMovesTogether() {
        AttributedString line = new AttributedString("12:00  me  one two    delivered 12:01");
        assertEquals(
                "12:00  me  one two   \n           delivered 12:01",
                LineBreaks.fit(line, 11, 22, 35).toString());
    }

    @Test
    void wideLettersCountTwice() {
        assertEquals("你好你好你好你好你好\n再见", fit("你好你好你好你好你好 再见", 0, 21));
    }
}
