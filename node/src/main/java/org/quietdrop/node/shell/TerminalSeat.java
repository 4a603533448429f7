package org.quietdrop.node.shell;

import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.quietdrop.node.core.UserError;

import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A terminal by jline. Typed lines are kept in memory only. */
final class TerminalSeat implements Seat {
    private static final String ENTER = "quietdrop-enter";
    private static final String NEW_LINE = "quietdrop-new-line";
    private static final String ASIDE = "quietdrop-aside";

    /** Rows of a screen on which one is left for how the node is. */
    private static final int LOWEST = 6;

    private final Terminal terminal;
    private final LiveLine lines;
    private final Attributes before;
    private final long keyMillis;
    private final boolean colours;
    private final boolean dumb;
    private final Map<String, TypedHistory> histories = new HashMap<>();
    private volatile boolean asking;
    private boolean aside;

    /**
     * @param colours whether to style at all
     */
    TerminalSeat(Terminal terminal, Completer completer, boolean colours, Pace pace) {
        this.terminal = terminal;
        keyMillis = pace.key();
        this.colours = colours;
        dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
        lines = new LiveLine(terminal);
        lines.setParser(new WordsParser());
        lines.setCompleter(completer);
        lines.option(Option.CASE_INSENSITIVE, true);
        lines.option(Option.DISABLE_EVENT_EXPANSION, true);
        lines.option(Option.BRACKETED_PASTE, true);
        lines.option(Option.AUTO_FRESH_LINE, false);
        lines.variable(LineReader.SECONDARY_PROMPT_PATTERN, "  ");
        lines.variable(LineReader.AMBIGUOUS_BINDING, keyMillis);
        if (!dumb) bindKeys();
        terminal.handle(Terminal.Signal.INT, _ -> {});
        terminal.handle(Terminal.Signal.WINCH, _ -> unsure());
        terminal.handle(Terminal.Signal.CONT, _ -> unsure());
        before = terminal.getAttributes();
        // What is typed while no line is asked for is shown when one is, and not twice.
        if (!dumb) {
            Attributes silent = new Attributes(before);
            silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
            terminal.setAttributes(silent);
        }
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

    private void bindKeys() {
        Map<String, Widget> widgets = lines.getWidgets();
        widgets.put(ENTER, this::enter);
        widgets.put(NEW_LINE, this::newLine);
        widgets.put(ASIDE, this::putAside);
        KeyMap<Binding> keys = lines.getKeyMaps().get(LineReader.MAIN);
        if (keys == null) return;
        keys.bind(new Reference(ENTER), "\r", "\n");
        keys.bind(new Reference(NEW_LINE), KeyMap.alt('\r'), KeyMap.alt('\n'));
        keys.bind(new Reference(ASIDE), KeyMap.ctrl('O'));
        // As terminals send them that pay no heed to the mode that jline asks for.
        keys.bind(new Reference(LineReader.UP_LINE_OR_HISTORY), "\u001b[A");
        keys.bind(new Reference(LineReader.DOWN_LINE_OR_HISTORY), "\u001b[B");
        keys.bind(new Reference(LineReader.FORWARD_CHAR), "\u001b[C");
        keys.bind(new Reference(LineReader.BACKWARD_CHAR), "\u001b[D");
    }

    /** A message comes back as a line of the conversation: what was typed need not stay, too. */
    private boolean enter() {
        String typed = lines.getBuffer().toString();
        boolean message = !asking && !typed.isBlank() && !typed.startsWith("/");
        lines.option(Option.ERASE_LINE_ON_FINISH, message);
        lines.callWidget(LineReader.ACCEPT_LINE);
        return true;
    }

    private boolean newLine() {
        lines.getBuffer().write("\n");
        return true;
    }

    private boolean putAside() {
        if (asking) return false;
        aside = true;
        lines.variable(LineReader.DISABLE_HISTORY, true);
        lines.option(Option.ERASE_LINE_ON_FINISH, true);
        lines.callWidget(LineReader.ACCEPT_LINE);
        return true;
    }

    @Override
    public Typed line(String about, String prompt, String begun) {
        lines.setHistory(histories.computeIfAbsent(about, _ -> new TypedHistory()));
        aside = false;
        // A dumb terminal cannot show that text to be edited; it still stands further up.
        Typed typed = read(prompt, dumb ? "" : begun);
        lines.variable(LineReader.DISABLE_HISTORY, false);
        return aside && typed instanceof Typed.Line line ? new Typed.Aside(line.text()) : typed;
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
            lines.option(Option.ERASE_LINE_ON_FINISH, false);
            lines.begins(literal(prompt));
            return new Typed.Line(lines.readLine(literal(prompt), null, (Character) null, begun));
        } catch (UserInterruptException e) {
            keep(e.getPartialLine());
            return new Typed.Cancelled();
        } catch (EndOfFileException e) {
            if (dumb) terminal.writer().println();
            return new Typed.Left();
        }
    }

    /** The arrow keys bring back what Ctrl-C took away. */
    private void keep(String typed) {
        if (!asking && !typed.isBlank()) lines.getHistory().add(typed);
    }

    /** jline gives the percent sign a meaning of its own. */
    private static String literal(String prompt) {
        return prompt.replace("%", "%%");
    }

    @Override
    public Optional<char[]> hidden(String question) {
        lines.disturbed(true);
        try {
            return new HiddenLine(terminal, keyMillis).ask(question);
        } finally {
            lines.disturbed(false);
        }
    }

    @Override
    public void print(AttributedString text) {
        print("", text);
    }

    @Override
    public void print(String id, AttributedString text) {
        try {
            lines.above(id, text, ansi(text));
        } catch (IllegalStateException e) {
            // The terminal was closed meanwhile: nobody is there to read it.
        }
    }

    @Override
    public boolean again(String id, AttributedString text) {
        try {
            return !dumb && lines.again(id, text, ansi(text));
        } catch (IllegalStateException e) {
            // As in print.
            return true;
        }
    }

    private String ansi(AttributedString text) {
        return colours ? text.toAnsi(terminal) : text.toString();
    }

    @Override
    public void signal(String sequence) {
        try {
            lines.signal(sequence);
        } catch (IllegalStateException e) {
            // As in print.
        }
    }

    @Override
    public void unsure() {
        lines.forget();
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
    public int rowWidth() {
        try {
            Size size = terminal.getSize();
            return dumb || size.getRows() < LOWEST ? 0 : size.getColumns();
        } catch (IllegalStateException e) {
            // As in width.
            return 0;
        }
    }

    @Override
    public void prompt(String prompt) {
        try {
            if (!asking) lines.prompt(literal(prompt));
        } catch (IllegalStateException e) {
            // As in print.
        }
    }

    @Override
    public Watchful onInterrupt(Runnable action) {
        Terminal.SignalHandler before =
                terminal.handle(
                        Terminal.Signal.INT,
                        _ -> {
                            // A dumb terminal has written ^C by itself.
                            if (dumb) terminal.writer().println();
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
            terminal.setAttributes(before);
            terminal.close();
        } catch (IOException | IOError e) {
            // It is gone either way.
        }
    }
}
