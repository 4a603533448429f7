package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Carol knows Alice and Bob, who do not know each other. */
final class IntroductionsTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private final CoreBench carol = new CoreBench("carol", 3);

    @BeforeEach
    void carolKnowsBoth() {
        Pairing.of(carol, alice);
        Pairing.of(carol, bob);
    }

    private void introduce() {
        carol.ask(new Request.Introduce("alice", "bob"), View.Done.class);
        Wire.between(carol, alice).down();
        Wire.between(carol, bob).down();
    }

    private static List<View.Invitation> open(CoreBench of) {
        return of.ask(new Request.Invitations(), View.Invitations.class).invitations();
    }

    private static View.Contact yes(CoreBench of, Optional<String> as) {
        return of.ask(new Request.Accept(open(of).getFirst().id(), as), View.Contact.class);
    }

    private static View.ContactDetail show(CoreBench of, CoreBench other) {
        return of.ask(new Request.ContactShow(other.id().hex()), View.ContactDetail.class);
    }

    private CoreBench lower() {
        return alice.id().compareTo(bob.id()) < 0 ? alice : bob;
    }

    private CoreBench higher() {
        return lower() == alice ? bob : alice;
    }

    @Test
    void bothAreAskedAndNothingHappensBefore() {
        introduce();
        for (CoreBench one : List.of(alice, bob)) {
            View.Invitation offer = open(one).getFirst();
            assertEquals("offered", offer.side());
            assertEquals("carol", offer.introducer());
            assertEquals(one == alice ? "bob" : "alice", offer.contact());
            assertEquals(
                    List.of("carol"),
                    one.ask(new Request.Contacts(), View.Contacts.class).contacts().stream()
                            .map(View.Contact::name)
                            .toList());
            assertTrue(Invited.open(one, true).isEmpty());
            assertTrue(Invited.open(one, false).isEmpty());
        }
    }

    @Test
    void whenBothSayYesTheLowerIsAliceAndTheyMeet() {
        introduce();
        View.Contact first = yes(alice, Optional.empty());
        assertEquals("bob", first.name());
        assertEquals("pending", first.state());
        yes(bob, Optional.of("Ally"));
        alice.send(bob, "Carol says hello");
        assertTrue(Invited.sameKeys(higher(), lower()));
        new Invited(higher(), lower()).run();
        for (CoreBench one : List.of(alice, bob)) {
            CoreBench other = one == alice ? bob : alice;
            assertEquals("contact", show(one, other).contact().state());
            assertFalse(show(one, other).contact().verified());
            assertEquals("introduced by carol", show(one, other).origin());
            assertEquals(0, one.rows(Table.INVITATION));
        }
        assertEquals("Ally", show(bob, alice).contact().name());
        Wire.between(alice, bob);
        assertEquals(
                List.of("Carol says hello"),
                bob
                        .ask(
                                new Request.History("Ally", 10, Optional.empty(), Optional.empty()),
                                View.Lines.class)
                        .lines()
                        .stream()
                        .map(View.Line::text)
                        .toList());
    }

    @Test
    void noIsSaidToNobody() {
        introduce();
        String id = open(bob).getFirst().id();
        bob.take(Effect.Send.class);
        bob.ask(new Request.Decline(id), View.Done.class);
        assertTrue(bob.take(Effect.Send.class).isEmpty());
        assertEquals(0, bob.rows(Table.INVITATION));
        assertEquals(UserError.Exit.NOT_FOUND, bob.refused(new Request.Decline(id)).exit());
        assertEquals(
                UserError.Exit.NOT_FOUND,
                bob.refused(new Request.Accept(id, Optional.empty())).exit());
    }

    @Test
    void onlyContactsAreIntroducedAndNobodyToHimself() {
        assertEquals(
                UserError.Exit.USAGE,
                carol.refused(new Request.Introduce("alice", "Alice")).exit());
        assertEquals(
                UserError.Exit.NOT_FOUND,
                carol.refused(new Request.Introduce("alice", "dave")).exit());
        carol.ask(new Request.Block("bob"), View.Contact.class);
        assertEquals(
                UserError.Exit.REFUSED,
                carol.refused(new Request.Introduce("alice", "bob")).exit());
        assertEquals(0, carol.rows(Table.OUTBOX));
    }

    @Test
    void saidAgainItReplacesTheEarlierOffer() {
        introduce();
        introduce();
        assertEquals(1, open(alice).size());
        yes(alice, Optional.empty());
        yes(bob, Optional.empty());
        assertTrue(Invited.sameKeys(higher(), lower()));
    }

    @Test
    void whoIsAContactAlreadyIsNotIntroduced() {
        Pairing.of(alice, bob);
        introduce();
        assertEquals(0, open(alice).size());
        assertEquals("contact", show(alice, bob).contact().state());
    }

    @Test
    void itWaitsForWhoIsAwayAlsoOverARenewal() {
        carol.ask(new Request.Introduce("alice", "bob"), View.Done.class);
        Pairing.of(carol, alice);
        Wire.between(carol, alice).down();
        assertEquals(1, open(alice).size());
    }

    private void offer(UserId user, Instant expiry, String name) {
        bob.change(turn ->
                offers(bob)
                        .offered(
                                turn,
                                carol.id(),
                                new Payload.Introduction(
                                        user,
                                        SecretKey.random(new SeededRandom(expiry.hashCode())),
                                        expiry,
                                        name)));
    }

    private static int offered = 99;

    private static Introductions offers(CoreBench of) {
        SeededRandom random = new SeededRandom(offered++);
        LinkTable links = new LinkTable();
        SaidAddresses said = new SaidAddresses(links, new Dialer(random), Settings.DEFAULT);
        Progress progress = new Progress(new Awaiting());
        Delivery delivery =
                new Delivery(
                        random,
                        new Envelopes(random),
                        progress,
                        new Renewals(of.id(), random, new Warnings()));
        return new Introductions(of.id(), random, delivery, new Invitations(of.id(), random, said));
    }

    @Test
    void senselessOnesAreDropped() {
        Instant soon = bob.now.plus(Duration.ofDays(1));
        offer(bob.id(), soon, "me");
        offer(carol.id(), soon, "herself");
        offer(alice.id(), bob.now, "over");
        offer(alice.id(), bob.now.plus(Duration.ofDays(33)), "too long");
        assertEquals(0, bob.rows(Table.INVITATION));
        offer(alice.id(), soon, "\u001b[31m\u202e");
        View.Invitation offered = open(bob).getFirst();
        assertEquals(
                Optional.empty(),
                Optional.ofNullable(offered.contact()).filter(c -> c.contains("\u001b")));
    }

    @Test
    void aFriendWhoIntroducesWithoutEndIsBounded() {
        Instant soon = bob.now.plus(Duration.ofDays(1));
        for (int i = 0; i < 50; i++) offer(new CoreBench("x", 100 + i).id(), soon, "x" + i);
        assertEquals(32, bob.rows(Table.INVITATION));
        bob.wakeAfter(Duration.ofDays(2));
        bob.restart();
        assertEquals(0, bob.rows(Table.INVITATION));
    }
}
