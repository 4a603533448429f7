package org.quietdrop.node.keyring;

/** A keyring is not there, does not want to, or does not answer. The message is for people. */
public final class KeyringRefused extends Exception {
    private static final long serialVersionUID = 1;

    /** With the reason, as half a sentence; never a secret. */
    public KeyringRefused(String why) {
        super(why);
    }

    /** The reason. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
