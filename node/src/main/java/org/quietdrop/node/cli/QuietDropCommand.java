package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.Version;
import org.quietdrop.node.core.UserError;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * {@code quietdrop}: the global options, the table of commands, and the shell when none is given.
 */
@Command(
        name = "quietdrop",
        description = {
            "Messages on this network, without a server.",
            "Without a command the shell opens."
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "quietdrop " + Version.TEXT,
        synopsisHeading = "Usage: ",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 daemon or I/O, 4 key not trusted, 5 locked,",
            "6 name ambiguous, 7 queued but not delivered in time, 8 refused, 9 not found"
        })
public final class QuietDropCommand implements Callable<Integer> {
    /** Longer words are no slips, and comparing them takes long. */
    private static final int LONGEST_SLIP = 40;

    private final Face face;

    private QuietDropCommand(Face face) {
        this.face = face;
    }

    /**
     * Runs one command line.
     *
     * @return the exit code of the process
     */
    public static int run(Programs programs, Surroundings around, String... args) {
        Face face = new Face(around, programs);
        try {
            int exit = execute(face, args);
            around.out().flush();
            if (exit == 0 && around.out() instanceof Output out) {
                return out.trouble().map(face::fail).orElse(0);
            }
            return exit;
        } catch (RuntimeException | LinkageError e) {
            return face.fail(internal(e));
        }
    }

    private static int execute(Face face, String... args) {
        PlainLine plain = PlainLine.of(args);
        Callable<Integer> command = plain == null ? null : plain.on(face);
        if (command == null) return line(face, args).execute(args);
        try {
            return command.call();
        } catch (Exception e) {
            return face.fail(internal(e));
        }
    }

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The folder of the node (default: $QUIETDROP_HOME).")
    void home(@Nullable String option) {
        face.home(option);
    }

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "One JSON object a line, for scripts.")
    void json(boolean option) {
        face.json(option);
    }

    @Option(
            names = "--start",
            scope = ScopeType.INHERIT,
            description = "Start the node in the background first, if none runs for this home.")
    void start(boolean option) {
        face.start(option);
    }

    @Override
    public Integer call() {
        return face.programs().shell(face.home());
    }

    /** The parser; with all commands unless one is meant. */
    static CommandLine line(Face face, String... args) {
        CommandLine line = new CommandLine(new QuietDropCommand(face));
        Map<String, Supplier<Object>> table = table(face);
        Supplier<CommandTree> tree = () -> CommandTree.of(line(face));
        table.put("completion", () -> new CompletionCommand(face, tree));
        table.put("manual", () -> new ManualCommand(face, tree));
        // Reading all commands' options takes longer than most commands run: only the one that is
        // meant, if that is plain.
        String meant = command(args);
        table.forEach((name, command) -> {
            if (name.equals(meant) || !table.containsKey(meant)) {
                add(line, name, command.get(), face);
            }
        });
        line.registerConverter(Duration.class, new ShortDuration());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setOut(new PrintWriter(face.around().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(face.around().err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, all) -> {
            face.json(Arrays.asList(all).contains("--json"));
            return misread(face, e, table.keySet());
        });
        line.setExecutionExceptionHandler((e, _, _) -> face.fail(internal(e)));
        line.setUsageHelpWidth(100);
        // A message may begin with @; it is no name of a file.
        line.setExpandAtFiles(false);
        return line;
    }

    /** The first word that is no global option; empty when there is none. */
    private static String command(String... args) {
        int i = 0;
        while (i < args.length && args[i].startsWith("--")) i += args[i].equals("--home") ? 2 : 1;
        return i < args.length ? args[i] : "";
    }

    private static void add(CommandLine line, String name, Object command, Face face) {
        CommandLine added = new CommandLine(command);
        switch (command) {
            case AddressCommand _ -> added.addSubcommand(new AddressCommand.Add(face));
            case RelayCommand _ ->
                    added.addSubcommand(new RelayCommand.Show(face))
                            .addSubcommand(new RelayCommand.Drop(face));
            case InspectCommand _ ->
                    added.addSubcommand(new InspectCommand.Wire(face))
                            .addSubcommand(new InspectCommand.Disk(face))
                            .addSubcommand(new InspectCommand.Message(face));
            case WordsCommand _ ->
                    added.addSubcommand(new WordsCommand.Show(face))
                            .addSubcommand(new WordsCommand.Restore(face));
            case BackupCommand _ ->
                    added.addSubcommand(new BackupCommand.Create(face))
                            .addSubcommand(new BackupCommand.Restore(face));
            default -> {}
        }
        line.addSubcommand(name, added);
    }

    private static Map<String, Supplier<Object>> table(Face face) {
        Map<String, Supplier<Object>> table = new LinkedHashMap<>();
        table.put("init", () -> new InitCommand(face));
        table.put("daemon", () -> new DaemonCommand(face));
        table.put("status", () -> new StatusCommand(face));
        table.put("doctor", () -> new DoctorCommand(face));
        table.put("stop", () -> new StopCommand(face));
        table.put("lock", () -> new LockCommand(face));
        table.put("unlock", () -> new UnlockCommand(face));
        table.put("passphrase", () -> new PassphraseCommand(face));
        table.put("config", () -> new ConfigCommand(face));
        table.put("pair", () -> new PairCommand(face));
        table.put("invite", () -> new InviteCommand(face));
        table.put("accept", () -> new AcceptCommand(face));
        table.put("decline", () -> new DeclineCommand(face));
        table.put("introduce", () -> new IntroduceCommand(face));
        table.put("verify", () -> new VerifyCommand(face));
        table.put("peers", () -> new PeersCommand(face));
        table.put("visible", () -> new VisibleCommand(face));
        table.put("contacts", () -> new ContactsCommand(face));
        table.put("contact", () -> new ContactCommand(face));
        table.put("rename", () -> new RenameCommand(face));
        table.put("block", () -> new BlockCommand(face));
        table.put("forget", () -> new ForgetCommand(face));
        table.put("address", AddressCommand::new);
        table.put("trust", () -> new TrustCommand(face));
        table.put("relay", RelayCommand::new);
        table.put("send", () -> new SendCommand(face));
        table.put("reply", () -> new ReplyCommand(face));
        table.put("edit", () -> new EditCommand(face));
        table.put("delete", () -> new DeleteCommand(face));
        table.put("react", () -> new ReactCommand(face));
        table.put("recall", () -> new RecallCommand(face));
        table.put("history", () -> new HistoryCommand(face));
        table.put("search", () -> new SearchCommand(face));
        table.put("export", () -> new ExportCommand(face));
        table.put("retention", () -> new RetentionCommand(face));
        table.put("outbox", () -> new OutboxCommand(face));
        table.put("watch", () -> new WatchCommand(face));
        table.put("why", () -> new WhyCommand(face));
        table.put("inspect", InspectCommand::new);
        table.put("backup", BackupCommand::new);
        table.put("words", WordsCommand::new);
        table.put("wipe", () -> new WipeCommand(face));
        table.put("rpc", () -> new RpcCommand(face));
        table.put("demo", () -> new DemoCommand(face));
        return table;
    }

    private static UserError internal(Throwable thrown) {
        if (thrown instanceof UserError error) return error;
        // Never a stack trace, never the message: it may hold anything.
        return new UserError(
                UserError.Exit.FAILED, "internal error: " + thrown.getClass().getSimpleName());
    }

    private static int misread(
            Face face, CommandLine.ParameterException thrown, Set<String> commands) {
        if (thrown.getCause() instanceof UserError error) return face.fail(error);
        CommandLine at = thrown.getCommandLine();
        if (thrown instanceof CommandLine.UnmatchedArgumentException unmatched
                && at.getParent() == null
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.getUnmatched().getFirst().startsWith("-")) {
            return face.fail(unknown(unmatched.getUnmatched().getFirst(), commands));
        }
        Optional<UserError> slip = slip(at, thrown);
        if (slip.isPresent()) return face.fail(slip.get());
        String text = String.valueOf(thrown.getMessage());
        String message =
                (text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1))
                        .replaceFirst(" is not an? (long|int)$", " is not a number");
        return face.fail(
                new UserError(
                        UserError.Exit.USAGE,
                        message,
                        "see: " + at.getCommandSpec().qualifiedName() + " --help"));
    }

    /** An option or a verb that is nearly one that there is. */
    private static Optional<UserError> slip(CommandLine at, CommandLine.ParameterException thrown) {
        if (!(thrown instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return Optional.empty();
        }
        String word = unmatched.getUnmatched().getFirst();
        boolean option = word.startsWith("-");
        int value = word.indexOf('=');
        String name = option && value > 0 ? word.substring(0, value) : word;
        if (name.length() > LONGEST_SLIP) return Optional.empty();
        List<String> near =
                Near.to(
                        name,
                        option
                                ? at.getCommandSpec().optionsMap().keySet()
                                : at.getSubcommands().keySet());
        if (near.isEmpty()) return Optional.empty();
        String what = option ? "there is no option \"" : "there is no \"";
        String of = at.getCommandSpec().qualifiedName();
        return Optional.of(
                new UserError(
                        UserError.Exit.USAGE,
                        what + name + "\" of " + of,
                        "did you mean " + String.join(" or ", near) + "?"));
    }

    private static UserError unknown(String word, Set<String> commands) {
        List<String> near = word.length() > LONGEST_SLIP ? List.of() : Near.to(word, commands);
        return new UserError(
                UserError.Exit.USAGE,
                "there is no command \"" + word + "\"",
                near.isEmpty()
                        ? "see: quietdrop --help"
                        : "did you mean " + String.join(" or ", near) + "?");
    }
}
