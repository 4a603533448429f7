package org.quietdrop.node.control;

/** The version that {@code status} and {@code --version} say. */
public final class Version {
    /** As in the reactor's pom. */
    public static final String TEXT = "0.1.0";

    /**
     * The language of the control socket (PROTOCOL.md, "Control"). It is another one only when what
     * was said before is no longer understood: new methods, parameters and fields do not count.
     */
    public static final int CONTROL = 1;

    private Version() {}
}
