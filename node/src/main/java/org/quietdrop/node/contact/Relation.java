package org.quietdrop.node.contact;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

/**
 * What a link needs to know of one relation: with whom, and the keys of hello and handshake. Owns
 * its copies of the secrets.
 */
public final class Relation implements AutoCloseable {
    private final RelationId id;
    private final PublicKey peerStatic;
    private final SecretKey helloKey;
    private final SecretKey psk;

    /** Takes ownership of both secrets. */
    public Relation(RelationId id, PublicKey peerStatic, SecretKey helloKey, SecretKey psk) {
        this.id = id;
        this.peerStatic = peerStatic;
        this.helloKey = helloKey;
        this.psk = psk;
    }

    /** With whom, and which run of pairing made these keys. */
    public RelationId id() {
        return id;
    }

    /** The other side's UserId. */
    public UserId peer() {
        return id.peer();
    }

    /** The other side's X25519 key. */
    public PublicKey peerStatic() {
        return peerStatic;
    }

    /** Keys the slots of the hello. */
    public SecretKey helloKey() {
        return helloKey;
    }

    /** The pair's secret in KKpsk0. */
    public SecretKey psk() {
        return psk;
    }

    @Override
    public void close() {
        helloKey.close();
        psk.close();
    }

    @Override
    public String toString() {
        return "Relation[redacted]";
    }
}
