package org.quietdrop.node.link;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.contact.Relation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One person and many contacts, the same in two processes: all of it comes from a seed. */
final class Crowd {
    /** A contact, and what it shares with the one. */
    record Member(Self self, People.Pair pair) {}

    final Self one;
    final List<Member> members = new ArrayList<>();

    Crowd(long seed, int size) {
        Random seeded = new Random(seed);
        one = self(seeded, "One");
        for (int i = 0; i < size; i++) {
            Self self = self(seeded, "Member" + i);
            members.add(
                    new Member(
                            self,
                            new People.Pair(
                                    SecretKey.random(bytes(seeded)),
                                    SecretKey.random(bytes(seeded)),
                                    Bytes.of(bytes(seeded).bytes(16)))));
        }
    }

    private static org.quietdrop.crypto.RandomSource bytes(Random seeded) {
        return seeded::nextBytes;
    }

    private static Self self(Random seeded, String name) {
        try (SecretKey seed = SecretKey.random(bytes(seeded))) {
            Identity identity = Identity.fromSeed(seed);
            return new Self(identity, identity.card(name), VersionRange.CURRENT);
        }
    }

    /** All of them, as the one knows them. */
    Relation[] relations() {
        return members.stream().map(m -> m.pair().with(m.self())).toArray(Relation[]::new);
    }
}
