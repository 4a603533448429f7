package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.core.Boxes.deposit;
import static org.quietdrop.node.core.Boxes.filled;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Frame;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What contacts and friends can bring about that do more than a person does. */
final class RelayAbuseTest {
    private final Friends friends = Friends.met();
    private final CoreBench alice = friends.alice;
    private final CoreBench bob = friends.bob;
    private final CoreBench carol = friends.carol;

    private int waitingFor(CoreBench to) {
        return alice.stored(turn -> turn.outbox().of(to.id(), 0, 10_000).size());
    }

    @Test
    void aFriendWhoChangesItsMindDoesNotUseUpTheWindowsOfOthers() {
        for (int i = 0; i < 3; i++) {
            Wire wire = friends.link(alice, carol);
            for (int j = 0; j < 12; j++) {
                wire.toA(new Frame.Consent(j % 2 != 0));
                wire.settle();
            }
            wire.down();
        }
        assertTrue(waitingFor(bob) <= 5, "hints that wait: " + waitingFor(bob));
        friends.meet(alice, bob);
        assertEquals(0, waitingFor(bob));
        Wire wire = friends.link(alice, carol);
        String id = bob.send(alice, "found");
        Wire bobs = friends.link(bob, carol);
        friends.settle(wire);
        assertEquals("carried", bob.state(alice, id), "what Bob knows last is true");
        bobs.down();
    }

    @Test
    void aFriendWhoChangesItsMindIsToldOfOnceAnHour() {
        Wire wire = friends.link(alice, carol);
        alice.wakeAfter(Duration.ofHours(1));
        alice.take(Effect.Publish.class);
        for (int j = 0; j < 20; j++) wire.toA(new Frame.Consent(j % 2 != 0));
        long told =
                alice.take(Effect.Publish.class).stream()
                        .filter(p -> p.notice().event().equals("contact"))
                        .count();
        assertEquals(2, told);
    }

    @Test
    void aContactThatLeavesJunkDoesNotEndTheLinkWithTheFriend() {
        Wire bobs = friends.link(bob, carol);
        Wire wire = friends.link(alice, carol);
        alice.send(bob, "hello");
        friends.settle(wire);
        wire.down();
        Frame.Drop drop = RelayTest.kinds(carol.sent(bobs.atB), Frame.Drop.class).getFirst();
        byte[] bytes = drop.drop().toArray();
        for (int i = 0; i < 1_100; i++) {
            ByteBuffer.wrap(bytes).putInt(100, i);
            bobs.toA(new Frame.Drop(drop.handle(), Bytes.of(bytes)));
        }
        assertFalse(bob.closed(bobs.atA), "Alice can make such boxes, too");
        assertEquals(List.of("carol hands over boxes that do not open"), bob.warnings());
        bobs.toA(drop);
        assertEquals(List.of("hello"), bob.texts(alice));
    }

    @Test
    void oneBoxLeftOverAndOverWaitsOnce() {
        LinkTable links = new LinkTable();
        Carrying carrying = new Carrying(links, Quotas.DEFAULT);
        LiveLink from = link(links, alice, 1);
        LiveLink to = link(links, bob, 2);
        to.relay.asked = Set.of(filled(1, 16));
        carol.change(turn -> {
            for (int i = 0; i < RelayLink.UNANSWERED; i++) {
                carrying.deposited(turn, from, true, deposit(i, 7));
            }
            for (int i = 0; i < 100; i++) carrying.deposited(turn, from, true, deposit(9_999, 7));
        });
        assertEquals(RelayLink.UNANSWERED, to.relay.unanswered.size());
        assertEquals(1, to.relay.toOffer.size());
    }

    @Test
    void whatWasTakenBackDoesNotPileUpForWhoDoesNotAnswer() {
        LinkTable links = new LinkTable();
        Carrying carrying = new Carrying(links, Quotas.DEFAULT);
        LiveLink from = link(links, alice, 1);
        LiveLink to = link(links, bob, 2);
        to.relay.asked = Set.of(filled(1, 16));
        carol.change(turn -> {
            for (int i = 0; i < 20 * Quotas.DEFAULT.each(); i++) {
                if (i % Quotas.DEFAULT.each() == 0) carrying.withdrawn(turn, alice.id());
                carrying.deposited(turn, from, true, deposit(i, 7));
            }
        });
        assertTrue(to.relay.toOffer.size() <= Quotas.DEFAULT.all());
    }

    private static LiveLink link(LinkTable links, CoreBench peer, long number) {
        var relation = new RelationId(peer.id(), filled(3, 16));
        SecretKey exp = SecretKey.random(new SeededRandom(number));
        var up = new Event.LinkUp(number, relation, true, filled(4, 64), peer.endpoint, exp);
        links.add(up, CoreBench.START);
        return links.get(number).orElseThrow();
    }

    @Test
    void aContactThatIsOwedWordDoesNotFillOurShare() {
        Wire bobs = friends.link(bob, carol);
        int left = 0;
        for (int i = 0; i < 40; i++) {
            Wire direct = new Wire(alice, bob, 50 + i);
            direct.up();
            direct.settle();
            alice.send(bob, "and another");
            direct.carryToB();
            direct.down();
            bob.wakeAfter(Duration.ofSeconds(3));
            left += RelayTest.kinds(bobs.settle(), Frame.Deposit.class).size();
        }
        assertEquals(16, left);
        assertEquals(40, bob.texts(alice).size());
        bob.wakeAfter(Duration.ofMinutes(61));
        bob.wakeAfter(Duration.ofSeconds(3));
        assertEquals(1, RelayTest.kinds(bobs.settle(), Frame.Deposit.class).size(), "the rest");
    }

    @Test
    void answersToWhatWasNotLeftCostNothing() {
        Wire wire = friends.link(alice, carol);
        wire.toA(new Frame.NotKept(filled(5, 16), Frame.NotKept.Reason.FULL));
        assertEquals(List.of(), alice.warnings());
        String id = alice.send(bob, "hello");
        friends.settle(wire);
        assertEquals("carried", alice.state(bob, id));
    }
}
