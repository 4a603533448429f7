package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Stack;
import java.util.concurrent.Callable;

/** {@code watch}: what happens, as it happens, until Ctrl-C or until nobody reads. */
@Command(
        name = "watch",
        description = {
            "Show what happens as it happens; Ctrl-C ends.",
            "With --cursor first everything after that cursor, so that nothing is missed.",
            "With --on-message nothing is shown, and a program is started for each message that comes."
        },
        footer = {
            "",
            "The program is started directly, without a shell. Other users of this machine can see its",
            "arguments: nothing of a message is in them, nor in its environment. It reads one JSON object",
            "on standard input: id, conversation, from, verified, time, cursor; text only with",
            "--with-text. It has 10 seconds; four run at one time.",
            "",
            "Examples:",
            "  quietdrop watch",
            "  quietdrop watch --json --cursor 120 --follow",
            "  quietdrop watch --kept --json --cursor 120",
            "  quietdrop watch --follow --on-message notify-send QuietDrop 'A message has come'"
        })
final class WatchCommand implements Callable<Integer> {
    private final Face face;

    @Option(
            names = "--cursor",
            paramLabel = "N",
            description = "Begin after this cursor; 0 is the beginning.")
    private @Nullable Long cursor;

    @Option(names = "--kept", description = "End after what was kept, from the beginning or N on.")
    private boolean kept;

    @Option(
            names = "--follow",
            description = "Wait when the node is gone or locked, and go on where it ended.")
    private boolean follow;

    @Option(names = "--with-text", description = "Hand the text, too, to the program.")
    private boolean withText;

    @Option(
            names = "--on-message",
            paramLabel = "PROGRAM",
            arity = "1..*",
            parameterConsumer = Rest.class,
            description = "Start this for each message that comes; all that follows belongs to it.")
    private List<String> program = new ArrayList<>();

    /** All that is left of the line is the program's own, also what looks like our options. */
    static final class Rest implements CommandLine.IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
            if (args.isEmpty() || args.peek().isEmpty()) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "--on-message needs a program");
            }
            List<String> all = new ArrayList<>();
            while (!args.isEmpty()) all.add(args.pop());
            option.setValue(all);
        }
    }

    WatchCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (cursor != null && cursor < 0) throw usage("a cursor is a number from 0");
        if (kept && follow) throw usage("--kept ends where --follow begins: give one of them");
        if (withText && program.isEmpty()) throw usage("--with-text belongs to --on-message");
        OptionalLong from =
                cursor != null
                        ? OptionalLong.of(cursor)
                        : kept ? OptionalLong.of(0) : OptionalLong.empty();
        if (program.isEmpty()) return watch(from, this::show);
        try (MessageProgram started = new MessageProgram(program, withText, face::remark)) {
            return watch(from, started::hear);
        }
    }

    private int watch(OptionalLong from, Following.Listener listener) {
        new Following(face, listener).run(from, kept, follow);
        return 0;
    }

    private void show(View.Notice notice) {
        face.give(NoticeLines.fields(notice));
        face.say(NoticeLines.text(new Display(face.around().zone()), notice));
    }

    private static UserError usage(String what) {
        return new UserError(UserError.Exit.USAGE, what);
    }
}
