package org.quietdrop.node.control;

/** The version that {@code status} and {@code --version} say. */
public final class Version {
    /** As in the reactor's pom. */
    public static final String TEXT = "0.1.0";

    private Version() {}
}
