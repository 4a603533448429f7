package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.WireLines.Meaning;
import org.quietdrop.node.inspect.WireLines.WireLine;

import java.time.ZoneOffset;
import java.util.List;

final class InspectWordsTest {
    private final InspectWords words = new InspectWords(new Display(ZoneOffset.UTC));

    private static DiskReport open(boolean passphrase) {
        return new DiskReport(
                "/home/a",
                List.of(),
                0,
                null,
                passphrase,
                null,
                new DiskReport.Search(0, 0, 0, 0, 0, 0, 5, List.of()),
                new DiskReport.Opened(0, 0, 0, 0, 0, new DiskReport.Gone(0, 0, 0)));
    }

    /** Nobody is told of a protection that he does not have. */
    @Test
    void aHomeWithoutPassphraseIsNotCalledProtected() {
        String said = String.join("\n", words.disk(open(false)));
        assertFalse(said.toLowerCase(java.util.Locale.ROOT).contains("your passphrase"), said);
        assertTrue(said.contains("It has no passphrase"), said);
        String protectedOne = String.join("\n", words.disk(open(true)));
        assertTrue(protectedOne.startsWith("Without your passphrase"), protectedOne);
        assertFalse(protectedOne.contains("no passphrase"), protectedOne);
    }

    /** Every code of PROTOCOL.md has words of its own. */
    @Test
    void everyMeaningHasWords() {
        List<String> codes =
                List.of(
                        ("text ack ping pong session keys renewal consent hints kem introduction"
                                        + " receipt envelope deposit kept not-kept ask drop taken"
                                        + " lost read home addresses unknown")
                                .split(" ", -1));
        for (String code : codes) {
            WireLine line =
                    new WireLine(
                            1,
                            "2026-01-31T12:05:30Z",
                            true,
                            "192.0.2.1:1",
                            "192.0.2.2:2",
                            4_096,
                            "cell",
                            "bob",
                            List.of(Meaning.of(code)));
            String said = words.wire(line);
            assertFalse(
                    said.contains("bob: " + code + " ") && !code.equals("text"),
                    code + " has no words: " + said);
        }
        assertEquals(24, codes.stream().distinct().count());
    }
}
