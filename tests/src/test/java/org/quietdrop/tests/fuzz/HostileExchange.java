package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.KemExchange;
import org.quietdrop.crypto.ratchet.RatchetState;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Offers and answers of ML-KEM from a peer of a ratchet who says what he likes. */
final class HostileExchange {
    private static final UserId ONE = UserId.of(new byte[32]);
    private static final UserId TWO = UserId.of(Blake2b.prf(new byte[32], "QDv1 fuzz"));

    private HostileExchange() {}

    /**
     * An offer that is no key is refused, an answer that is not the one waited for is left alone,
     * and neither changes the state given.
     */
    static void run(FuzzInput in) {
        try (SecretKey exp = SecretKey.of(new byte[64]);
                Keying.Bob bob = new Keying.Bob(HandshakeFuzz.random(11));
                Keying.Alice alice =
                        new Keying.Alice(bob.offer().toArray(), HandshakeFuzz.random(12));
                PairKeys keys = alice.keys(exp, KeyingKind.CODE);
                RatchetState first =
                        DoubleRatchet.bob(keys, ONE, TWO, bob.ratchetSecret(), Instant.EPOCH)) {
            KemExchange.Offered made =
                    KemExchange.offer(first, HandshakeFuzz.random(13), Instant.EPOCH);
            try (RatchetState state = made.state()) {
                byte[] before = state.encode();
                Bytes ek = Bytes.of(in.changed(made.ek().toArray()));
                answered(state, in.u16() << 16 | in.u16(), ek);
                taken(state, in, made);
                Always.that(Arrays.equals(before, state.encode()), "the state given was changed");
            }
        }
    }

    private static void answered(RatchetState state, int number, Bytes ek) {
        try {
            Optional<KemExchange.Answered> answer =
                    KemExchange.answer(state, number, ek, HandshakeFuzz.random(14));
            Always.that(answer.isPresent() == number > 0, "offers are counted from 1");
            if (answer.isEmpty()) return;
            try (RatchetState next = answer.get().state()) {
                Always.that(again(next), "a state, written again");
                Always.that(
                        KemExchange.answer(next, number, ek, HandshakeFuzz.random(14)).isEmpty(),
                        "an offer is answered once");
            }
        } catch (OpenFailed e) {
            // No key.
        }
    }

    private static void taken(RatchetState state, FuzzInput in, KemExchange.Offered made) {
        int number = in.u8();
        byte[] whole = Blake2b.hash512(made.ek().toArray());
        byte[] true_ = Arrays.copyOf(whole, KemExchange.NAME_SIZE);
        byte[] name = in.changed(true_);
        try {
            Bytes ct = Bytes.of(in.changed(new byte[1_088]));
            Optional<RatchetState> next = KemExchange.take(state, number, Bytes.of(name), ct);
            boolean waited = number == made.number() && Arrays.equals(name, true_);
            Always.that(next.isPresent() == waited, "an answer that nobody waits for");
            if (next.isPresent()) {
                try (RatchetState now = next.get()) {
                    Always.that(again(now), "a state, written again");
                }
            }
        } catch (OpenFailed e) {
            // A ciphertext of another size.
        }
    }

    private static boolean again(RatchetState state) {
        byte[] once = state.encode();
        try (RatchetState second = RatchetState.decode(once)) {
            return Arrays.equals(once, second.encode());
        }
    }
}
