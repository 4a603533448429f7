package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quietdrop.store.Table;

import java.util.List;
import java.util.Optional;

/** Blocking, forgetting and verifying, and what the other side can see of it: nothing. */
final class PartingTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    @BeforeEach
    void theyAreContacts() {
        Pairing.of(alice, bob);
    }

    private static View.Contact contact(CoreBench of, CoreBench other) {
        return of.ask(new Request.ContactShow(other.id().hex()), View.ContactDetail.class)
                .contact();
    }

    /** What hello knows after this: the other side's slot is no longer among it. */
    private static boolean known(CoreBench of, CoreBench other) {
        return of.take(Effect.Relations.class).getLast().all().stream()
                .anyMatch(r -> r.peer().equals(other.id()));
    }

    @Test
    void aBlockedOneIsAStrangerFromThenOn() {
        Wire wire = Wire.between(alice, bob);
        alice.take(Effect.Send.class);
        alice.ask(new Request.Block("bob"), View.Contact.class);
        assertTrue(alice.take(Effect.Send.class).isEmpty(), "nothing says so");
        assertTrue(alice.closed(wire.atA));
        assertFalse(known(alice, bob));
        assertEquals("blocked", contact(alice, bob).state());
        assertEquals(0, alice.rows(Table.SESSION));
        alice.restart();
        assertFalse(known(alice, bob));
    }

    @Test
    void onTheWireBlockedAndForgottenAreTheSame() {
        CoreBench twin = new CoreBench("alice", 1);
        CoreBench peer = new CoreBench("bob", 2);
        Pairing.of(twin, peer);
        alice.take(Effect.Relations.class);
        twin.take(Effect.Relations.class);
        alice.ask(new Request.Block("bob"), View.Contact.class);
        twin.ask(new Request.Forget("bob"), View.Done.class);
        assertFalse(known(alice, bob));
        assertFalse(known(twin, peer));
        assertTrue(alice.take(Effect.Send.class).isEmpty());
        assertTrue(twin.take(Effect.Send.class).isEmpty());
    }

    @Test
    void waitingMailIsRefusedHistoryAndNameStay() {
        String id = alice.send(bob, "too late");
        alice.ask(new Request.Block("bob"), View.Contact.class);
        assertEquals("refused", alice.state(bob, id));
        assertEquals(0, alice.rows(Table.OUTBOX));
        assertEquals(List.of("too late"), alice.texts(bob));
        assertEquals(UserError.Exit.REFUSED, alice.refused(new Request.Send("bob", "more")).exit());
        assertEquals("blocked", contact(alice, bob).state());
        alice.ask(new Request.Block("bob"), View.Contact.class);
    }

    @Test
    void pairingAgainUnblocks() {
        alice.ask(new Request.Block("bob"), View.Contact.class);
        Pairing.of(alice, bob);
        assertEquals("contact", contact(alice, bob).state());
        Wire.between(alice, bob);
        bob.send(alice, "there again");
        Wire.between(alice, bob);
        assertEquals(List.of("there again"), alice.texts(bob));
    }

    @Test
    void anAcceptedInvitationOfABlockedOneUnblocksOnlyWhenTheyMeet() {
        alice.ask(new Request.Block("bob"), View.Contact.class);
        Invited.accept(bob, alice);
        assertEquals("pending", contact(alice, bob).state());
        assertTrue(
                alice.stored(turn -> turn.contacts().keys(bob.id())).isEmpty(),
                "the keys of before are gone");
        new Invited(bob, alice).run();
        assertEquals("contact", contact(alice, bob).state());
    }

    @Test
    void verifyingIsTheUsersWordAndBothSeeTheSameNumber() {
        CoreBench carol = new CoreBench("carol", 3);
        Invited.between(alice, carol).run();
        View.Verification atAlice = verify(alice, "carol", Optional.empty());
        View.Verification atCarol = verify(carol, "alice", Optional.empty());
        assertEquals(atAlice.safetyNumber(), atCarol.safetyNumber());
        assertEquals(60, atAlice.safetyNumber().replace(" ", "").length());
        assertFalse(atAlice.verified());
        assertTrue(verify(alice, "carol", Optional.of(true)).verified());
        assertTrue(contact(alice, carol).verified());
        assertFalse(contact(carol, alice).verified(), "each says it for himself");
        alice.restart();
        alice.send(carol, "hi");
        assertTrue(alice.history(carol).getFirst().verified());
        assertFalse(verify(alice, "carol", Optional.of(false)).verified());
        assertFalse(contact(alice, carol).verified());
    }

    private static View.Verification verify(CoreBench of, String name, Optional<Boolean> compared) {
        return of.ask(new Request.Verify(name, compared), View.Verification.class);
    }
}
