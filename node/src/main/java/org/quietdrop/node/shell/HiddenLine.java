package org.quietdrop.node.shell;

import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.NonBlockingReader;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;

/**
 * Reads a passphrase key by key, without echo. Unlike jline's own way it never becomes a string, so
 * that all of it can be wiped.
 */
final class HiddenLine {
    private static final int LONGEST = 4096;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int CTRL_U = 21;
    private static final int ESC = 27;
    private static final int DELETE = 127;

    private final Terminal terminal;
    private final long keyMillis;
    private char[] typed = new char[LONGEST];
    private int length;

    /**
     * @param keyMillis how long the rest of an arrow key may take
     */
    HiddenLine(Terminal terminal, long keyMillis) {
        this.terminal = terminal;
        this.keyMillis = keyMillis;
    }

    /** Asks; empty on Ctrl-C, on Ctrl-D or at the end. The caller wipes the array. */
    Optional<char[]> ask(String question) {
        Attributes before = terminal.enterRawMode();
        Attributes raw = new Attributes(terminal.getAttributes());
        raw.setLocalFlags(
                EnumSet.of(
                        Attributes.LocalFlag.ISIG,
                        Attributes.LocalFlag.ECHO,
                        Attributes.LocalFlag.ICANON),
                false);
        terminal.setAttributes(raw);
        try {
            terminal.writer().print(question);
            terminal.flush();
            return read() ? Optional.of(Arrays.copyOf(typed, length)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            Arrays.fill(typed, '\0');
            terminal.writer().println();
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    private boolean read() throws IOException {
        NonBlockingReader keys = terminal.reader();
        while (true) {
            int key = keys.read();
            switch (key) {
                case '\r', '\n' -> {
                    return true;
                }
                case CTRL_C -> {
                    return false;
                }
                case CTRL_D -> {
                    if (length == 0) return false;
                }
                case '\b', DELETE -> back();
                case CTRL_U -> {
                    Arrays.fill(typed, '\0');
                    length = 0;
                }
                case ESC -> skipSequence(keys);
                default -> {
                    if (key < 0) return false;
                    if (key >= ' ' && length < LONGEST) typed[length++] = (char) key;
                }
            }
        }
    }

    private void back() {
        if (length == 0) return;
        boolean pair = length > 1 && Character.isLowSurrogate(typed[length - 1]);
        for (int i = pair ? 2 : 1; i > 0; i--) typed[--length] = '\0';
    }

    /** Arrow keys and their like are no part of a passphrase. */
    private void skipSequence(NonBlockingReader keys) throws IOException {
        int next = keys.peek(keyMillis);
        if (next != '[' && next != 'O') return;
        var _ = keys.read();
        for (int c = keys.peek(keyMillis); c >= 0; c = keys.peek(keyMillis)) {
            var _ = keys.read();
            if (c >= 0x40 && c <= 0x7e) return;
        }
    }
}
