package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody sets the date of a machine whose node runs: nothing waits for it, nothing ends by it.
 */
final class ClockTest {
    private static final int DAY = 86_400;

    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    private void set(int seconds) {
        alice.set = Duration.ofSeconds(seconds);
    }

    /** Lets dials fail as they come, for an hour; how far apart they were, in seconds. */
    private static List<Integer> pauses(CoreBench of) {
        List<Integer> pauses = new ArrayList<>();
        int pause = 0;
        for (int i = 0; i < 3_600; i++) {
            List<Effect.Dial> dials = of.take(Effect.Dial.class);
            if (!dials.isEmpty()) pauses.add(pause);
            pause = dials.isEmpty() ? pause + 1 : 0;
            for (Effect.Dial d : dials) {
                of.handle(new Event.DialEnded(d.dial(), d.to(), Event.DialOutcome.FAILED));
            }
            of.wakeAfter(Duration.ofSeconds(1));
        }
        return pauses;
    }

    @ParameterizedTest
    @ValueSource(ints = {-DAY, DAY})
    void diallingGoesOn(int step) {
        Pairing.of(alice, bob);
        // Until the next try is ten minutes ahead.
        pauses(alice);
        alice.take(Effect.WakeAt.class);
        set(step);
        int dials = pauses(alice).size();
        assertTrue(dials >= 3, "in an hour: " + dials);
        for (Effect.WakeAt wake : alice.take(Effect.WakeAt.class)) {
            Duration ahead = Duration.between(CoreBench.START, wake.when());
            assertTrue(ahead.compareTo(Duration.ofHours(4)) < 0, "the alarm is set " + ahead);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-DAY, DAY})
    void aCodeStaysOpenForItsTime(int step) {
        long ask =
                alice.begin(
                        new Request.Pair(
                                Optional.empty(), Optional.empty(), Duration.ofMinutes(10)));
        long pairing = alice.take(Effect.OpenPairing.class).getLast().pairing();
        alice.handle(new Event.PairingOpened(pairing, List.of(alice.endpoint)));
        alice.ok(ask, View.PairingOpen.class);
        set(step);
        alice.wakeAfter(Duration.ofMinutes(9));
        assertEquals(List.of(), alice.take(Effect.ClosePairing.class));
        alice.wakeAfter(Duration.ofMinutes(2));
        assertEquals(1, alice.take(Effect.ClosePairing.class).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {-DAY, DAY})
    void whoWaitsForAMessageWaitsAsLongAsSaid(int step) {
        Pairing.of(alice, bob);
        View.Sent sent = alice.ask(new Request.Send("bob", "some day"), View.Sent.class);
        long ask = alice.begin(new Request.Await(sent.id(), "delivered", Duration.ofMinutes(5)));
        set(step);
        alice.wakeAfter(Duration.ofMinutes(4));
        assertNull(alice.reply(ask));
        alice.wakeAfter(Duration.ofMinutes(2));
        assertEquals(UserError.Exit.NOT_DELIVERED, alice.refusal(ask).exit());
    }

    /** The doctor compares it with the dates of messages. */
    @ParameterizedTest
    @ValueSource(ints = {-DAY, DAY})
    void sinceWhenALinkIsUpIsSaidByTheDate(int step) {
        Pairing.of(alice, bob);
        Wire _ = Wire.between(alice, bob);
        set(step);
        View.Link link = alice.ask(new Request.Links(), View.Links.class).links().getFirst();
        Instant date = CoreBench.START.plusSeconds(step);
        Duration off = Duration.between(date, Instant.parse(link.since())).abs();
        assertTrue(off.compareTo(Duration.ofHours(1)) < 0, "off by " + off);
    }

    @ParameterizedTest
    @ValueSource(ints = {-DAY, DAY})
    void mailBeforeAndAfterArrives(int step) {
        Pairing.of(alice, bob);
        alice.send(bob, "before");
        set(step);
        Wire wire = Wire.between(alice, bob);
        alice.send(bob, "after");
        wire.settle();
        set(0);
        alice.send(bob, "and back");
        bob.send(alice, "well");
        wire.settle();
        Set<String> all = Set.of("before", "after", "and back", "well");
        assertEquals(all, Set.copyOf(bob.texts(alice)));
        assertEquals(all, Set.copyOf(alice.texts(bob)));
        // What it said of "well" is settled by a ping, at its time.
        alice.wakeAfter(Duration.ofSeconds(6));
        assertEquals(1, alice.sent(wire.atA, Frame.Ping.class).size());
    }
}
