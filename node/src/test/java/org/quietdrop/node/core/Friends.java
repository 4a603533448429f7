package org.quietdrop.node.core;

import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Alice and Bob know each other, and both trust Carol, who trusts them: each pair has met once. */
final class Friends {
    final CoreBench alice = new CoreBench("alice", 1);
    final CoreBench bob = new CoreBench("bob", 2);
    final CoreBench carol = new CoreBench("carol", 3);

    private int hashes = 10;

    /** The three as they are after trust and hints were said over links, and all links ended. */
    static Friends met() {
        Friends friends = new Friends();
        Pairing.of(friends.alice, friends.bob);
        Pairing.of(friends.alice, friends.carol);
        Pairing.of(friends.bob, friends.carol);
        friends.trust(friends.alice, friends.carol);
        friends.trust(friends.bob, friends.carol);
        friends.meet(friends.alice, friends.carol);
        friends.meet(friends.bob, friends.carol);
        friends.meet(friends.alice, friends.bob);
        return friends;
    }

    /** Both say that they trust the other. */
    void trust(CoreBench a, CoreBench b) {
        a.ask(new Request.Trust(b.name, true), View.Contact.class);
        b.ask(new Request.Trust(a.name, true), View.Contact.class);
    }

    /** A link on which everything is said, long enough for owed word to settle; it is up. */
    Wire link(CoreBench a, CoreBench b) {
        Wire wire = new Wire(a, b, hashes++);
        wire.up();
        settle(wire);
        return wire;
    }

    /** Everything arrives, also what is said only after some quiet. */
    List<Frame> settle(Wire wire) {
        List<Frame> all = new ArrayList<>(wire.settle());
        for (int i = 0; i < 2; i++) {
            wire.a.wakeAfter(Duration.ofSeconds(6));
            wire.b.wakeAfter(Duration.ofSeconds(6));
            all.addAll(wire.settle());
        }
        return all;
    }

    /** A link comes, everything is said, and it ends. */
    void meet(CoreBench a, CoreBench b) {
        link(a, b).down();
    }
}
