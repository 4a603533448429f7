package org.quietdrop.node.doctor;

/** The operating system. What is said of all but Linux is untested. */
public enum Platform {
    LINUX,
    MACOS,
    WINDOWS,
    OTHER;

    /** By the value of {@code os.name}. */
    public static Platform of(String name) {
        if (name.equals("Linux")) return LINUX;
        if (name.startsWith("Mac")) return MACOS;
        return name.startsWith("Windows") ? WINDOWS : OTHER;
    }
}
