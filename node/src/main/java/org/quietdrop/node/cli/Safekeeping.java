package org.quietdrop.node.cli;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

    /** The recovery words; the passphrase is empty when the home has none. */
    View.Words words(Path home, Passphrase passphrase);

    /**
     * Makes a home with an identity that there was before.
     *
     * @param seed closed by the caller
     * @param passphrase closed by the caller; empty: none is wanted
     * @return what the person should know, a line each
     */
    List<String> recover(Path home, SecretKey seed, String name, Optional<Passphrase> passphrase);

    /**
     * Makes a backup.
     *
     * @param present passphrase of the home; closed by the caller
     * @param to a file that is not there
     * @param passphrase of the backup; closed by the caller
     */
    View.BackedUp backup(Path home, Passphrase present, Path to, Passphrase passphrase);

    /**
     * Makes a home from a backup.
     *
     * @param old passphrase of the backup; closed by the caller
     * @param wanted passphrase of the home, empty: none; closed by the caller
     */
    View.Restored restore(Path home, Path from, Passphrase old, Optional<Passphrase> wanted);

    /** Destroys the home. */
    View.Wiped wipe(Path home);
}
