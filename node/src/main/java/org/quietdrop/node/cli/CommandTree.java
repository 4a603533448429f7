package org.quietdrop.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A command as its help tells it: what completion scripts and manual pages are made from, so that
 * they say what the command line does.
 *
 * @param path its words behind {@code quietdrop}; empty for that itself
 * @param meaning one sentence
 * @param more what else its help says, a line each
 * @param footer examples and what stands below them, a line each
 */
record CommandTree(
        List<String> path,
        String meaning,
        List<String> more,
        List<Option> options,
        List<Argument> arguments,
        List<String> footer,
        List<CommandTree> commands) {

    CommandTree {
        path = List.copyOf(path);
        more = List.copyOf(more);
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
        footer = List.copyOf(footer);
        commands = List.copyOf(commands);
    }

    /** What can stand in a place of a command line. */
    enum Kind {
        CONTACT,
        FILE,
        TEXT;

        /** Told by the word that the help has for it. */
        static Kind of(String label) {
            return switch (label.toUpperCase(Locale.ROOT)) {
                case "NAME", "A", "B" -> CONTACT;
                case "FILE", "F", "DIR" -> FILE;
                default -> TEXT;
            };
        }
    }

    /**
     * An option.
     *
     * @param label what stands for its value; empty if it has none
     */
    record Option(List<String> names, String label, String meaning) {
        Option {
            names = List.copyOf(names);
        }

        /** A name that is asked for is a contact's only where one looks for something. */
        Kind kind() {
            Kind kind = Kind.of(label);
            boolean known = names.contains("--from") || names.contains("--in");
            return kind == Kind.CONTACT && !known ? Kind.TEXT : kind;
        }
    }

    /**
     * A word that is no option.
     *
     * @param label what stands for it in the help
     * @param many whether it may stand more than once
     */
    record Argument(String label, boolean needed, boolean many, String meaning) {
        Kind kind() {
            return Kind.of(label);
        }
    }

    static CommandTree of(CommandLine line) {
        return of(line, List.of());
    }

    private static CommandTree of(CommandLine line, List<String> path) {
        CommandSpec spec = line.getCommandSpec();
        List<CommandTree> commands = new ArrayList<>();
        line.getSubcommands()
                .forEach((name, under) -> {
                    if (under.getCommandSpec().usageMessage().hidden()) return;
                    List<String> longer = new ArrayList<>(path);
                    longer.add(name);
                    commands.add(of(under, longer));
                });
        List<String> told = lines(spec.usageMessage().description());
        return new CommandTree(
                path,
                told.isEmpty() ? "" : told.getFirst(),
                told.isEmpty() ? told : told.subList(1, told.size()),
                spec.options().stream().filter(o -> !o.hidden()).map(CommandTree::option).toList(),
                spec.positionalParameters().stream().map(CommandTree::argument).toList(),
                lines(spec.usageMessage().footer()),
                commands);
    }

    private static Option option(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : option.paramLabel();
        String shown = label.replace("<", "").replace(">", "");
        return new Option(
                Arrays.asList(option.names()),
                shown,
                text(option.description(), option.defaultValue()));
    }

    private static Argument argument(PositionalParamSpec argument) {
        return new Argument(
                argument.paramLabel(),
                argument.arity().min() > 0,
                argument.arity().max() > 1,
                text(argument.description(), argument.defaultValue()));
    }

    private static String text(String[] description, String otherwise) {
        return String.join(" ", lines(description))
                .replace("${DEFAULT-VALUE}", String.valueOf(otherwise));
    }

    private static List<String> lines(String[] told) {
        return Arrays.stream(told).map(line -> line.replace("%%", "%").replace("%n", "")).toList();
    }

    /** As it is typed, {@code quietdrop} included. */
    String words() {
        return path.isEmpty() ? "quietdrop" : "quietdrop " + String.join(" ", path);
    }

    /** This one and all below it. */
    List<CommandTree> all() {
        List<CommandTree> all = new ArrayList<>(List.of(this));
        commands.forEach(command -> all.addAll(command.all()));
        return all;
    }
}
