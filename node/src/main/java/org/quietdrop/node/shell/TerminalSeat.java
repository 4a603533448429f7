package org.quietdrop.node.shell;

import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A terminal by jline. Typed lines are kept in memory only. */
final class TerminalSeat implements Seat {
    private static final String ENTER = "quietdrop-enter";

    private final Terminal terminal;
    private final LineReader lines;
    private final boolean colours;
    private final boolean dumb;
    private boolean asking;

    /**
     * @param colours whether to style at all
     */
    TerminalSeat(Terminal terminal, Completer completer, boolean colours) {
        this.terminal = terminal;
        this.colours = colours;
        dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        lines =
                plain(terminal)
                        .parser(new WordsParser())
                        .completer(completer)
                        .history(new TypedHistory())
                        .option(Option.CASE_INSENSITIVE, true)
                        .build();
        if (!dumb) foldMessages();
        terminal.handle(Terminal.Signal.INT, _ -> {});
    }

    /** The terminal of this process; without native help a dumb one. */
    static Terminal ofProcess() {
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .ffm(true)
                    .jni(false)
                    .exec(false)
                    .dumb(true)
                    .encoding(StandardCharsets.UTF_8)
                    .build();
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "this terminal cannot be used");
        }
    }

    private static LineReaderBuilder plain(Terminal terminal) {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .option(Option.DISABLE_EVENT_EXPANSION, true)
                .option(Option.BRACKETED_PASTE, true)
                .option(Option.AUTO_FRESH_LINE, false)
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
    }

    /** A message comes back as a line of the conversation: what was typed need not stay, too. */
    private void foldMessages() {
        lines.getWidgets()
                .put(
                        ENTER,
                        () -> {
                            String typed = lines.getBuffer().toString();
                            boolean message = !asking && !typed.isBlank() && !typed.startsWith("/");
                            lines.option(Option.ERASE_LINE_ON_FINISH, message);
                            lines.callWidget(LineReader.ACCEPT_LINE);
                            return true;
                        });
        KeyMap<Binding> keys = lines.getKeyMaps().get(LineReader.MAIN);
        if (keys != null) keys.bind(new Reference(ENTER), "\r", "\n");
    }

    @Override
    public Typed line(String prompt, String begun) {
        // A dumb terminal cannot show that text to be edited; it still stands further up.
        return read(prompt, dumb ? "" : begun);
    }

    @Override
    public Typed answer(String question) {
        asking = true;
        lines.variable(LineReader.DISABLE_HISTORY, true);
        lines.variable(LineReader.DISABLE_COMPLETION, true);
        try {
            return read(question, "");
        } finally {
            asking = false;
            lines.variable(LineReader.DISABLE_HISTORY, false);
            lines.variable(LineReader.DISABLE_COMPLETION, false);
        }
    }

    private Typed read(String prompt, String begun) {
        try {
            return new Typed.Line(lines.readLine(literal(prompt), null, (Character) null, begun));
        } catch (UserInterruptException e) {
            return new Typed.Cancelled();
        } catch (EndOfFileException e) {
            if (dumb) terminal.writer().println();
            return new Typed.Left();
        }
    }

    /** jline gives the percent sign a meaning of its own. */
    private static String literal(String prompt) {
        return prompt.replace("%", "%%");
    }

    @Override
    public Optional<char[]> hidden(String question) {
        return new HiddenLine(terminal).ask(question);
    }

    @Override
    public void print(AttributedString text) {
        try {
            lines.printAbove(colours ? text.toAnsi(terminal) : text.toString());
        } catch (IllegalStateException e) {
            // The terminal was closed meanwhile: nobody is there to read it.
        }
    }

    @Override
    public int width() {
        try {
            return terminal.getSize().getColumns();
        } catch (IllegalStateException e) {
            // Closed meanwhile, as in print.
            return 0;
        }
    }

    @Override
    public void prompt(String prompt) {
        if (lines instanceof LineReaderImpl open && lines.isReading()) {
            open.setPrompt(literal(prompt));
        }
    }

    @Override
    public Watchful onInterrupt(Runnable action) {
        Terminal.SignalHandler before =
                terminal.handle(
                        Terminal.Signal.INT,
                        _ -> {
                            // The terminal has written ^C by itself.
                            terminal.writer().println();
                            action.run();
                        });
        return () -> terminal.handle(Terminal.Signal.INT, before);
    }

    @Override
    public boolean unattended() {
        return false;
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
