package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What came in and was on no screen yet is counted by the node, and survives it. */
final class UnreadTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    UnreadTest() {
        Pairing.of(alice, bob);
    }

    private View.@Nullable Unread listed() {
        View.Contacts all = alice.ask(new Request.Contacts(), View.Contacts.class);
        View.Unread unread = all.contacts().getFirst().unread();
        View.ContactDetail one =
                alice.ask(new Request.ContactShow("bob"), View.ContactDetail.class);
        assertEquals(unread, one.contact().unread(), "both methods say the same");
        return unread;
    }

    private void receive(int count) {
        Wire wire = Wire.between(alice, bob);
        for (int i = 0; i < count; i++) bob.send(alice, "line " + i);
        wire.settle();
        wire.down();
    }

    @Test
    void onlyWhatCameInBehindTheLastReadLineIsCounted() {
        assertEquals(new View.Unread(0, false, 0, 0), listed());
        receive(2);
        alice.send(bob, "mine");
        receive(1);
        assertEquals(new View.Unread(3, false, 0, 4), listed());
        alice.ask(new Request.Read("bob", 1, 2), View.Done.class);
        assertEquals(new View.Unread(1, false, 2, 4), listed());
        alice.restart();
        assertEquals(new View.Unread(1, false, 2, 4), listed(), "a restart forgets nothing");
        alice.ask(new Request.Read("bob", 1, 4), View.Done.class);
        assertEquals(new View.Unread(0, false, 4, 4), listed());
    }

    @Test
    void countingEnds() {
        receive(Unread.MOST + 1);
        assertEquals(new View.Unread(Unread.MOST, true, 0, Unread.MOST + 1L), listed());
    }

    @Test
    void whereOnlyTheContactIsSpokenOfNothingIsCounted() {
        receive(1);
        View.Contact named = alice.ask(new Request.Rename("bob", "robert"), View.Contact.class);
        assertNull(named.unread());
    }
}
