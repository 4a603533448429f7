package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.KemKeyPair;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;

import java.util.Arrays;

/**
 * The sub-protocol that makes the keys of a session inside a Noise session: Bob offers a ratchet
 * key and an ML-KEM key, Alice answers with a ciphertext (PROTOCOL.md, Keying).
 */
public final class Keying {
    /** {@code rk 32 || ek 1,184}, in bytes. */
    public static final int OFFER_SIZE = 32 + MlKem768.EK_SIZE;

    /** {@code ct}, in bytes. */
    public static final int ANSWER_SIZE = MlKem768.CT_SIZE;

    private static final int KEY = 32;

    private Keying() {}

    /** Bob's side. Lives from the offer to the answer, on one link; its keys die with it. */
    public static final class Bob implements AutoCloseable {
        private final SecretKey ratchetSecret;
        private final KemKeyPair kem;
        private final Bytes offer;

        /** Draws the ratchet secret (32 bytes), then the ML-KEM key. */
        public Bob(RandomSource random) {
            this.ratchetSecret = SecretKey.random(random);
            this.kem = MlKem768.generate(random);
            byte[] bytes = Arrays.copyOf(X25519.publicKey(ratchetSecret.expose()), OFFER_SIZE);
            System.arraycopy(kem.encapsulationKey(), 0, bytes, KEY, MlKem768.EK_SIZE);
            this.offer = Bytes.of(bytes);
        }

        /** {@code rk||ek}, {@link #OFFER_SIZE} bytes. */
        public Bytes offer() {
            return offer;
        }

        /** The secret of {@code rk}, live, with which Bob starts his ratchet. */
        public SecretKey ratchetSecret() {
            return ratchetSecret;
        }

        /**
         * Takes Alice's answer in a pairing.
         *
         * @throws OpenFailed if {@code ct} has the wrong size. A wrong {@code ct} of the right size
         *     gives wrong keys in silence, as ML-KEM does: the first thing sealed shows it.
         */
        public PairKeys take(byte[] ct, SecretKey exp, KeyingKind kind) {
            try (SecretKey shared = open(ct)) {
                return PairKeys.derive(exp, shared, kind, offer.toArray(), ct);
            }
        }

        /** Takes Alice's answer in a renewal; as {@link #take}, but the lasting keys stay. */
        public PairKeys takeRenewal(byte[] ct, SecretKey exp, LastingKeys standing) {
            try (SecretKey shared = open(ct)) {
                return PairKeys.deriveRenewal(exp, shared, standing, offer.toArray(), ct);
            }
        }

        private SecretKey open(byte[] ct) {
            if (ct.length != ANSWER_SIZE) {
                throw new OpenFailed();
            }
            return kem.decaps(ct);
        }

        @Override
        public void close() {
            ratchetSecret.close();
            kem.close();
        }

        @Override
        public String toString() {
            return "Keying.Bob[redacted]";
        }
    }

    /** Alice's side: made from Bob's offer, it holds the answer and the secret in it. */
    public static final class Alice implements AutoCloseable {
        private final Bytes offer;
        private final Bytes answer;
        private final SecretKey shared;

        /**
         * Answers an offer.
         *
         * @throws OpenFailed if the offer has the wrong size or no valid ML-KEM key
         */
        public Alice(byte[] offer, RandomSource random) {
            if (offer.length != OFFER_SIZE) {
                throw new OpenFailed();
            }
            this.offer = Bytes.of(offer);
            MlKem768.Encapsulation made =
                    MlKem768.encaps(Arrays.copyOfRange(offer, KEY, OFFER_SIZE), random);
            this.answer = made.ct();
            this.shared = made.ss();
        }

        /** {@code ct}, {@link #ANSWER_SIZE} bytes. */
        public Bytes answer() {
            return answer;
        }

        /** Bob's ratchet key {@code rk}, with which Alice starts her ratchet. */
        public PublicKey ratchetKey() {
            return PublicKey.of(Arrays.copyOf(offer.toArray(), KEY));
        }

        /** The keys of a pairing. */
        public PairKeys keys(SecretKey exp, KeyingKind kind) {
            return PairKeys.derive(exp, shared, kind, offer.toArray(), answer.toArray());
        }

        /** The keys of a renewal. */
        public PairKeys keysRenewal(SecretKey exp, LastingKeys standing) {
            return PairKeys.deriveRenewal(exp, shared, standing, offer.toArray(), answer.toArray());
        }

        @Override
        public void close() {
            shared.close();
        }

        @Override
        public String toString() {
            return "Keying.Alice[redacted]";
        }
    }
}
