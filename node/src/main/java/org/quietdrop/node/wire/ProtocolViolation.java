package org.quietdrop.node.wire;

/**
 * Bytes that the protocol does not allow. It ends the link in silence. It carries the rule that was
 * broken and never what broke it: the bytes came from somebody else.
 */
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Which rule was broken. */
    public enum Reason {
        /** Something is shorter or longer than it must be. */
        SIZE,
        /** Where only zeros may stand stood something else. */
        PADDING,
        /** A kind of frame or payload that must be known is not. */
        UNKNOWN,
        /** A field holds what it may not hold. */
        VALUE,
        /** Text is not UTF-8. */
        TEXT,
        /** Allowed, but not at this moment. */
        ORDER
    }

    private final Reason reason;

    /** A violation of this rule. Without a stack trace: strangers must not make us work. */
    public ProtocolViolation(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** Which rule was broken. */
    public Reason reason() {
        return reason;
    }

    static void check(boolean kept, Reason reason) {
        if (!kept) throw new ProtocolViolation(reason);
    }
}
