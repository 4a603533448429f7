package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a command has around it. Both streams speak UTF-8.
 *
 * @param fixedZone in which people read times; null: the system's, asked for when one is shown
 * @param attended whether a person sits here: what comes in is typed at a terminal, and what goes
 *     out is read at it. Asked late, as most commands need not know
 */
public record Surroundings(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        @Nullable ZoneId fixedZone,
        Prompt prompt,
        BooleanSupplier attended) {

    /** Those of this process: UTF-8 whatever the locale says, as scripts rely on it. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                // Not System.in, whose buffer keeps what was read, a passphrase too.
                new FileInputStream(FileDescriptor.in),
                Output.standard(),
                stream(FileDescriptor.err),
                System.getenv(),
                null,
                Prompt::console,
                Surroundings::terminal);
    }

    /** Where times are told. */
    public ZoneId zone() {
        return fixedZone == null ? ZoneId.systemDefault() : fixedZone;
    }

    // Whether there is a console without a terminal has changed with every second Java version.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
