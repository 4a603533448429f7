package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.OwedAck;

import java.util.List;

/** Acknowledgements are owed until something shows that they arrived. */
final class OwedAcksTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    OwedAcksTest() {
        Pairing.of(alice, bob);
    }

    private Wire link() {
        return Wire.between(alice, bob);
    }

    private static <F extends Frame> List<F> kinds(List<Frame> frames, Class<F> kind) {
        return frames.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void owedAcksAreSentAtEveryLinkUntilAPongFollows() {
        Wire wire = link();
        alice.send(bob, "one");
        List<Frame> sent = wire.carryToB();
        Bytes envelope = kinds(sent, Frame.Envelope.class).getFirst().sealed();
        for (int i = 2; i < 5; i++) {
            wire.down();
            wire = new Wire(alice, bob, i);
            wire.up();
            bob.sent(wire.atB);
            wire.carryToB();
            List<Frame> answer = bob.sent(wire.atB);
            assertTrue(
                    answer.contains(new Frame.Ack(EnvelopeId.of(envelope))), "link " + i + answer);
            assertEquals(1, bob.rows(Table.OWED));
        }
        wire.down();
        Wire last = new Wire(alice, bob, 9);
        last.up();
        last.settle(); // the ping goes at once behind acks sent again
        assertEquals(0, bob.rows(Table.OWED));
        assertEquals("delivered", alice.state(bob, alice.history(bob).getFirst().id()));
    }

    @Test
    void aPongWithoutOurPingSettlesNothing() {
        Wire wire = link();
        alice.send(bob, "one");
        wire.carryToB();
        wire.toB(new Frame.Pong(0));
        wire.toB(new Frame.Pong(12345));
        assertEquals(1, bob.rows(Table.OWED));
    }

    @Test
    void anAckForSomethingSentLaterSettles() {
        Wire wire = link();
        alice.send(bob, "one");
        wire.carryToB();
        bob.send(alice, "two");
        assertEquals(1, bob.rows(Table.OWED));
        wire.settle();
        assertEquals(0, bob.rows(Table.OWED));
    }

    @Test
    void anAckThatMayBeOfAnEarlierLinkSettlesNothing() {
        Wire wire = link();
        bob.send(alice, "kept by alice, whose ack is lost");
        Frame.Envelope old = kinds(wire.carryToA(), Frame.Envelope.class).getFirst();
        alice.sent(wire.atA);
        alice.send(bob, "one");
        wire.carryToB();
        wire.down();
        Wire next = new Wire(alice, bob, 2);
        next.up();
        alice.sent(next.atA, Frame.SessionCheck.class).forEach(next::toB);
        // Bob has sent: his check, the owed ack, the envelope again. Alice's ack of the first copy
        // crosses all of it, and then the link breaks.
        assertEquals(1, bob.rows(Table.OWED));
        next.toB(new Frame.Ack(EnvelopeId.of(old.sealed())));
        assertEquals(1, bob.rows(Table.OWED));
    }

    @Test
    void duplicatesOweOneAckEach() {
        Wire wire = link();
        alice.send(bob, "again and again");
        Frame envelope = kinds(wire.carryToB(), Frame.Envelope.class).getFirst();
        for (int i = 0; i < 200; i++) wire.toB(envelope);
        assertEquals(1, bob.rows(Table.OWED));
        assertEquals(201, bob.sent(wire.atB, Frame.Ack.class).size());
        assertEquals(List.of("again and again"), bob.texts(alice));
    }

    @Test
    void checksSentAgainBringNoAcks() {
        Wire wire = link();
        alice.send(bob, "one");
        wire.carryToB();
        wire.down();
        Wire next = new Wire(alice, bob, 2);
        next.up();
        Frame check = alice.sent(next.atA, Frame.SessionCheck.class).getFirst();
        next.toB(check);
        bob.sent(next.atB);
        for (int i = 0; i < 10; i++) next.toB(check);
        assertEquals(List.of(), bob.sent(next.atB));
    }

    @Test
    void manyOwedAcksGoInParts() {
        bob.change(turn -> {
            for (int i = 0; i < 2_500; i++) {
                turn.owed().owe(alice.id(), OwedAck.Kind.TAKEN, new BytesOf(i).id(), true, bob.now);
            }
        });
        Wire wire = new Wire(alice, bob, 1);
        wire.up();
        wire.carryToB();
        assertEquals(1_000, bob.sent(wire.atB, Frame.Ack.class).size());
        wire.down();
        Wire next = Wire.between(alice, bob);
        assertEquals(0, bob.rows(Table.OWED));
        next.down();
    }

    private record BytesOf(int number) {
        Bytes id() {
            byte[] id = new byte[16];
            new SeededRandom(number).fill(id);
            return Bytes.of(id);
        }
    }
}
