package org.quietdrop.node.contact;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.hello.HelloRelation;

/** Two who have keys with each other: a contact's own, or those of a pending. They meet by KK. */
public final class PairRelation extends Relation {
    private final PublicKey peerStatic;

    /**
     * Takes ownership of both secrets.
     *
     * @param id with whom, and which run of pairing made these keys
     */
    public PairRelation(RelationId id, PublicKey peerStatic, SecretKey helloKey, SecretKey psk) {
        super(id, helloKey, psk);
        this.peerStatic = peerStatic;
    }

    /** The other side's X25519 key. */
    public PublicKey peerStatic() {
        return peerStatic;
    }

    @Override
    public HelloRelation forHello(UserId self) {
        return new HelloRelation(helloKey(), self, peer());
    }
}
