package org.quietdrop.node.cli;

import org.quietdrop.node.core.View;

import java.nio.file.Path;

/**
 * What is done to a home while no node runs there: handed in by whoever puts the node together. All
 * fail with {@link org.quietdrop.node.core.UserError}.
 */
public interface Safekeeping {
    /** Whether the home is protected by a passphrase. */
    boolean needsPassphrase(Path home);

    /**
     * Changes the passphrase.
     *
     * @param old empty when the home has none; closed by the caller
     * @param wanted empty: none from now on; closed by the caller
     */
    void passphrase(Path home, Passphrase old, Passphrase wanted);

    /** Destroys the home. */
    View.Wiped wipe(Path home);
}
