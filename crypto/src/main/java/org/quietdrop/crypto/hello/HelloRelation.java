package org.quietdrop.crypto.hello;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

/**
 * One relation that may be at the other end of a connection: a contact, a pending pairing or an
 * invitation. For an invitation the acceptor's UserId is {@link #UNKNOWN} on both sides.
 *
 * <p>Borrows its key from the caller, who keeps it open while hellos run and closes it later.
 */
public final class HelloRelation {
    /** Stands for the acceptor of an invitation, whom the inviter does not know yet. */
    public static final UserId UNKNOWN = UserId.of(new byte[32]);

    private final SecretKey helloKey;
    private final UserId self;
    private final UserId peer;

    /**
     * @param helloKey the 256-bit hello key of the relation; never derived from a spoken code
     * @param self our UserId in this relation
     * @param peer the UserId of the other end
     */
    public HelloRelation(SecretKey helloKey, UserId self, UserId peer) {
        this.helloKey = helloKey;
        this.self = self;
        this.peer = peer;
    }

    SecretKey helloKey() {
        return helloKey;
    }

    UserId self() {
        return self;
    }

    UserId peer() {
        return peer;
    }

    @Override
    public String toString() {
        return "HelloRelation[redacted]";
    }
}
