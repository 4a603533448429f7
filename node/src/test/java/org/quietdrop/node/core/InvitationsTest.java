package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.pairing.Invitation;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who commits what when with an invitation, and what time, crashes and others can do to it. */
final class InvitationsTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private final CoreBench carol = new CoreBench("carol", 3);

    private static View.ContactDetail show(CoreBench of, CoreBench other) {
        return of.ask(new Request.ContactShow(other.id().hex()), View.ContactDetail.class);
    }

    private static String state(CoreBench of, CoreBench other) {
        return show(of, other).contact().state();
    }

    private static List<View.Invitation> open(CoreBench of) {
        return of.ask(new Request.Invitations(), View.Invitations.class).invitations();
    }

    private static View.Invitation invite(CoreBench of, String as, int days) {
        return of.ask(
                new Request.Invite(Optional.of(as), Duration.ofDays(days)), View.Invitation.class);
    }

    /** Whoever has no name yet is meant by the id. */
    private static String write(CoreBench from, CoreBench to, String text) {
        return from.ask(new Request.Send(to.id().hex(), text), View.Sent.class).id();
    }

    private static UserError.Exit refused(CoreBench of, Request request) {
        return of.refused(request).exit();
    }

    @Test
    void mailWrittenAtOnceGoesWhenTheTwoHaveMet() {
        View.Contact accepted = Invited.accept(bob, alice);
        assertEquals("pending", accepted.state());
        assertFalse(accepted.verified());
        assertEquals("friend-" + bob.id().hex().substring(0, 6), accepted.name());
        String waiting = write(alice, bob, "written before we met");
        assertTrue(Invited.sameKeys(bob, alice));
        new Invited(bob, alice).run();
        assertEquals("contact", state(alice, bob));
        assertEquals("contact", state(bob, alice));
        assertEquals("bob", show(alice, bob).contact().name(), "the name of the card");
        assertFalse(show(bob, alice).contact().verified());
        assertEquals("met by invitation", show(alice, bob).origin());
        assertEquals(0, alice.rows(Table.INVITATION));
        assertEquals(0, bob.rows(Table.INVITATION));
        Wire.between(alice, bob);
        assertEquals(List.of("written before we met"), bob.texts(alice));
        assertEquals("delivered", alice.state(bob, waiting));
    }

    @Test
    void aliceCommitsAPendingBeforeHerAnswerLeavesAndKeepsTheSecret() {
        Invited run = Invited.between(bob, alice);
        run.acceptorKeyed();
        assertTrue(run.proceeded(alice));
        assertEquals(1, alice.rows(Table.PENDING));
        assertEquals(1, alice.rows(Table.INVITATION), "until a cell opens under keys of it");
        assertEquals("pending", state(alice, bob));
    }

    @Test
    void aLostAnswerCostsNothingButAnotherRun() {
        Invited first = Invited.between(bob, alice);
        first.acceptorKeyed();
        alice.restart();
        bob.restart();
        Invited second = new Invited(bob, alice);
        second.acceptorKeyed();
        assertEquals(2, alice.rows(Table.PENDING));
        second.inviterKeyed();
        second.confirmed();
        assertEquals("contact", state(alice, bob));
        assertEquals(0, alice.rows(Table.PENDING));
        Wire.between(bob, alice);
    }

    @Test
    void aLostConfirmationIsMadeGoodByTheFirstLink() {
        Invited run = Invited.between(bob, alice);
        run.acceptorKeyed();
        run.inviterKeyed();
        assertTrue(run.proceeded(bob));
        assertEquals("contact", state(bob, alice));
        assertEquals(0, bob.rows(Table.INVITATION), "used up in the same commit");
        alice.restart();
        write(alice, bob, "hi");
        Wire.between(bob, alice);
        assertEquals("contact", state(alice, bob));
        assertEquals(0, alice.rows(Table.INVITATION));
        assertEquals(List.of("hi"), bob.texts(alice));
    }

    @Test
    void ofTwoRunsTheOneThatBobTookHolds() {
        Invited first = Invited.between(bob, alice);
        Invited second = new Invited(bob, alice);
        first.acceptorKeyed();
        second.acceptorKeyed();
        first.inviterKeyed();
        second.inviterKeyed();
        assertTrue(first.proceeded(bob));
        assertFalse(second.proceeded(bob), "it is used up");
        Wire wire = new Wire(bob, alice, 1);
        wire.up();
        wire.settle();
        assertEquals("contact", state(alice, bob));
    }

    @Test
    void itIsForOneOnly() {
        String uri = String.valueOf(Invited.invite(bob).uri());
        alice.ask(new Request.Accept(uri, Optional.empty()), View.Contact.class);
        carol.ask(new Request.Accept(uri, Optional.empty()), View.Contact.class);
        Invited hers = new Invited(bob, alice);
        Invited carols = new Invited(bob, carol);
        hers.run();
        carols.acceptorKeyed();
        carols.inviterKeyed();
        assertFalse(carols.proceeded(bob));
        assertEquals(1, bob.ask(new Request.Contacts(), View.Contacts.class).contacts().size());
        assertEquals("pending", state(carol, bob));
    }

    @Test
    void whatWasLostWithItsTransactionWasNotAnswered() {
        Invited run = Invited.between(bob, alice);
        bob.lose(new Event.Asked(77, new Request.Revoke(run.atInviter.hex())), new Event.Woken());
        assertEquals(1, bob.rows(Table.INVITATION));
        run.run();
        assertEquals("contact", state(bob, alice));
    }

    @Test
    void itRunsOutAtTheInviterAndIsSaidAtTheAcceptor() {
        Invited run = Invited.between(bob, alice);
        bob.take(Effect.WakeAt.class);
        bob.wakeAfter(Duration.ofDays(7).minusSeconds(1));
        assertEquals(1, open(bob).size());
        bob.wakeAfter(Duration.ofSeconds(2));
        assertEquals(0, open(bob).size());
        assertFalse(Invited.anybody(bob));
        alice.wakeAfter(Duration.ofDays(7).plusSeconds(2));
        assertTrue(show(alice, bob).session().contains("ran out"), show(alice, bob).session());
        assertEquals(1, open(alice).size(), "it ends with forget, never by the clock");
        run.acceptorKeyed();
        run.inviterKeyed();
        assertFalse(run.proceeded(bob));
    }

    @Test
    void theCoreIsWokenWhenOneRunsOut() {
        View.Invitation made = Invited.invite(bob);
        var at = bob.take(Effect.WakeAt.class).getLast().when();
        assertFalse(at.isAfter(java.time.Instant.parse(made.expires())));
        bob.restart();
        bob.wakeAfter(Duration.ofDays(8));
        assertEquals(0, bob.rows(Table.INVITATION));
    }

    @Test
    void revokedItMeansNothing() {
        Invited run = Invited.between(bob, alice);
        assertTrue(Invited.anybody(bob));
        bob.ask(new Request.Revoke(run.atInviter.hex().substring(0, 8)), View.Done.class);
        assertFalse(Invited.anybody(bob));
        run.acceptorKeyed();
        run.inviterKeyed();
        assertFalse(run.proceeded(bob));
        assertEquals(UserError.Exit.NOT_FOUND, refused(bob, new Request.Revoke("abcdef")));
        assertEquals(UserError.Exit.USAGE, refused(bob, new Request.Revoke("abc")));
    }

    @Test
    void thereAreThirtyTwoAtMost() {
        for (int i = 0; i < 32; i++) Invited.invite(bob);
        assertEquals(
                UserError.Exit.REFUSED,
                refused(bob, new Request.Invite(Optional.empty(), Duration.ofDays(7))));
        assertEquals(32, open(bob).size());
    }

    @Test
    void itsLifeIsOneToThirtyDays() {
        for (Duration wrong :
                List.of(Duration.ofHours(23), Duration.ofDays(31), Duration.ofDays(-1))) {
            assertEquals(
                    UserError.Exit.USAGE,
                    refused(bob, new Request.Invite(Optional.empty(), wrong)));
        }
        View.Invitation made = invite(bob, "Ann", 30);
        assertEquals("2026-01-31T12:00:00Z", made.expires());
    }

    @Test
    void badTextsAreRefusedAndChangeNothing() {
        String uri = String.valueOf(Invited.invite(bob).uri());
        for (String wrong :
                List.of("", "bob", "https://x", uri.substring(0, uri.length() - 20), "12 34")) {
            assertEquals(
                    UserError.Exit.USAGE,
                    refused(alice, new Request.Accept(wrong, Optional.empty())));
        }
        assertEquals(UserError.Exit.USAGE, refused(bob, new Request.Accept(uri, Optional.empty())));
        alice.later(Duration.ofDays(7));
        assertEquals(
                UserError.Exit.REFUSED, refused(alice, new Request.Accept(uri, Optional.empty())));
        assertEquals(0, alice.rows(Table.CONTACT));
        assertEquals(0, alice.rows(Table.INVITATION));
    }

    @Test
    void aNameThatIsAnothersIsNotGivenToAnotherKey() {
        Pairing.of(carol, alice);
        String uri = String.valueOf(Invited.invite(bob).uri());
        assertEquals(
                UserError.Exit.KEY, refused(alice, new Request.Accept(uri, Optional.of("Carol"))));
        assertEquals(0, alice.rows(Table.INVITATION));
        assertEquals(
                UserError.Exit.KEY,
                refused(alice, new Request.Invite(Optional.of("carol"), Duration.ofDays(7))));
        View.Contact bobby =
                alice.ask(new Request.Accept(uri, Optional.of("Bobby")), View.Contact.class);
        assertEquals("Bobby", bobby.name());
        new Invited(bob, alice).run();
        assertEquals("Bobby", show(alice, bob).contact().name(), "the chosen name stays");
    }

    @Test
    void whoCallsHimselfLikeAContactIsAnotherContact() {
        CoreBench carol2 = new CoreBench("carol", 4);
        Pairing.of(carol, alice);
        var _ = alice.warnings();
        Invited.between(alice, carol2).run();
        assertEquals(
                List.of(
                        "carol-2 is not carol, whom you know: the name is the same, the key is"
                                + " another"),
                alice.warnings());
        List<View.Contact> all = alice.ask(new Request.Contacts(), View.Contacts.class).contacts();
        assertEquals(List.of("carol", "carol-2"), all.stream().map(View.Contact::name).toList());
        assertEquals(List.of(true, false), all.stream().map(View.Contact::verified).toList());
    }

    @Test
    void acceptedTwiceItIsOne() {
        String uri = String.valueOf(Invited.invite(bob).uri());
        alice.ask(new Request.Accept(uri, Optional.empty()), View.Contact.class);
        alice.ask(new Request.Accept(" " + uri + "\n", Optional.of("B")), View.Contact.class);
        assertEquals(1, alice.rows(Table.INVITATION));
        assertEquals("B", show(alice, bob).contact().name());
    }

    @Test
    void aContactThatComesAgainByInvitationStaysVerifiedUnderItsName() {
        Pairing.of(bob, alice);
        alice.ask(new Request.Rename("bob", "Bobby"), View.Contact.class);
        Bytes before = alice.stored(t -> t.contacts().keys(bob.id()).orElseThrow().sessionId());
        Invited.between(bob, alice).run();
        View.Contact after = show(alice, bob).contact();
        assertEquals("Bobby", after.name());
        assertTrue(after.verified());
        assertFalse(
                before.equals(
                        alice.stored(t -> t.contacts().keys(bob.id()).orElseThrow().sessionId())));
    }

    @Test
    void aBlockedOneMeetsSilenceAlsoWithAnInvitation() {
        Pairing.of(bob, alice);
        bob.ask(new Request.Block("alice"), View.Contact.class);
        Invited run = Invited.between(bob, alice);
        run.acceptorKeyed();
        run.inviterKeyed();
        assertFalse(run.proceeded(bob));
        assertEquals("blocked", state(bob, alice));
        assertEquals(1, bob.rows(Table.INVITATION), "it stays good for others");
    }

    @Test
    void forgettingThePendingOneForgetsTheInvitation() {
        Invited run = Invited.between(bob, alice);
        write(alice, bob, "never sent");
        alice.ask(new Request.Forget(bob.id().hex()), View.Done.class);
        assertEquals(0, alice.rows(Table.INVITATION));
        run.acceptorKeyed();
        assertFalse(run.proceeded(alice));
        assertEquals(0, alice.rows(Table.CONTACT));
    }

    @Test
    void addressesOfTheTextAreDialled() {
        bob.handle(
                new Event.Listening(
                        List.of(
                                new Endpoint("192.168.1.9", 4_000),
                                new Endpoint("fe80::1%eth0", 4_000))));
        View.Invitation made = Invited.invite(bob);
        assertEquals(List.of("192.168.1.9:4000"), made.at());
        alice.take(Effect.Dial.class);
        alice.ask(
                new Request.Accept(String.valueOf(made.uri()), Optional.empty()),
                View.Contact.class);
        assertEquals(
                new Endpoint("192.168.1.9", 4_000), alice.take(Effect.Dial.class).getFirst().to());
    }

    @Test
    void theSecretIsInNothingThatIsShownLater() {
        View.Invitation made = Invited.invite(bob);
        assertFalse(made.toString().contains("quietdrop:"));
        String uri = String.valueOf(made.uri());
        assertEquals("Accept[redacted]", new Request.Accept(uri, Optional.empty()).toString());
        assertTrue(open(bob).stream().allMatch(i -> i.uri() == null));
        try (SecretKey other = SecretKey.random(new SeededRandom(9));
                Invitation read = ((Invitation.Parsed.Read) Invitation.parse(uri)).invitation()) {
            assertFalse(read.sameAs(other));
        }
    }
}
