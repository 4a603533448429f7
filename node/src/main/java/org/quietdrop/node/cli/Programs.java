package org.quietdrop.node.cli;

import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the command line starts but does not know: handed in by whoever puts the node together. All
 * fail with {@link org.quietdrop.node.core.UserError}.
 */
public interface Programs {
    /**
     * Makes a node.
     *
     * @param passphrase closed by the caller; empty: none is wanted
     * @return what the person should know, a line each
     */
    List<String> init(Path home, String name, Optional<Passphrase> passphrase);

    /**
     * Runs the daemon until it is stopped, or, in the background, until it is ready or locked.
     *
     * @param passphrase closed by the caller; empty: the vault stays locked
     * @return the exit code
     */
    int daemon(Path home, DaemonOptions options, Optional<Passphrase> passphrase);

    /** What is done to a home while no node runs there. */
    Safekeeping safekeeping();

    /** Looks for what is wrong where no node runs. */
    View.Diagnosis doctor(Path home);

    /** Runs the demo; returns the exit code. */
    int demo();

    /** Runs the shell; returns the exit code. */
    int shell(Path home);
}
