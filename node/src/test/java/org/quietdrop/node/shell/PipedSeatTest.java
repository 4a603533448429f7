package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.core.UserError;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Lines from a pipe: whole, valid and bounded. */
final class PipedSeatTest {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    private PipedSeat seat(byte[] input) {
        return new PipedSeat(
                new ByteArrayInputStream(input),
                new PrintStream(screen, true, StandardCharsets.UTF_8));
    }

    private PipedSeat seat(String input) {
        return seat(input.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsLinesAndPrintsNoPrompt() {
        try (PipedSeat seat = seat("grüße\r\n\nlast")) {
            assertEquals(new Typed.Line("grüße"), seat.line("", "> ", "begun"));
            assertEquals(new Typed.Line(""), seat.answer("? "));
            assertArrayEquals("last".toCharArray(), seat.hidden("Passphrase: ").orElseThrow());
            assertEquals(new Typed.Left(), seat.line("", "> ", ""));
        }
        assertEquals("", screen.toString(StandardCharsets.UTF_8));
    }

    @Test
    void brokenOrEndlessLinesAreRefused() {
        try (PipedSeat seat = seat(new byte[] {'a', (byte) 0xc3, '\n', 'b', '\n'})) {
            UserError error = assertThrows(UserError.class, () -> seat.line("", "", ""));
            assertEquals(UserError.Exit.USAGE, error.exit());
            assertEquals(new Typed.Line("b"), seat.line("", "", ""));
        }
        try (PipedSeat seat = seat("x".repeat(70_000))) {
            UserError error = assertThrows(UserError.class, () -> seat.line("", "", ""));
            assertEquals(UserError.Exit.USAGE, error.exit());
        }
    }
}
