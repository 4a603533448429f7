package org.quietdrop.node.shell;

import org.jline.utils.AttributedString;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** No terminal: lines come from a pipe, answers and passphrases too; no prompt is printed. */
final class PipedSeat implements Seat {
    private static final int LONGEST = 1 << 16;

    private final InputStream in;
    private final PrintStream out;

    PipedSeat(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    @Override
    public Typed line(String about, String prompt, String begun) {
        return next().<Typed>map(line -> new Typed.Line(new String(line)))
                .orElseGet(Typed.Left::new);
    }

    @Override
    public Typed answer(String question) {
        return line("", question, "");
    }

    @Override
    public Optional<char[]> hidden(String question) {
        return next();
    }

    private Optional<char[]> next() {
        byte[] line = new byte[LONGEST];
        int length = 0;
        try {
            int b = in.read();
            if (b < 0) return Optional.empty();
            for (; b >= 0 && b != '\n'; b = in.read()) {
                if (length == LONGEST) {
                    throw new UserError(UserError.Exit.USAGE, "a line is longer than 64 KiB");
                }
                line[length++] = (byte) b;
            }
            if (length > 0 && line[length - 1] == '\r') length--;
            CharBuffer chars =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
            char[] read = Arrays.copyOf(chars.array(), chars.limit());
            Arrays.fill(chars.array(), '\0');
            return Optional.of(read);
        } catch (CharacterCodingException e) {
            throw new UserError(UserError.Exit.USAGE, "a line is not UTF-8", "nothing was sent");
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "the input cannot be read");
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    @Override
    public void print(AttributedString text) {
        out.println(text);
        out.flush();
    }

    @Override
    public void print(String id, AttributedString text) {
        print(text);
    }

    @Override
    public boolean again(String id, AttributedString text) {
        return false;
    }

    @Override
    public void signal(String sequence) {}

    @Override
    public void unsure() {}

    @Override
    public int width() {
        return 0;
    }

    @Override
    public int rowWidth() {
        return 0;
    }

    @Override
    public void prompt(String prompt) {}

    @Override
    public Watchful onInterrupt(Runnable action) {
        return () -> {};
    }

    @Override
    public boolean unattended() {
        return true;
    }

    @Override
    public void close() {
        out.flush();
    }
}
