package org.quietdrop.crypto.pairing;

/** Why new keys are made; the number goes into their derivation. */
public enum KeyingKind {
    /** Pairing by spoken code. */
    CODE(1),
    /** Pairing by invitation. */
    INVITATION(2),
    /** New session keys for a relation that stands. */
    RENEWAL(3);

    private final byte number;

    KeyingKind(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }
}
