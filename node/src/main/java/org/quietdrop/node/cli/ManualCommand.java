package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code manual}: the help of all commands as manual pages. */
@Command(
        name = "manual",
        description = "Write the manual pages of all commands into a folder.",
        footer = {
            "",
            "Examples:",
            "  quietdrop manual ~/.local/share/man/man1",
            "  man quietdrop-send"
        })
final class ManualCommand implements Callable<Integer> {
    private final Face face;
    private final Supplier<CommandTree> commands;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder; made if need be.")
    private Path folder = Path.of("");

    ManualCommand(Face face, Supplier<CommandTree> commands) {
        this.face = face;
        this.commands = commands;
    }

    @Override
    public Integer call() {
        int pages = 0;
        try {
            Files.createDirectories(folder);
            for (CommandTree command : commands.get().all()) {
                Files.writeString(folder.resolve(Manual.file(command)), Manual.of(command));
                pages++;
            }
        } catch (IOException e) {
            throw new UserError(
                    UserError.Exit.DAEMON, "the pages cannot be written into " + folder);
        }
        face.say(pages + " pages in " + folder);
        face.give(Map.of("pages", pages));
        return 0;
    }
}
