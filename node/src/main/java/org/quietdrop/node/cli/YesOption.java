package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Option;

/** {@code --yes}, for commands that ask before they do what cannot be undone. */
final class YesOption {
    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /**
     * Refuses to go on where nobody can be asked and {@code --yes} is not given.
     *
     * @param what asks first
     * @param command with which it would not
     * @throws UserError exit 2
     */
    void refuseUnasked(Face face, String what, String command) {
        if (yes || face.attended()) return;
        throw new UserError(
                UserError.Exit.USAGE,
                what + " asks first, and there is nobody here to ask",
                "use: " + command);
    }

    /** Whether it is wanted: by {@code --yes}, or because the person says so now, in full. */
    boolean agreed(Face face, String question) {
        return yes || face.ask(question).equalsIgnoreCase("yes");
    }
}
