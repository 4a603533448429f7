package org.quietdrop.crypto.pairing;

/**
 * The two ends of a relation's keys. Alice is the typist of a code or the acceptor of an
 * invitation, at a renewal the one with the lower UserId; Bob is the other (PROTOCOL.md, Keying).
 */
public enum Role {
    ALICE,
    BOB;

    /** The other end. */
    public Role other() {
        return this == ALICE ? BOB : ALICE;
    }
}
