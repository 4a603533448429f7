package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.record.Contact;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A contact whose link is gone: how it is looked for, and what becomes of the link that comes. */
final class MissedTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    private static final Duration SHORTLY = Duration.ofMillis(100);

    private Instant alarm = Instant.MIN;

    private record Dialled(Endpoint to, Instant when) {}

    /** Lets every dial fail after as long as one takes to nobody. */
    private List<Dialled> dials(Duration time) {
        List<Dialled> all = new ArrayList<>();
        Instant end = alice.now.plus(time);
        while (alice.now.isBefore(end)) {
            List<Effect.Dial> some = alice.take(Effect.Dial.class);
            for (Effect.Dial d : some) all.add(new Dialled(d.to(), alice.now));
            if (some.isEmpty()) alice.wakeAfter(untilAlarm());
            else alice.later(Duration.ofSeconds(5));
            for (Effect.Dial d : some) {
                alice.handle(new Event.DialEnded(d.dial(), d.to(), Event.DialOutcome.FAILED));
            }
        }
        return all;
    }

    private Duration untilAlarm() {
        List<Effect.WakeAt> alarms = alice.take(Effect.WakeAt.class);
        if (!alarms.isEmpty()) alarm = alarms.getLast().when();
        return alarm.isAfter(alice.now) ? Duration.between(alice.now, alarm) : SHORTLY;
    }

    private static Duration longestPause(List<Dialled> dials) {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < dials.size(); i++) {
            Duration pause = Duration.between(dials.get(i - 1).when, dials.get(i).when);
            if (pause.compareTo(longest) > 0) longest = pause;
        }
        return longest;
    }

    private void lose(Duration lasted) {
        Wire wire = Wire.between(alice, bob);
        alice.later(lasted);
        alice.take(Effect.Dial.class);
        wire.down();
    }

    @Test
    void whoseLinkHasEndedIsDialledOftenForAnHour() {
        Pairing.of(alice, bob);
        lose(Duration.ofMinutes(5));
        List<Dialled> first = dials(Duration.ofMinutes(55));
        Duration often = longestPause(first);
        assertTrue(often.compareTo(Duration.ofSeconds(22)) < 0, "pauses of " + often);
        dials(Duration.ofHours(1));
        Duration later = longestPause(dials(Duration.ofHours(1)));
        assertTrue(later.compareTo(Duration.ofMinutes(7)) > 0, "pauses of " + later);
    }

    /** It does not spare anybody the pauses after links that end at once. */
    @Test
    void aLinkThatEndsAtOnceIsNotMissed() {
        Pairing.of(alice, bob);
        for (int i = 0; i < 12; i++) lose(Duration.ofSeconds(1));
        assertTrue(dials(Duration.ofMinutes(4)).size() <= 1);
    }

    @Test
    void everySecondTryGoesToWhereItWorkedLast() {
        Pairing.of(alice, bob);
        alice.change(turn -> {
            Contact c = turn.contacts().get(bob.id()).orElseThrow();
            for (int i = 1; i <= 5; i++) {
                var said = new Contact.Address("172.17.0." + i + ":4000", false, Instant.EPOCH);
                c = c.reachedAt(said);
            }
            turn.contacts().put(c);
        });
        lose(Duration.ofMinutes(5));
        List<Endpoint> to = dials(Duration.ofMinutes(10)).stream().map(Dialled::to).toList();
        for (int i = 0; i < to.size(); i += 2) assertEquals(bob.endpoint, to.get(i));
        assertEquals(6, to.stream().distinct().count(), "the others have their turn: " + to);
    }

    @Test
    void whenTheMachineOrItsNetworkChangesWhoIsWaitedForIsDialledAtOnce() {
        Pairing.of(alice, bob);
        for (Event change :
                List.of(new Event.Interrupted(), new Event.Listening(List.of(alice.endpoint)))) {
            dials(Duration.ofHours(3));
            for (Effect.Dial d : alice.take(Effect.Dial.class)) {
                alice.handle(new Event.DialEnded(d.dial(), d.to(), Event.DialOutcome.FAILED));
            }
            alice.wakeAfter(Duration.ofSeconds(30));
            assertEquals(List.of(), alice.take(Effect.Dial.class));
            alice.handle(change);
            alice.wakeAfter(Duration.ofSeconds(1));
            assertEquals(1, alice.take(Effect.Dial.class).size());
            alice.restart();
        }
    }

    /** Bob's side has not noticed that the first link is dead: only Alice's did. */
    @Test
    void aLinkThatComesLaterIsTakenInPlaceOfOneThatIsOld() {
        Pairing.of(alice, bob);
        Wire first = Wire.between(alice, bob);
        bob.later(Duration.ofSeconds(20));
        alice.later(Duration.ofSeconds(20));
        alice.handle(new Event.LinkDown(first.atA));
        Wire second = new Wire(alice, bob, 9);
        second.up();
        second.settle();
        assertTrue(bob.closed(first.atB), "the old one goes");
        assertFalse(bob.closed(second.atB));
        bob.handle(new Event.LinkDown(first.atB));
        alice.send(bob, "over the new one");
        bob.send(alice, "and back");
        second.settle();
        Set<String> all = Set.of("over the new one", "and back");
        assertEquals(all, Set.copyOf(bob.texts(alice)));
        assertEquals(all, Set.copyOf(alice.texts(bob)));
    }
}
