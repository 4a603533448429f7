package org.quietdrop.node.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal for something that must not be seen. */
@FunctionalInterface
public interface Prompt {
    /** What was typed, without echo; empty when there is no terminal or it has ended. */
    Optional<Passphrase> ask(String question);

    /** Asks on this process's terminal. */
    // Whether there is a console without a terminal has changed with every second Java version.
    @SuppressWarnings("SystemConsoleNull")
    static Optional<Passphrase> console(String question) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) return Optional.empty();
        return Optional.ofNullable(console.readPassword("%s", question)).map(Passphrase::new);
    }
}
