package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.contact.PairRelation;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.core.Effect;

import java.util.List;
import java.util.function.Supplier;

/** Identities and relations for tests. */
final class People {
    static final RandomSource RANDOM = new SystemRandom();

    private People() {}

    static Self self(String name) {
        return self(name, VersionRange.CURRENT);
    }

    static Self self(String name, VersionRange versions) {
        try (SecretKey seed = SecretKey.random(RANDOM)) {
            Identity identity = Identity.fromSeed(seed);
            return new Self(identity, identity.card(name), versions);
        }
    }

    /** The secrets of a pair; makes the relation as either side has it. */
    record Pair(SecretKey helloKey, SecretKey psk, Bytes sessionId) {
        static Pair fresh() {
            return new Pair(
                    SecretKey.random(RANDOM), SecretKey.random(RANDOM), Bytes.of(RANDOM.bytes(16)));
        }

        PairRelation with(Self peer) {
            return new PairRelation(
                    new RelationId(peer.identity().userId(), sessionId),
                    peer.identity().dhKey(),
                    helloKey.copy(),
                    psk.copy());
        }

        Pair otherPsk() {
            return new Pair(helloKey, SecretKey.random(RANDOM), sessionId);
        }
    }

    /** Without a port of its own, met at loopback. */
    static Inviting inviting(Self self) {
        return new Inviting(self, 0, "127.0.0.1");
    }

    static Effect.Relations relations(Relation... all) {
        return new Effect.Relations(List.of(all), List.of(all));
    }

    static Supplier<RelationBook> book(Relation... all) {
        RelationBook book = new RelationBook(relations(all));
        return () -> book;
    }
}
