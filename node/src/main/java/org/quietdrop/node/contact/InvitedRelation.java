package org.quietdrop.node.contact;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.hello.HelloRelation;
import org.quietdrop.crypto.pairing.Invitation;

import java.util.Optional;

/**
 * An invitation that waits for the two to meet, from either end. They meet by XX (protocol, section
 * 3). In the hello the acceptor has no name, at both ends.
 */
public final class InvitedRelation extends Relation {
    private final boolean inviter;
    private final Optional<UserId> expected;

    /**
     * Makes its own keys.
     *
     * @param invitation its name here, 16 bytes
     * @param inviter whether we are the one who invites, Bob
     * @param expected who must be at the other end; empty: whoever has the secret
     * @param secret stays the caller's
     */
    public InvitedRelation(
            Bytes invitation, boolean inviter, Optional<UserId> expected, SecretKey secret) {
        super(
                new RelationId(expected.orElse(HelloRelation.UNKNOWN), invitation),
                Invitation.helloKey(secret),
                Invitation.psk(secret));
        if (!inviter && expected.isEmpty()) {
            throw new IllegalArgumentException("an acceptor knows who invites");
        }
        this.inviter = inviter;
        this.expected = expected;
    }

    /** Its name here, 16 bytes. */
    public Bytes invitation() {
        return id().sessionId();
    }

    /** Whether we are the one who invites, Bob. */
    public boolean inviter() {
        return inviter;
    }

    /** Who must be at the other end; empty: whoever has the secret. */
    public Optional<UserId> expected() {
        return expected;
    }

    @Override
    public HelloRelation forHello(UserId self) {
        return inviter
                ? new HelloRelation(helloKey(), self, HelloRelation.UNKNOWN)
                : new HelloRelation(helloKey(), HelloRelation.UNKNOWN, peer());
    }
}
