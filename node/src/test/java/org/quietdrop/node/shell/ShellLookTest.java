package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.OptionalInt;

/** Verified or not is said in every look; rows are counted only where that is certain. */
final class ShellLookTest {
    private static Look look(String variable, String locale) {
        return new Look(Map.of(variable, locale));
    }

    @Test
    void signsWhereTheTerminalShowsThem() {
        for (Look look :
                new Look[] {
                    new Look(Map.of()), look("LANG", "de_DE.UTF-8"), look("LC_ALL", "C.utf8")
                }) {
            assertEquals("bob ✓", look.called("bob", true));
            assertEquals("(bob)", look.called("bob", false));
            assertEquals(" · ", look.between());
        }
    }

    @Test
    void wordsWhereItDoesNot() {
        for (Look look :
                new Look[] {
                    look("LC_ALL", "C"), look("LANG", "en_US.ISO-8859-1"), look("LC_CTYPE", "POSIX")
                }) {
            assertEquals("bob [verified]", look.called("bob", true));
            assertEquals("(bob [verified])", look.called("bob [verified]", false));
            assertEquals(" - ", look.between());
        }
        Look first = new Look(Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"));
        assertEquals("bob [verified]", first.called("bob", true), "LC_ALL comes first");
    }

    @Test
    void settingsChangeItAndWhatIsNotKnownIsStandard() {
        Look look = new Look(Map.of());
        look.set(Map.of("marks", "words", "theme", "dark", "notify", "osc9", "auto-lock", "15m"));
        assertTrue(look.words());
        assertEquals("bob, verified", look.called("bob", true));
        assertEquals("bob, not verified", look.called("bob", false));
        assertEquals(Theme.DARK, look.theme());
        assertEquals(Look.Notify.OSC9, look.notifying());
        assertEquals("15m", look.autoLock());
        look.set(Map.of("marks", "runes", "theme", "plaid", "notify", 7, "auto-lock", "off"));
        assertFalse(look.words());
        assertEquals(Theme.NONE, look.theme());
        assertEquals(Look.Notify.OFF, look.notifying());
        assertEquals("", look.autoLock());
    }

    private static AttributedString text(String text) {
        return new AttributedString(text);
    }

    @Test
    void aLineIsFoundAsLongAsItIsOnTheScreen() {
        Rows rows = new Rows();
        rows.size(40, 10);
        rows.printed("a", text("one row"));
        rows.printed(text("two\nrows"));
        assertEquals(OptionalInt.of(3), rows.above("a", text("other")));
        assertEquals(OptionalInt.empty(), rows.above("a", text("other\nrows")));
        assertEquals(OptionalInt.empty(), rows.above("b", text("other")));
        rows.fits(7);
        assertEquals(OptionalInt.of(3), rows.above("a", text("other")));
        rows.fits(8);
        assertEquals(OptionalInt.empty(), rows.above("a", text("other")), "pushed out");
        rows.fits(1);
        assertEquals(OptionalInt.empty(), rows.above("a", text("other")), "and gone for good");
    }

    @Test
    void whatIsNotCertainMakesItForget() {
        for (String uncertain :
                new String[] {"x".repeat(40), "é".repeat(20), "x\n" + "好".repeat(21)}) {
            Rows rows = new Rows();
            rows.size(40, 10);
            rows.printed("a", text("one row"));
            rows.printed(text(uncertain));
            assertEquals(OptionalInt.empty(), rows.above("a", text("other")), uncertain);
            rows.printed("b", text("next"));
            assertEquals(
                    OptionalInt.of(1), rows.above("b", text("other")), "what comes after is known");
        }
        Rows rows = new Rows();
        rows.size(40, 10);
        rows.printed("a", text("one row"));
        rows.size(41, 10);
        rows.size(40, 10);
        assertEquals(OptionalInt.empty(), rows.above("a", text("other")), "it was another screen");
    }
}
