package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who commits what when in a pairing, and what a stranger or a broken exchange can do. */
final class PairingsTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    private static String state(CoreBench of, CoreBench other) {
        return of.ask(new Request.ContactShow(other.name), View.ContactDetail.class)
                .contact()
                .state();
    }

    private static Bytes present(CoreBench of, CoreBench other) {
        return of.stored(turn -> turn.contacts().keys(other.id()).orElseThrow().sessionId());
    }

    @Test
    void aPendingIsCommittedBeforeTheAnswerLeavesAndCompletesWhenBobConfirms() {
        Pairing pairing = new Pairing(alice, bob);
        List<Effect> effects = bob.handle(pairing.keyedAtTypist());
        assertTrue(effects.stream().anyMatch(e -> e instanceof Effect.Proceed));
        assertEquals(1, bob.rows(Table.PENDING));
        assertEquals("pending", state(bob, alice));
        String waiting = bob.send(alice, "written while pending");
        pairing.holderKeyed();
        assertEquals("contact", state(alice, bob));
        Effect.Proceed proceed = alice.take(Effect.Proceed.class).getFirst();
        assertTrue(proceed.frames().getFirst() instanceof Frame.SessionCheck);
        pairing.confirmed();
        assertEquals("contact", state(bob, alice));
        assertEquals(0, bob.rows(Table.PENDING));
        View.PairingStep last = pairing.step(bob, 1);
        assertEquals("paired", last.kind());
        assertEquals(pairing.step(alice, 0).words(), last.words());
        Wire.between(alice, bob);
        assertEquals("delivered", bob.state(alice, waiting));
    }

    @Test
    void aLostConfirmationIsMadeGoodByTheFirstLink() {
        Pairing pairing = new Pairing(alice, bob);
        pairing.typistKeyed();
        pairing.holderKeyed();
        pairing.failedAtTypist(true);
        assertEquals("pending", pairing.step(bob, 1).kind());
        assertEquals("pending", state(bob, alice));
        bob.wakeAfter(Duration.ofDays(30));
        bob.restart();
        assertEquals("pending", state(bob, alice), "never by the clock");
        Wire.between(bob, alice);
        assertEquals("contact", state(bob, alice));
        assertEquals("contact", state(alice, bob));
    }

    @Test
    void anExchangeThatIsCutWhileTheLinkCompletesItIsPaired() {
        Pairing pairing = new Pairing(alice, bob);
        pairing.typistKeyed();
        pairing.holderKeyed();
        Wire.between(bob, alice);
        pairing.failedAtTypist(true);
        pairing.confirmed();
        assertEquals("paired", pairing.step(bob, 1).kind());
        assertTrue(pairing.step(bob, 1).last());
    }

    @Test
    void oldKeysStandUntilBobHasTheNewOnes() {
        Pairing.of(alice, bob);
        Bytes old = present(bob, alice);
        Pairing again = new Pairing(alice, bob);
        again.typistKeyed();
        again.failedAtTypist(true);
        assertEquals(old, present(bob, alice));
        Wire wire = new Wire(bob, alice, 1, old);
        wire.up();
        wire.settle();
        bob.send(alice, "over the old keys");
        wire.settle();
        assertEquals(List.of("over the old keys"), alice.texts(bob));
    }

    @Test
    void pairingAgainWhileLinkedEndsTheOldLink() {
        Pairing.of(alice, bob);
        Wire old = Wire.between(alice, bob);
        Pairing again = new Pairing(alice, bob);
        again.typistKeyed();
        assertFalse(bob.closed(old.atB));
        again.holderKeyed();
        assertTrue(alice.closed(old.atA));
        String id = alice.send(bob, "for the new session");
        assertEquals(List.of(), alice.sent(old.atA, Frame.Envelope.class));
        again.confirmed();
        assertTrue(bob.closed(old.atB));
        old.down();
        Wire.between(alice, bob);
        assertEquals("delivered", alice.state(bob, id));
    }

    @Test
    void whoPairsAgainIsToldThatTheKeyIsTheSame() {
        Pairing first = new Pairing(alice, bob);
        first.typistKeyed();
        first.holderKeyed();
        assertFalse(first.step(alice, 0).sameKey());
        first.confirmed();
        alice.wakeAfter(Duration.ofSeconds(11));
        bob.wakeAfter(Duration.ofSeconds(11));
        Pairing again = new Pairing(alice, bob);
        again.typistKeyed();
        again.holderKeyed();
        View.PairingStep step = again.step(alice, 0);
        assertTrue(step.sameKey());
        assertTrue(String.valueOf(step.text()).contains("the same key as before"), step.text());
    }

    @Test
    void mailSealedForTheOldSessionIsSealedAnew() {
        Pairing.of(alice, bob);
        Wire old = Wire.between(alice, bob);
        alice.send(bob, "one");
        old.carryToB(); // taken, but the ack is lost
        alice.send(bob, "two"); // never arrives there
        old.down();
        Pairing.of(alice, bob);
        Wire.between(alice, bob);
        assertEquals(List.of("one", "two"), bob.texts(alice));
        assertEquals(0, alice.rows(Table.OUTBOX));
    }

    @Test
    void completingAnOlderRunLeavesTheNewerPending() {
        Pairing first = new Pairing(alice, bob);
        first.typistKeyed();
        first.holderKeyed();
        first.failedAtTypist(true);
        alice.wakeAfter(Duration.ofSeconds(11));
        bob.wakeAfter(Duration.ofSeconds(11));
        Pairing second = new Pairing(alice, bob);
        second.typistKeyed();
        assertEquals(2, bob.rows(Table.PENDING));
        Wire wire = new Wire(bob, alice, 1, first.session);
        wire.up(); // completes the first while the answer of the second is under way
        assertEquals(1, bob.rows(Table.PENDING));
        second.holderKeyed();
        assertNotEquals(first.session, present(alice, bob));
        wire.down();
        Wire.between(bob, alice);
        assertEquals(second.session, present(bob, alice));
        assertEquals(0, bob.rows(Table.PENDING));
    }

    @Test
    void aPendingWhoseExchangeIsOverGoesWhenOtherKeysAgree() {
        Pairing.of(alice, bob);
        Bytes old = present(bob, alice);
        Pairing lost = new Pairing(alice, bob);
        lost.typistKeyed();
        lost.failedAtTypist(true);
        bob.wakeAfter(Duration.ofMinutes(2));
        assertEquals(1, bob.rows(Table.PENDING));
        Wire wire = new Wire(bob, alice, 1, old);
        wire.up();
        wire.settle();
        assertEquals(0, bob.rows(Table.PENDING));
    }

    @Test
    void ofManyPendingsTheOldestGo() {
        for (int i = 0; i < 12; i++) {
            Pairing run = new Pairing(alice, bob);
            run.typistKeyed();
            run.failedAtTypist(true);
            alice.ask(new Request.PairCancel(run.holding), View.Done.class);
            alice.wakeAfter(Duration.ofSeconds(11));
            bob.wakeAfter(Duration.ofSeconds(11));
        }
        assertEquals(8, bob.rows(Table.PENDING));
    }

    // ---- tries

    @Test
    void eightWrongTriesCloseTheCode() {
        Pairing pairing = new Pairing(alice, bob);
        for (int i = 1; i <= 8; i++) {
            alice.handle(new Event.ExchangeFailed(pairing.holding, 500 + i, false));
            alice.handle(new Event.ExchangeFailed(pairing.holding, i, true));
            View.PairingStep step = pairing.step(alice, i - 1);
            assertEquals("wrong", step.kind());
            assertEquals(8 - i, step.left());
        }
        assertEquals("closed", pairing.step(alice, 8).kind());
        pairing.holderKeyed();
        assertEquals(0, alice.rows(Table.CONTACT));
    }

    private long type(String code, Duration timeout) {
        return bob.ask(
                        new Request.PairWith(code, Optional.empty(), Optional.empty(), timeout),
                        View.PairingOpen.class)
                .pairing();
    }

    private static Endpoint place(int number) {
        return new Endpoint("10.1.0." + number, 5_000);
    }

    @Test
    void somebodyElseWithTheSameNumberIsPassedOver() {
        long typing = type("07-walnut-violin-maple", Duration.ofMinutes(5));
        bob.handle(new Event.PairingSeen(8, place(1)));
        assertEquals(List.of(), bob.take(Effect.DialPairing.class));
        for (int i = 2; i < 40; i++) bob.handle(new Event.PairingSeen(7, place(i)));
        for (int i = 2; i < 5; i++) {
            Effect.DialPairing dial = bob.take(Effect.DialPairing.class).getFirst();
            assertEquals(place(i), dial.to());
            assertTrue(dial.heard());
            bob.handle(new Event.ExchangeFailed(typing, i, true));
        }
        assertEquals(List.of(), bob.take(Effect.DialPairing.class), "three exchanges at most");
        View.PairingStep step = bob.ask(new Request.PairNext(typing, 3), View.PairingStep.class);
        assertEquals("wrong", step.kind());
        assertEquals(UserError.Exit.FAILED.code(), step.exit());
    }

    @Test
    void aNumberNobodyShowsEndsAfterTwentySecondsAndNobodyIsWokenForNothing() {
        long typing = type("07-walnut-violin-maple", Duration.ofMinutes(5));
        bob.wakeAfter(Duration.ofSeconds(19));
        long next = bob.begin(new Request.PairNext(typing, 0));
        bob.wakeAfter(Duration.ofSeconds(1));
        View.PairingStep step = bob.ok(next, View.PairingStep.class);
        assertEquals(UserError.Exit.NOT_FOUND.code(), step.exit());
        assertTrue(String.valueOf(step.text()).contains("07"));
    }

    @Test
    void whileAnExchangeRunsTheSearchDoesNotWakeAnybody() {
        long typing = type("07-walnut-violin-maple", Duration.ofMinutes(5));
        bob.handle(new Event.PairingSeen(7, place(1)));
        bob.later(Duration.ofMinutes(1));
        bob.take(Effect.WakeAt.class);
        bob.handle(new Event.Woken());
        Instant wake = bob.take(Effect.WakeAt.class).getLast().when();
        assertTrue(wake.isAfter(bob.now), wake + " at " + bob.now);
        bob.handle(new Event.ExchangeFailed(typing, 1, false));
        assertEquals(
                "failed", bob.ask(new Request.PairNext(typing, 1), View.PairingStep.class).kind());
    }

    // ---- names and forgetting

    @Test
    void namesOfCardsAreMadeUsable() {
        Set<String> names = new HashSet<>();
        int seed = 10;
        for (String card : List.of("me", "-rf", "bob", "Bob")) {
            CoreBench other = new CoreBench(card, seed++);
            Pairing.of(alice, other);
        }
        alice.ask(new Request.Contacts(), View.Contacts.class)
                .contacts()
                .forEach(c -> names.add(c.name()));
        assertEquals(Set.of("friend", "friend-2", "bob", "Bob-2"), names);
        assertEquals("friend-3", Petname.free("", names)); // as a card of a later version may be
        String longest = "é".repeat(31);
        assertEquals("é".repeat(30) + "-2", Petname.free(longest, List.of(longest)));
    }

    @Test
    void aNameThatAnotherKeyHasIsExitFour() {
        Pairing.of(alice, bob);
        CoreBench carol = new CoreBench("carol", 3);
        Pairing pairing = new Pairing(carol, alice, Optional.of("BOB"));
        pairing.typistKeyed();
        assertEquals(UserError.Exit.KEY.code(), pairing.step(alice, 1).exit());
        assertEquals(0, alice.rows(Table.PENDING));
    }

    @Test
    void forgettingEndsWhatRuns() {
        Pairing pairing = new Pairing(alice, bob);
        pairing.typistKeyed();
        String id = bob.send(alice, "secret");
        long waits = bob.begin(new Request.Await(id, "delivered", Duration.ofHours(1)));
        long step = bob.begin(new Request.PairNext(pairing.typing, 1));
        bob.ask(new Request.Rename("alice", "ally"), View.Contact.class);
        bob.ask(new Request.Forget("ally"), View.Done.class);
        assertEquals(UserError.Exit.NOT_FOUND, bob.refusal(waits).exit());
        assertEquals("closed", bob.ok(step, View.PairingStep.class).kind());
        pairing.confirmed();
        for (Table table :
                List.of(Table.CONTACT, Table.PENDING, Table.SESSION, Table.OUTBOX, Table.HISTORY)) {
            assertEquals(0, bob.rows(table), table.name());
        }
        assertEquals(0, bob.rows(Table.MESSAGE_ID));
        View.Notices told = bob.ask(new Request.Events(0, 100), View.Notices.class);
        assertFalse(told.toString().contains("alice"), told.toString());
        assertTrue(told.latest() > 0);
        assertEquals(List.of(), bob.take(Effect.Relations.class).getLast().all());
        alice.ask(new Request.PairCancel(pairing.holding), View.Done.class);
        Pairing.of(alice, bob);
        assertEquals("contact", state(bob, alice));
    }

    @Test
    void forgettingALinkedContactClosesTheLink() {
        Pairing.of(alice, bob);
        Wire wire = Wire.between(alice, bob);
        alice.ask(new Request.Forget("bob"), View.Done.class);
        assertTrue(alice.closed(wire.atA));
        wire.toA(new Frame.Ping(1));
        assertEquals(List.of(), alice.sent(wire.atA));
        Wire late = new Wire(bob, alice, 2);
        late.upAtB();
        assertTrue(alice.closed(late.atB));
    }

    @Test
    void aKnownNameWithAnotherKeyIsAnotherContactAndSaidToBe() {
        CoreBench other = new CoreBench("bob", 7);
        Pairing.of(alice, bob);
        Pairing pairing = Pairing.of(alice, other);
        assertEquals(
                List.of("bob", "bob-2"),
                alice.ask(new Request.Contacts(), View.Contacts.class).contacts().stream()
                        .map(View.Contact::name)
                        .toList());
        String said = "bob-2 is not bob, whom you know: the name is the same, the key is another";
        assertEquals(List.of(said), alice.warnings());
        assertFalse(present(alice, bob).equals(present(alice, other)));
        assertEquals(pairing.session, present(alice, other));
    }
}
