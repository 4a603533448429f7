package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a thief of secrets can read, and what not. Each thief is also given what it should lack, and
 * must then read on: so a test fails when the thief is only clumsy.
 */
final class CompromiseTest {
    private static final byte[] ONE = {1};

    private final SeededRandom random = new SeededRandom(77);
    private final Pair pair = new Pair(random);

    /** Draws the same as another source, byte for byte, for who has seen its secrets. */
    private static final class Recording implements RandomSource {
        private final RandomSource source;
        private final List<byte[]> drawn = new ArrayList<>();

        Recording(RandomSource source) {
            this.source = source;
        }

        @Override
        public void fill(byte[] out) {
            source.fill(out);
            drawn.add(out.clone());
        }

        RandomSource again() {
            List<byte[]> left = new ArrayList<>(drawn);
            return out -> System.arraycopy(left.removeFirst(), 0, out, 0, out.length);
        }
    }

    private static boolean holds(byte[] dump, byte[] key) {
        for (int at = 0; at + key.length <= dump.length; at++) {
            boolean same = true;
            for (int i = 0; same && i < key.length; i++) same = dump[at + i] == key[i];
            if (same) return true;
        }
        return false;
    }

    /** The keys of whatever an end seals or opens next in its present chains. */
    private static List<byte[]> keysNow(Pair.End end) {
        List<byte[]> keys = new ArrayList<>();
        try (RatchetState state = end.state()) {
            List<SecretKey> chains = new ArrayList<>(List.of(state.sending.chainKey));
            if (state.receiving != null) chains.add(state.receiving.chainKey);
            for (SecretKey chain : chains) {
                keys.add(chain.expose().clone());
                keys.add(Blake2b.prf(chain.expose(), "QDv1 msg key", ONE));
            }
        }
        return keys;
    }

    /** One envelope each way, opened. */
    private List<Bytes> roundTrip() {
        Bytes there = pair.alice.sealed(1);
        pair.bob.open(there);
        Bytes back = pair.bob.sealed(2);
        pair.alice.open(back);
        return List.of(there, back);
    }

    @Test
    void whatWasConsumedBeforeADumpCannotBeOpenedWithIt() {
        List<Bytes> consumed = new ArrayList<>();
        List<byte[]> used = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            used.addAll(keysNow(pair.alice));
            used.addAll(keysNow(pair.bob));
            consumed.addAll(roundTrip());
        }
        byte[] ofAlice = pair.alice.committed();
        byte[] ofBob = pair.bob.committed();
        for (Bytes envelope : consumed) {
            refused(ofAlice, envelope);
            refused(ofBob, envelope);
        }
        for (byte[] key : used) {
            assertTrue(!holds(ofAlice, key) && !holds(ofBob, key), "an old key is in the dump");
        }
        // The search finds a key that is there.
        assertTrue(holds(ofAlice, keysNow(pair.alice).getFirst()));
    }

    private void refused(byte[] dump, Bytes envelope) {
        try (RatchetState state = RatchetState.decode(dump)) {
            assertThrows(
                    OpenFailed.class,
                    () -> DoubleRatchet.open(state, envelope.toArray(), random, Pair.NOW));
        }
    }

    /** The thief of Alice's whole state, who only listens from then on. */
    @Test
    void oneRoundTripAfterADumpNothingNewCanBeOpened() {
        roundTrip();
        byte[] dump = pair.alice.committed();
        Bytes there = pair.alice.sealed(1);
        pair.bob.open(there);
        Bytes back = pair.bob.sealed(2);
        // Until Alice has drawn a new secret, the thief reads along: this is what a dump means.
        try (RatchetState thief = RatchetState.decode(dump)) {
            Opened read = DoubleRatchet.open(thief, back.toArray(), new SeededRandom(1), Pair.NOW);
            assertArrayEquals(Pair.body(2), read.body());
            byte[] after = read.state().encode();
            pair.alice.open(back);
            Bytes fromAlice = pair.alice.sealed(3);
            pair.bob.open(fromAlice);
            Bytes fromBob = pair.bob.sealed(4);
            refused(after, fromBob);
            refused(dump, fromBob);
            try (RatchetState stolen = RatchetState.decode(dump);
                    RatchetState alice = pair.alice.state()) {
                PublicKey bobs = read.dhPub();
                assertTrue(readsChain(stolen, bobs, alice.dhSecret, alice.dhPub, fromAlice));
                SecretKey guess = SecretKey.random(random);
                assertFalse(readsChain(stolen, bobs, guess, alice.dhPub, fromAlice));
            }
        }
    }

    /**
     * Whether the stolen state of Alice reads the chain that she began after the dump, with this as
     * the ratchet secret that she drew for it.
     */
    private boolean readsChain(
            RatchetState stolen,
            PublicKey bobs,
            SecretKey drawn,
            PublicKey alices,
            Bytes envelope) {
        RootStep receive = RootStep.of(stolen.rootKey, stolen.dhSecret, bobs, null);
        RootStep send = RootStep.of(receive.rootKey(), drawn, bobs, null);
        RatchetState reader = stolen.copy();
        reader.receiving =
                new ReceivingChain(alices, send.chainKey(), stolen.sending.nextHeaderKey.copy());
        return tried(reader, envelope, random).isPresent();
    }

    /**
     * Who knows every X25519 secret of the pairing and of both ratchets, but not the ML-KEM secret
     * of the pairing, reads nothing; with that secret, all.
     */
    @Test
    void withEveryX25519SecretButNotThatOfMlKemAllMailStaysClosed() {
        assertEquals(List.of(0, 6), readAlong(true, false));
    }

    /** The other way round. */
    @Test
    void withEveryMlKemSecretButNoneOfX25519AllMailStaysClosed() {
        assertEquals(List.of(0, 6), readAlong(false, true));
    }

    /**
     * @param ec whether the thief has what X25519 gave: the export of the pairing and all ratchet
     *     secrets
     * @param kem whether it has the shared secret of ML-KEM
     * @return how many of six envelopes that opens, and how many both together open
     */
    private List<Integer> readAlong(boolean ec, boolean kem) {
        byte[] exp = random.bytes(64);
        byte[] shared = random.bytes(32);
        byte[] rk = random.bytes(32);
        PublicKey rkPub = PublicKey.of(X25519.publicKey(rk));
        Recording draws = new Recording(random);
        List<Bytes> toBob = new ArrayList<>();
        try (PairKeys keys = keys(exp, shared);
                SecretKey rkSecret = SecretKey.of(rk)) {
            RatchetState alice =
                    DoubleRatchet.alice(keys, Pair.ALICE, Pair.BOB, rkPub, random, Pair.NOW);
            RatchetState bob = DoubleRatchet.bob(keys, Pair.ALICE, Pair.BOB, rkSecret, Pair.NOW);
            for (int i = 0; i < 6; i++) {
                Sealed there = DoubleRatchet.seal(alice, Pair.body(i), random);
                toBob.add(there.envelope());
                bob = DoubleRatchet.open(bob, bytes(there), draws, Pair.NOW).state();
                Sealed back = DoubleRatchet.seal(bob, Pair.body(i), random);
                bob = back.state();
                alice = DoubleRatchet.open(there.state(), bytes(back), random, Pair.NOW).state();
            }
        }
        byte[] guess = random.bytes(64);
        byte[] rkOfThief = ec ? rk : random.bytes(32);
        byte[] knownShared = kem ? shared : random.bytes(32);
        RandomSource drawsOfThief = ec ? draws.again() : random;
        int without = opened(ec ? exp : guess, knownShared, rkOfThief, drawsOfThief, toBob);
        int with = opened(exp, shared, rk, draws.again(), toBob);
        return List.of(without, with);
    }

    private static PairKeys keys(byte[] exp, byte[] shared) {
        return PairKeys.derive(
                SecretKey.of(exp), SecretKey.of(shared), KeyingKind.CODE, new byte[2_304]);
    }

    private static byte[] bytes(Sealed sealed) {
        return sealed.envelope().toArray();
    }

    /** How many envelopes a thief opens, as Bob, with these secrets. */
    private static int opened(
            byte[] exp, byte[] shared, byte[] rk, RandomSource draws, List<Bytes> envelopes) {
        int opened = 0;
        try (PairKeys keys = keys(exp, shared);
                SecretKey rkSecret = SecretKey.of(rk)) {
            RatchetState state = DoubleRatchet.bob(keys, Pair.ALICE, Pair.BOB, rkSecret, Pair.NOW);
            for (Bytes envelope : envelopes) {
                Optional<RatchetState> next = tried(state, envelope, draws);
                if (next.isPresent()) opened++;
                state = next.orElse(state);
            }
        }
        return opened;
    }

    private static Optional<RatchetState> tried(
            RatchetState state, Bytes envelope, RandomSource draws) {
        try {
            return Optional.of(
                    DoubleRatchet.open(state, envelope.toArray(), draws, Pair.NOW).state());
        } catch (OpenFailed e) {
            return Optional.empty();
        }
    }

    /**
     * The thief of Bob's whole state who also learns every X25519 secret that he draws later reads
     * on, until a secret of ML-KEM was mixed in; then no more.
     */
    @Test
    void mlKemHealsASessionWhoseX25519SecretsAreAllKnown() {
        roundTrip();
        byte[] dump = pair.bob.committed();
        Recording draws = new Recording(random);
        Thief thief = new Thief(RatchetState.decode(dump), draws);
        for (int i = 0; i < 3; i++) thief.talk(draws);
        assertEquals(3, thief.read, "the thief can read");
        Bytes ek =
                pair.alice
                        .exchange(
                                state -> KemExchange.offer(state, random, Pair.NOW),
                                KemExchange.Offered::state)
                        .ek();
        KemExchange.Answered answer =
                pair.bob.exchange(
                        state -> KemExchange.answer(state, 1, ek, random).orElseThrow(),
                        KemExchange.Answered::state);
        pair.alice.exchange(
                state -> KemExchange.take(state, 1, answer.name(), answer.ct()).orElseThrow(),
                state -> state);
        // The thief sees the offer, and can only answer it with a secret of its own.
        thief.state =
                KemExchange.answer(thief.state, 1, ek, new SeededRandom(2)).orElseThrow().state();
        thief.talk(draws);
        assertEquals(4, thief.read, "it is not mixed in yet");
        for (int i = 0; i < 5; i++) thief.talk(draws);
        assertEquals(4, thief.read);
    }

    /** Bob's twin, as far as its secrets go. */
    private final class Thief {
        private RatchetState state;
        private final List<byte[]> known;
        private int used;
        private int read;

        Thief(RatchetState state, Recording draws) {
            this.state = state;
            this.known = draws.drawn;
        }

        void talk(Recording draws) {
            Bytes there = pair.alice.sealed(1);
            try (RatchetState bob = pair.bob.state()) {
                RatchetState after =
                        DoubleRatchet.open(bob, there.toArray(), draws, Pair.NOW).state();
                pair.bob.restore(after.encode());
            }
            RandomSource same = out -> System.arraycopy(known.get(used++), 0, out, 0, out.length);
            try {
                state = DoubleRatchet.open(state, there.toArray(), same, Pair.NOW).state();
                read++;
            } catch (OpenFailed e) {
                used = known.size();
            }
            pair.alice.open(pair.bob.sealed(2));
            // What Bob seals moves his chain only; the thief's twin needs its number, not its key.
            state = DoubleRatchet.seal(state, Pair.body(2), random).state();
        }
    }
}
