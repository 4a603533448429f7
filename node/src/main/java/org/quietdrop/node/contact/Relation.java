package org.quietdrop.node.contact;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.hello.HelloRelation;

/**
 * What a link needs to know of one relation: who may be at the other end, and the keys of hello and
 * handshake. Owns its copies of the secrets.
 */
public abstract sealed class Relation implements AutoCloseable
        permits PairRelation, InvitedRelation {
    private final RelationId id;
    private final SecretKey helloKey;
    private final SecretKey psk;

    Relation(RelationId id, SecretKey helloKey, SecretKey psk) {
        this.id = id;
        this.helloKey = helloKey;
        this.psk = psk;
    }

    /** With whom, and which keys. */
    public final RelationId id() {
        return id;
    }

    /** The other side's UserId; {@link HelloRelation#UNKNOWN} if anybody may come. */
    public final UserId peer() {
        return id.peer();
    }

    /** Keys the slots of the hello. */
    public final SecretKey helloKey() {
        return helloKey;
    }

    /** The secret of the two in the handshake. */
    public final SecretKey psk() {
        return psk;
    }

    /** As the hello takes it; the key stays ours. */
    public abstract HelloRelation forHello(UserId self);

    @Override
    public final void close() {
        helloKey.close();
        psk.close();
    }

    @Override
    public final String toString() {
        return "Relation[redacted]";
    }
}
