package org.quietdrop.node.cli;

import org.quietdrop.node.control.Version;

import java.util.List;
import java.util.Locale;

/** A manual page of section 1, in the words of the command's help. */
final class Manual {
    private final StringBuilder page = new StringBuilder();

    private Manual() {}

    /** The name of the file for it. */
    static String file(CommandTree command) {
        return command.words().replace(' ', '-') + ".1";
    }

    /** The page in roff, with a line end behind each line. */
    static String of(CommandTree command) {
        return new Manual().written(command);
    }

    private String written(CommandTree command) {
        String name = command.words().replace(' ', '-');
        line(
                ".TH %s 1 \"\" \"QuietDrop %s\" \"QuietDrop\""
                        .formatted(name.toUpperCase(Locale.ROOT), Version.TEXT));
        section("NAME");
        line(escaped(name) + " \\- " + escaped(unstopped(command.meaning())));
        section("SYNOPSIS");
        line(synopsis(command));
        section("DESCRIPTION");
        line(escaped(command.meaning()));
        command.more().forEach(more -> line(escaped(more)));
        arguments(command);
        options(command);
        commands(command);
        footer(command.footer());
        section("ENVIRONMENT");
        line(".B QUIETDROP_HOME");
        line("is the folder of the node where");
        line(".B \\-\\-home");
        line("is not given; else $XDG_DATA_HOME/quietdrop.");
        if (!command.path().isEmpty()) {
            section("SEE ALSO");
            line(".BR quietdrop (1)");
        }
        return page.toString();
    }

    private static String synopsis(CommandTree command) {
        StringBuilder line = new StringBuilder("\\fB" + escaped(command.words()) + "\\fR");
        if (!command.commands().isEmpty()) line.append(" \\fICOMMAND\\fR");
        if (!command.options().isEmpty()) line.append(" [\\fIOPTIONS\\fR]");
        for (CommandTree.Argument one : command.arguments()) {
            String label = "\\fI" + escaped(one.label()) + "\\fR" + (one.many() ? "..." : "");
            line.append(one.needed() ? " " + label : " [" + label + "]");
        }
        return line.toString();
    }

    private void arguments(CommandTree command) {
        if (command.arguments().isEmpty()) return;
        section("ARGUMENTS");
        for (CommandTree.Argument one : command.arguments()) {
            line(".TP");
            line(".I " + escaped(one.label()));
            line(escaped(one.meaning()));
        }
    }

    private void options(CommandTree command) {
        section("OPTIONS");
        for (CommandTree.Option one : command.options()) {
            line(".TP");
            String names = escaped(String.join(", ", one.names()));
            line(
                    one.label().isEmpty()
                            ? ".B " + names
                            : "\\fB" + names + "\\fR \\fI" + escaped(one.label()) + "\\fR");
            line(escaped(one.meaning()));
        }
    }

    private void commands(CommandTree command) {
        if (command.commands().isEmpty()) return;
        section("COMMANDS");
        for (CommandTree one : command.commands()) {
            line(".TP");
            line(".B " + escaped(one.path().getLast()));
            line(escaped(one.meaning()));
        }
    }

    /** Lines that are set in stand as they are. */
    private void footer(List<String> lines) {
        boolean example = false;
        for (String told : lines) {
            if (told.isEmpty()) continue;
            boolean set = told.startsWith(" ");
            if (set != example) line(set ? ".nf" : ".fi");
            if (!set && told.matches("Examples?:")) section("EXAMPLES");
            else if (!set && told.startsWith("Exit codes: ")) {
                section("EXIT STATUS");
                line(escaped(told.substring("Exit codes: ".length())));
            } else line(escaped(told));
            example = set;
        }
        if (example) line(".fi");
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String unstopped(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Nothing of it may be read as a command of the page. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return plain.startsWith(".") ? "\\&" + plain : plain;
    }
}
