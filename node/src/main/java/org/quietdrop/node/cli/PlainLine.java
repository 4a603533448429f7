package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/**
 * A command line in which nothing needs to be parsed: a command that can do without words of its
 * own, and at most the global options. Scripts run these over and over, and the parser takes longer
 * to begin than they take to run; all other lines are the parser's.
 */
final class PlainLine {
    private final String verb;
    private final @Nullable String home;
    private final boolean json;

    private PlainLine(String verb, @Nullable String home, boolean json) {
        this.verb = verb;
        this.home = home;
        this.json = json;
    }

    /** The line; null when it is for the parser, if only to say what is wrong with it. */
    static @Nullable PlainLine of(String... args) {
        String verb = null;
        String home = null;
        boolean json = false;
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (word.equals("--json") && !json) {
                json = true;
            } else if (word.equals("--home") && home == null && i + 1 < args.length) {
                home = args[++i];
                if (home.isEmpty() || home.startsWith("-")) return null;
            } else if (word.startsWith("-") || verb != null) {
                return null;
            } else {
                verb = word;
            }
        }
        return verb == null ? null : new PlainLine(verb, home, json);
    }

    /** The command, as it is without words of its own; null when it is not one of these. */
    static @Nullable Callable<Integer> command(String verb, Face face) {
        return switch (verb) {
            case "status" -> new StatusCommand(face);
            case "daemon" -> new DaemonCommand(face);
            case "contacts" -> new ContactsCommand(face);
            case "peers" -> new PeersCommand(face);
            case "outbox" -> new OutboxCommand(face);
            case "lock" -> new LockCommand(face);
            case "stop" -> new StopCommand(face);
            default -> null;
        };
    }

    /** Tells the face what the line says of it; the command, or null if it is for the parser. */
    @Nullable Callable<Integer> on(Face face) {
        Callable<Integer> command = command(verb, face);
        if (command == null) return null;
        face.home(home);
        face.json(json);
        return command;
    }
}
