package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** ML-KEM beside the steps: when, with whom, once, and what it is good for. */
final class KemExchangeTest {
    private final SeededRandom random = new SeededRandom(51);
    private final Pair pair = new Pair(random);
    private final Pair.End alice = pair.alice;
    private final Pair.End bob = pair.bob;

    private KemExchange.Offered offer(Pair.End from, Instant now) {
        return from.exchange(
                state -> KemExchange.offer(state, random, now), KemExchange.Offered::state);
    }

    private KemExchange.Offered offer(Pair.End from) {
        return offer(from, Pair.NOW);
    }

    private KemExchange.Answered answer(Pair.End from, KemExchange.Offered offer) {
        return from.exchange(
                state ->
                        KemExchange.answer(state, offer.number(), offer.ek(), random).orElseThrow(),
                KemExchange.Answered::state);
    }

    private static Optional<RatchetState> taken(Pair.End by, KemExchange.Answered answer) {
        try (RatchetState state = by.state()) {
            return KemExchange.take(state, answer.number(), answer.name(), answer.ct());
        }
    }

    private static void take(Pair.End by, KemExchange.Answered answer) {
        by.exchange(_ -> taken(by, answer).orElseThrow(), state -> state);
    }

    /** One envelope each way: each side makes a step. */
    private void talk() {
        bob.open(alice.sealed(1));
        alice.open(bob.sealed(2));
    }

    private static int sendingKem(Pair.End end) {
        try (RatchetState state = end.state()) {
            return state.kem.sending;
        }
    }

    private static boolean due(Pair.End end, Instant now) {
        try (RatchetState state = end.state()) {
            return KemExchange.due(state, now);
        }
    }

    @Test
    void theSecretIsInTheNextStepAndBothGoOn() {
        talk();
        take(alice, answer(bob, offer(alice)));
        assertEquals(0, sendingKem(alice));
        talk();
        // Bob has made a step; in hers, after it, Alice mixed the secret in.
        assertEquals(1, sendingKem(alice));
        bob.open(alice.sealed(3));
        talk();
        assertEquals(0, sendingKem(alice), "once");
        for (int i = 0; i < 5; i++) talk();
    }

    @Test
    void bothMayOfferAtOnce() {
        talk();
        KemExchange.Offered one = offer(alice);
        KemExchange.Offered other = offer(bob);
        take(alice, answer(bob, one));
        take(bob, answer(alice, other));
        talk();
        assertEquals(1, sendingKem(alice));
        try (RatchetState state = alice.state()) {
            assertEquals(1, state.kem.receiving);
        }
        for (int i = 0; i < 5; i++) talk();
    }

    @Test
    void anAnswerCountsOnceAndOnlyForTheNewestOffer() {
        KemExchange.Offered old = offer(alice);
        KemExchange.Answered toOld = answer(bob, old);
        KemExchange.Offered newest = offer(alice);
        assertEquals(2, newest.number());
        assertTrue(taken(alice, toOld).isEmpty(), "the key of the older offer is gone");
        KemExchange.Answered toNewest = answer(bob, newest);
        KemExchange.Answered misnamed =
                new KemExchange.Answered(
                        toNewest.state(), toNewest.number(), toOld.name(), toNewest.ct());
        assertTrue(taken(alice, misnamed).isEmpty(), "another key is named");
        take(alice, toNewest);
        assertTrue(taken(alice, toNewest).isEmpty(), "it was taken before");
        talk();
        talk();
        bob.open(alice.sealed(9));
    }

    @Test
    void anOfferIsAnsweredOnceAndOlderOnesNever() {
        KemExchange.Offered first = offer(alice);
        KemExchange.Offered second = offer(alice);
        answer(bob, second);
        byte[] before = bob.committed();
        try (RatchetState state = bob.state()) {
            for (KemExchange.Offered again : new KemExchange.Offered[] {first, second}) {
                assertTrue(KemExchange.answer(state, again.number(), again.ek(), random).isEmpty());
            }
        }
        assertArrayEquals(before, bob.committed());
    }

    @Test
    void whatIsNoKeyIsRefused() {
        byte[] high = new byte[MlKem768.EK_SIZE];
        Arrays.fill(high, (byte) 0xff);
        for (byte[] bad : new byte[][] {high, new byte[MlKem768.EK_SIZE - 1], new byte[0]}) {
            try (RatchetState state = bob.state()) {
                byte[] before = state.encode();
                assertThrows(
                        OpenFailed.class,
                        () -> KemExchange.answer(state, 1, Bytes.of(bad), random));
                assertArrayEquals(before, state.encode());
            }
        }
        KemExchange.Answered answer = answer(bob, offer(alice));
        try (RatchetState state = alice.state()) {
            Bytes shorter = answer.ct().slice(0, MlKem768.CT_SIZE - 1);
            assertThrows(
                    OpenFailed.class, () -> KemExchange.take(state, 1, answer.name(), shorter));
        }
    }

    /** A damaged answer gives another secret without an error; then nothing opens any more. */
    @Test
    void aDamagedAnswerEndsTheSession() {
        talk();
        KemExchange.Answered good = answer(bob, offer(alice));
        byte[] ct = good.ct().toArray();
        ct[7] ^= 1;
        take(alice, new KemExchange.Answered(good.state(), 1, good.name(), Bytes.of(ct)));
        talk();
        Bytes sealed = alice.sealed(3);
        byte[] before = bob.committed();
        assertThrows(OpenFailed.class, () -> bob.open(sealed));
        assertArrayEquals(before, bob.committed());
    }

    @Test
    void ofFiveSecretsThatWereNeverMixedTheOldestIsGone() {
        talk();
        byte[] withFirst = new byte[0];
        for (int i = 1; i <= 5; i++) {
            KemExchange.Answered answer = answer(bob, offer(alice));
            if (i == 1) {
                byte[] now = alice.committed();
                take(alice, answer);
                withFirst = alice.committed();
                alice.restore(now);
            }
        }
        alice.restore(withFirst);
        talk();
        assertEquals(1, sendingKem(alice));
        Bytes sealed = alice.sealed(2);
        assertThrows(OpenFailed.class, () -> bob.open(sealed));
    }

    @Test
    void itIsTimeAfterTwentyStepsOrADay() {
        assertFalse(due(alice, Pair.NOW));
        assertFalse(due(alice, Pair.NOW.plus(Duration.ofHours(24)).minusSeconds(1)));
        assertTrue(due(alice, Pair.NOW.plus(Duration.ofHours(24))));
        for (int i = 0; i < KemState.STEPS; i++) {
            assertFalse(due(alice, Pair.NOW), "after " + i + " steps");
            talk();
        }
        assertTrue(due(alice, Pair.NOW));
        KemExchange.Offered offer = offer(alice);
        assertFalse(due(alice, Pair.NOW.plus(Duration.ofHours(23))), "an offer is open");
        assertTrue(due(alice, Pair.NOW.plus(Duration.ofHours(24))), "and was not answered");
        take(alice, answer(bob, offer));
        assertFalse(due(alice, Pair.NOW.plus(Duration.ofDays(9))), "a secret waits");
        assertThrows(IllegalStateException.class, () -> offer(alice));
        talk();
        assertFalse(due(alice, Pair.NOW), "it was mixed in");
    }

    @Test
    void aStateOfTheFirstVersionIsRead() {
        talk();
        byte[] now = alice.committed();
        try (RatchetState state = alice.state()) {
            byte[] first = Arrays.copyOf(now, now.length - state.kem.encodedSize());
            first[0] = 1;
            byte[] read = RatchetState.decode(first).encode();
            assertEquals(2, read[0]);
            assertArrayEquals(
                    Arrays.copyOfRange(first, 1, first.length),
                    Arrays.copyOfRange(read, 1, first.length));
            alice.restore(read);
        }
        assertTrue(due(alice, Pair.NOW));
        talk();
        take(alice, answer(bob, offer(alice)));
        talk();
        talk();
    }

    @Test
    void aStateWithAllPartsIsReadAsWritten() {
        answer(alice, offer(bob));
        take(alice, answer(bob, offer(alice)));
        alice.open(bob.sealed(1));
        for (Pair.End end : new Pair.End[] {alice, bob}) {
            byte[] written = end.committed();
            try (RatchetState state = end.state()) {
                assertArrayEquals(written, state.encode());
            }
            for (int cut : new int[] {1, 33, 40}) {
                byte[] shorter = Arrays.copyOf(written, written.length - cut);
                assertThrows(IllegalArgumentException.class, () -> RatchetState.decode(shorter));
            }
        }
    }

    /**
     * Who has every X25519 secret, also the new ones, and the root key of before, cannot follow.
     */
    @Test
    void withoutTheSecretOfMlKemTheRootIsAnother() {
        SecretKey root = SecretKey.random(random);
        SecretKey dh = SecretKey.random(random);
        try (RatchetState state = bob.state()) {
            KemState.Shared mixed = new KemState.Shared(1, SecretKey.random(random));
            KemState.Shared other = new KemState.Shared(1, SecretKey.random(random));
            RootStep with = RootStep.of(root, dh, state.dhPub, mixed);
            RootStep without = RootStep.of(root, dh, state.dhPub, other);
            RootStep none = RootStep.of(root, dh, state.dhPub, null);
            assertFalse(with.chainKey().sameAs(without.chainKey()));
            assertFalse(with.rootKey().sameAs(without.rootKey()));
            assertFalse(with.nextHeaderKey().sameAs(without.nextHeaderKey()));
            assertFalse(with.rootKey().sameAs(none.rootKey()));
        }
    }
}
