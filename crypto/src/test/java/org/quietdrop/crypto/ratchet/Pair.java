package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;

import java.time.Instant;
import java.util.Arrays;
import java.util.function.Function;

/** Both ends of one session, every step of which goes through the encoded form. */
final class Pair {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final UserId ALICE = UserId.of(filled(0xa1));
    static final UserId BOB = UserId.of(filled(0xb0));

    final RandomSource random;
    final End alice;
    final End bob;

    Pair(RandomSource random) {
        this(random, keys(random));
    }

    Pair(RandomSource random, PairKeys keys) {
        this.random = random;
        SecretKey rk = SecretKey.random(random);
        this.alice =
                new End(
                        DoubleRatchet.alice(
                                keys,
                                ALICE,
                                BOB,
                                PublicKey.of(X25519.publicKey(rk.expose())),
                                random,
                                NOW),
                        random);
        this.bob = new End(DoubleRatchet.bob(keys, ALICE, BOB, rk, NOW), random);
    }

    static PairKeys keys(RandomSource random) {
        return PairKeys.derive(
                SecretKey.of(random.bytes(64)),
                SecretKey.random(random),
                KeyingKind.CODE,
                random.bytes(2304));
    }

    static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static byte[] body(int number) {
        byte[] body = new byte[DoubleRatchet.BODY_SIZE];
        Arrays.fill(body, (byte) number);
        body[0] = (byte) (number >>> 8);
        return body;
    }

    /** One end: its committed state. */
    static final class End {
        private final RandomSource random;
        private byte[] committed;

        End(RatchetState state, RandomSource random) {
            this.random = random;
            this.committed = state.encode();
        }

        byte[] committed() {
            return committed.clone();
        }

        void restore(byte[] earlier) {
            committed = earlier.clone();
        }

        RatchetState state() {
            return RatchetState.decode(committed);
        }

        SessionView view() {
            return DoubleRatchet.view(state());
        }

        Sealed seal(byte[] body) {
            try (RatchetState before = state()) {
                byte[] was = before.encode();
                Sealed sealed = DoubleRatchet.seal(before, body, random);
                same(was, before.encode());
                committed = sealed.state().encode();
                return sealed;
            }
        }

        Bytes sealed(int number) {
            return seal(body(number)).envelope();
        }

        byte[] open(Bytes envelope) {
            return open(envelope.toArray(), NOW).body();
        }

        Opened open(byte[] envelope, Instant now) {
            try (RatchetState before = state()) {
                byte[] was = before.encode();
                try {
                    Opened opened = DoubleRatchet.open(before, envelope, random, now);
                    committed = opened.state().encode();
                    return opened;
                } finally {
                    same(was, before.encode());
                }
            }
        }

        /** Commits what an exchange of ML-KEM makes of the state. */
        <T> T exchange(Function<RatchetState, T> step, Function<T, RatchetState> state) {
            try (RatchetState before = state()) {
                byte[] was = before.encode();
                try {
                    T made = step.apply(before);
                    committed = state.apply(made).encode();
                    return made;
                } finally {
                    same(was, before.encode());
                }
            }
        }

        private static void same(byte[] was, byte[] is) {
            if (!Arrays.equals(was, is)) {
                throw new AssertionError("the state given was changed");
            }
        }
    }
}
