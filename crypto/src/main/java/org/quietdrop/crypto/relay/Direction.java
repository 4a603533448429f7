package org.quietdrop.crypto.relay;

import org.quietdrop.crypto.UserId;

/**
 * Which of the two people of a relation a drop comes from, so that both never use one key
 * (PROTOCOL.md, Relay). It goes by their UserIds, which stay, and not by their roles in a pairing.
 */
public enum Direction {
    /** From the one with the lower UserId. */
    LOWER,
    /** From the one with the higher UserId. */
    HIGHER;

    /**
     * The direction of what {@code sender} leaves for {@code recipient}.
     *
     * @throws IllegalArgumentException if both are the same
     */
    public static Direction from(UserId sender, UserId recipient) {
        int order = sender.compareTo(recipient);
        if (order == 0) {
            throw new IllegalArgumentException("a drop goes from one to another");
        }
        return order < 0 ? LOWER : HIGHER;
    }

    /** The byte in the derivation: 00 or 01. */
    byte code() {
        return switch (this) {
            case LOWER -> 0;
            case HIGHER -> 1;
        };
    }
}
