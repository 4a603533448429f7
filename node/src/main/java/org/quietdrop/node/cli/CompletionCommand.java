package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** {@code completion}: what a shell reads to complete command lines. */
@Command(
        name = "completion",
        description = "Print a completion script for bash, zsh or fish.",
        footer = {
            "",
            "Examples:",
            "  source <(quietdrop completion bash)",
            "  quietdrop completion zsh >\"${fpath[1]}/_quietdrop\"",
            "  quietdrop completion fish >~/.config/fish/completions/quietdrop.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Face face;
    private final Supplier<CommandTree> commands;

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish.")
    private String shell = "";

    CompletionCommand(Face face, Supplier<CommandTree> commands) {
        this.face = face;
        this.commands = commands;
    }

    @Override
    public Integer call() {
        Completion.Shell wanted =
                Completion.Shell.of(shell)
                        .orElseThrow(() ->
                                new UserError(
                                        UserError.Exit.USAGE,
                                        "there is no completion for \"" + shell + "\"",
                                        "there is for bash, zsh and fish"));
        face.around().out().print(Completion.of(commands.get(), wanted));
        return 0;
    }
}
