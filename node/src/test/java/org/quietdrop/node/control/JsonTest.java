package org.quietdrop.node.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.core.View;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is written can be printed, and says all that was there. */
final class JsonTest {
    @Test
    void absentValuesAreLeftOut() {
        assertEquals(
                "{\"instance\":\"a\",\"at\":\"b:1\",\"state\":\"heard\"}",
                Json.write(new View.Peer("a", "b:1", "heard", null)));
        assertEquals("{\"peers\":[]}", Json.write(new View.Peers(List.of())));
        assertEquals("{}", Json.write(new View.Done()));
    }

    @Test
    void hiddenCharactersAreEscapedAndComeBack() {
        String text = "a\u001b[31m\u202eb\u200b\u009b\u007f\udb40\udc41é\ud83d\ude00<&>\n";
        String line = Json.write(new View.Sent("1", "queued", text));
        for (int i = 0; i < line.length(); ) {
            int c = line.codePointAt(i);
            assertFalse(TerminalText.hidden(c), () -> "U+" + Integer.toHexString(c));
            i += Character.charCount(c);
        }
        assertTrue(line.contains("é\ud83d\ude00<&>"), line);
        View.Sent back =
                Json.read(Json.object(line.getBytes(StandardCharsets.UTF_8)), View.Sent.class);
        assertEquals(text, back.to());
    }

    @Test
    void recordsComeBack() {
        View.Notice notice = FakeDesk.message(3, "hi");
        View.Notice back =
                Json.read(
                        Json.object(Json.write(notice).getBytes(StandardCharsets.UTF_8)),
                        View.Notice.class);
        assertEquals(notice, back);
    }

    @Test
    void bytesAreWiped() {
        byte[] line = "{\"passphrase\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        assertEquals("x", Json.object(line).get("passphrase").getAsString());
        for (byte b : line) assertEquals(0, b);
    }
}
