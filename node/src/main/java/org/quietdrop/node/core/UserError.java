package org.quietdrop.node.core;

import java.util.List;

/**
 * Something a person did or met that cannot be done, with what to do next. It ends a command with
 * its exit code; it never carries a secret.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The exit codes of design section 11. */
    public enum Exit {
        FAILED(1),
        USAGE(2),
        DAEMON(3),
        KEY(4),
        LOCKED(5),
        AMBIGUOUS(6),
        NOT_DELIVERED(7),
        REFUSED(8),
        NOT_FOUND(9);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        /** The process exit code. */
        public int code() {
            return code;
        }

        /** The exit with this code, {@code FAILED} when there is none. */
        public static Exit of(int code) {
            for (Exit exit : values()) {
                if (exit.code == code) return exit;
            }
            return FAILED;
        }
    }

    private static final String UNLOCK = "unlock it with: quietdrop unlock";

    private final Exit exit;
    private final String hint;

    /** An error with nothing to add. */
    public UserError(Exit exit, String message) {
        this(exit, message, "");
    }

    /**
     * @param message one lower-case sentence without a full stop
     * @param hint what to do next, or empty
     */
    public UserError(Exit exit, String message, String hint) {
        super(message, null, false, false);
        this.exit = exit;
        this.hint = hint;
    }

    /** "no contact named x", with those that come near. */
    public static UserError noContact(String name, List<String> near) {
        return new UserError(
                Exit.NOT_FOUND,
                "no contact named \"" + name + "\"",
                near.isEmpty()
                        ? "see: quietdrop contacts"
                        : "did you mean " + String.join(" or ", near) + "?");
    }

    /** Nothing can be read or done while the vault is closed. */
    public static UserError locked() {
        return new UserError(Exit.LOCKED, "the vault is locked", UNLOCK);
    }

    /** The vault was closed before the answer was there. */
    public static UserError lockedMeanwhile() {
        return new UserError(Exit.LOCKED, "the vault was locked meanwhile", UNLOCK);
    }

    /** How the process ends. */
    public Exit exit() {
        return exit;
    }

    /** What to do next; may be empty. */
    public String hint() {
        return hint;
    }

    /** The sentence. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
