package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.KemKeyPair;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;

import java.time.Instant;
import java.util.Optional;

/**
 * ML-KEM exchanges beside the steps of the ratchet: one side offers an encapsulation key, the other
 * answers with a ciphertext, and the first mixes the secret into its next sending step
 * (PROTOCOL.md, "ML-KEM in the ratchet"). So who breaks X25519 alone can follow no session.
 *
 * <p>Pure functions like those of {@link DoubleRatchet}: the state that goes in stays as it was and
 * is closed by the caller, a new one comes out. Offers and answers travel as the content of
 * envelopes of the same session and of no other.
 */
public final class KemExchange {
    /** How much of the hash of an offered key names it in the answer, in bytes. */
    public static final int NAME_SIZE = 8;

    private KemExchange() {}

    /**
     * An offer to be sealed and sent.
     *
     * @param state the state after it
     * @param number its number, from 1
     * @param ek the encapsulation key, 1,184 bytes
     */
    public record Offered(RatchetState state, int number, Bytes ek) {}

    /**
     * An answer to be sealed and sent.
     *
     * @param state the state after it
     * @param number the number of the offer
     * @param name the first {@link #NAME_SIZE} bytes of the hash of its key
     * @param ct the ciphertext, 1,088 bytes
     */
    public record Answered(RatchetState state, int number, Bytes name, Bytes ct) {}

    /**
     * Whether it is time for an offer: after 20 sending steps or 24 hours without ML-KEM, and 24
     * hours after an offer that was never answered; not while a secret waits to be mixed in.
     */
    public static boolean due(RatchetState state, Instant now) {
        return state.kem.due(now);
    }

    /**
     * Makes an offer in place of any before it.
     *
     * @param random gives the 64 bytes of the key pair
     * @throws IllegalStateException while a secret waits to be mixed in: the other side keeps few
     */
    public static Offered offer(RatchetState state, RandomSource random, Instant now) {
        try (KemKeyPair pair = MlKem768.generate(random)) {
            RatchetState next = state.copy();
            int number = next.kem.offer(pair.decapsulationKey(), now);
            return new Offered(next, number, Bytes.of(pair.encapsulationKey()));
        }
    }

    /**
     * Answers an offer of the other side.
     *
     * @param random gives the 32 bytes of the encapsulation
     * @return empty if the offer is not newer than all that were answered
     * @throws OpenFailed if it is no key
     */
    public static Optional<Answered> answer(
            RatchetState state, int number, Bytes ek, RandomSource random) {
        if (!state.kem.isNew(number)) {
            return Optional.empty();
        }
        MlKem768.Encapsulation made = MlKem768.encaps(ek.toArray(), random);
        RatchetState next = state.copy();
        next.kem.answer(number, made.ss());
        return Optional.of(new Answered(next, number, name(ek), made.ct()));
    }

    /**
     * Takes the answer to the newest offer; its key is gone from the new state.
     *
     * @param name which key the answer is for
     * @return empty if it answers another offer, another key, or one that was answered before
     * @throws OpenFailed if the ciphertext has another length
     */
    public static Optional<RatchetState> take(
            RatchetState state, int number, Bytes name, Bytes ct) {
        SecretKey open = state.kem.open(number);
        if (open == null) {
            return Optional.empty();
        }
        try (KemKeyPair pair = KemKeyPair.of(open.expose())) {
            if (!name(Bytes.of(pair.encapsulationKey())).equals(name)) {
                return Optional.empty();
            }
            SecretKey secret = pair.decaps(ct.toArray());
            RatchetState next = state.copy();
            next.kem.taken(secret);
            return Optional.of(next);
        }
    }

    private static Bytes name(Bytes ek) {
        return Bytes.of(Blake2b.hash512(ek.toArray())).slice(0, NAME_SIZE);
    }
}
