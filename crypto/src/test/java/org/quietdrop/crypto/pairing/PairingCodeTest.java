package org.quietdrop.crypto.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.SeededRandom;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

final class PairingCodeTest {
    private static PairingCode read(String typed) {
        return assertInstanceOf(PairingCode.Parsed.Read.class, PairingCode.parse(typed), typed)
                .code();
    }

    @Test
    void codesComeBackAsTheyWereSpoken() {
        SeededRandom random = new SeededRandom(9);
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            PairingCode code = PairingCode.generate(random);
            assertTrue(code.spoken().matches("[0-9]{2}(-[a-z]{3,8}){3}"), code.spoken());
            assertEquals(code, read(code.spoken()));
            numbers.add(code.number());
        }
        assertEquals(PairingCode.NUMBERS, numbers.size());
    }

    @Test
    void typingMayBeSloppy() {
        PairingCode code = read("07-walnut-violin-maple");
        assertEquals(7, code.number());
        assertEquals("07-walnut-violin-maple", new String(code.prs(), StandardCharsets.US_ASCII));
        for (String typed :
                new String[] {
                    "07 walnut violin maple",
                    "  07-Walnut-VIOLIN-maple\n",
                    "7 walnut violin maple",
                    "07, walnut, violin, maple",
                    "07 - walnut - violin - maple",
                    "07_walnut__violin \t maple",
                    "07\u2013walnut\u2014violin\u2212maple",
                }) {
            assertEquals(code, read(typed));
        }
    }

    @Test
    void aWrongWordIsNamedTogetherWithTheNearest() {
        assertEquals(
                new PairingCode.Parsed.UnknownWord("walnot", "walnut"),
                PairingCode.parse("07-Walnot-violin-maple"));
        assertEquals(
                new PairingCode.Parsed.UnknownWord("mapel", "maple"),
                PairingCode.parse("07-walnut-violin-mapel"));
    }

    @Test
    void anythingElseIsNoCode() {
        for (String typed :
                new String[] {
                    "",
                    " ",
                    "07",
                    "walnut-violin-maple",
                    "07-walnut-violin",
                    "07-walnut-violin-maple-zoo",
                    "007-walnut-violin-maple",
                    "-7-walnut-violin-maple",
                    "\u0660\u0667-walnut-violin-maple",
                    "07-walnut-violin-maple-",
                    "- ".repeat(100_000),
                }) {
            assertInstanceOf(PairingCode.Parsed.NotACode.class, PairingCode.parse(typed), typed);
        }
    }

    @Test
    void aCodeIsNotPrintedByAccident() {
        PairingCode code = read("07-walnut-violin-maple");
        assertFalse(code.toString().contains("walnut"));
        assertFalse(PairingCode.parse(code.spoken()).toString().contains("walnut"));
        assertFalse(PairingCode.parse("07-walnot-violin-maple").toString().contains("waln"));
    }
}
