package org.quietdrop.node.shell;

import java.util.List;

/**
 * The node of one home, as far as the shell may begin it: handed in by whoever puts the program
 * together. All fail with {@link org.quietdrop.node.core.UserError}.
 */
public interface Household {
    /** Whether there is a node at all. */
    boolean exists();

    /**
     * Makes the node.
     *
     * @param passphrase wiped by the caller
     * @return what the person should know, a line each
     */
    List<String> init(String name, char[] passphrase);

    /** A good passphrase for those who have none; the caller wipes it. */
    char[] suggestion();

    /** Starts the daemon in the background; returns when it answers, locked or ready. */
    void start();
}
