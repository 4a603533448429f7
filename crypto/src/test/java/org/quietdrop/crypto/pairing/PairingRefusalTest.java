package org.quietdrop.crypto.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.Refusals;
import org.quietdrop.crypto.Ristretto255;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.DoubleRatchet;

import java.time.Instant;
import java.util.Arrays;

/**
 * Changed messages of a code exchange and of keying. Most are not refused but lead elsewhere, by
 * the same calls as the true one; which are refused at once everybody can see who sees the bytes.
 */
final class PairingRefusalTest {
    private final SeededRandom random = new SeededRandom(43);
    private final PairingCode code =
            assertInstanceOf(
                            PairingCode.Parsed.Read.class,
                            PairingCode.parse("07-walnut-violin-maple"))
                    .code();
    private final SecretKey exp = SecretKey.of(random.bytes(64));

    private static boolean isPoint(byte[] point) {
        byte[] one = new byte[32];
        one[0] = 1;
        try {
            Ristretto255.multiply(one, point);
            return true;
        } catch (OpenFailed e) {
            return false;
        }
    }

    private CodeExchange.Holder holder(byte[] first) {
        return new CodeExchange.Holder(code, first, new SeededRandom(9));
    }

    @Test
    void aChangedFirstMessageOfACodeGivesAnotherPskOrIsNoPoint() {
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random)) {
            byte[] first = typist.first();
            Refusals points = new Refusals("Code, first message, another point");
            Refusals noPoints = new Refusals("Code, first message, no point");
            points.same("the true one", () -> holder(first));
            SecretKey psk = holder(first).result().psk();
            for (int bit = 0; bit < first.length * 8; bit++) {
                byte[] bad = Refusals.flipped(first, bit);
                if (isPoint(Arrays.copyOfRange(bad, 16, 48))) {
                    points.same("bit " + bit, () -> holder(bad));
                    assertFalse(holder(bad).result().psk().sameAs(psk));
                } else {
                    noPoints.add("bit " + bit, () -> holder(bad));
                }
            }
            split(points, noPoints, 384);
        }
    }

    @Test
    void aChangedReplyOfACodeGivesAnotherPskOrIsNoPoint() {
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random)) {
            byte[] reply = holder(typist.first()).reply();
            SecretKey psk = typist.finish(reply).psk();
            Refusals points = new Refusals("Code, reply, another point");
            Refusals noPoints = new Refusals("Code, reply, no point");
            points.same("the true one", () -> typist.finish(reply));
            for (int bit = 0; bit < reply.length * 8; bit++) {
                byte[] bad = Refusals.flipped(reply, bit);
                if (isPoint(bad)) {
                    points.same("bit " + bit, () -> typist.finish(bad));
                    assertFalse(typist.finish(bad).psk().sameAs(psk));
                } else {
                    noPoints.add("bit " + bit, () -> typist.finish(bad));
                }
            }
            split(points, noPoints, 256);
        }
    }

    /** Both kinds came up, and the shorter is the beginning of the longer. */
    private static void split(Refusals whole, Refusals refused, int bits) {
        refused.print();
        assertEquals(bits + 1, whole.count() + refused.count());
        assertTrue(whole.count() > 10 && refused.count() > 10);
        assertEquals(refused.calls(), whole.calls().subList(0, refused.calls().size()));
    }

    @Test
    void messagesOfACodeWithAnotherSizeAskNothing() {
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random)) {
            Refusals all = new Refusals("Code, another size");
            for (int size = 0; size < 200; size++) {
                byte[] first = Arrays.copyOf(typist.first(), size);
                if (size != 48) all.add("first of " + size, () -> holder(first));
                if (size != 32) all.add("reply of " + size, () -> typist.finish(first));
            }
            assertEquals(0, all.calls().size());
        }
    }

    @Test
    void keyingOfAnotherSizeAsksNothing() {
        try (Keying.Bob bob = new Keying.Bob(random)) {
            Refusals all = new Refusals("Keying, another size");
            for (int size = 0; size < 2_500; size++) {
                byte[] offer = Arrays.copyOf(bob.offer().toArray(), size);
                if (size != 1_216) all.add("offer", () -> new Keying.Alice(offer, random));
                if (size != 1_088) {
                    all.add("answer", () -> bob.take(offer, exp, KeyingKind.CODE).close());
                }
            }
            assertEquals(0, all.calls().size());
        }
    }

    /** ML-KEM rejects in silence: the keys are others, the work is the same. */
    @Test
    void aChangedAnswerGivesOtherKeysByTheSameCalls() {
        try (Keying.Bob bob = new Keying.Bob(random);
                Keying.Alice alice = new Keying.Alice(bob.offer().toArray(), random);
                PairKeys ofAlice = alice.keys(exp, KeyingKind.CODE)) {
            byte[] ct = alice.answer().toArray();
            Refusals all = new Refusals("Keying, answer");
            all.same("the true one", () -> bob.take(ct, exp, KeyingKind.CODE).close());
            for (int bit = 0; bit < ct.length * 8; bit++) {
                byte[] bad = Refusals.flipped(ct, bit);
                all.same(
                        "bit " + bit,
                        () -> {
                            try (PairKeys keys = bob.take(bad, exp, KeyingKind.CODE)) {
                                assertNotEquals(ofAlice.sessionId(), keys.sessionId());
                            }
                        });
            }
            assertEquals(1_088 * 8 + 1, all.count());
        }
    }

    @Test
    void aChangedOfferGivesOtherKeysOrIsNoKey() {
        try (Keying.Bob bob = new Keying.Bob(random)) {
            byte[] offer = bob.offer().toArray();
            Refusals keys = new Refusals("Keying, offer, another key");
            Refusals noKeys = new Refusals("Keying, offer, no key");
            for (int bit = 0; bit < offer.length * 8; bit++) {
                byte[] bad = Refusals.flipped(offer, bit);
                if (isKey(bad)) {
                    keys.same("bit " + bit, () -> leadsElsewhere(bob, bad));
                } else {
                    noKeys.add("bit " + bit, () -> new Keying.Alice(bad, random));
                }
            }
            noKeys.print();
            assertEquals(1_216 * 8, keys.count() + noKeys.count());
            assertTrue(noKeys.count() > 100);
            assertEquals(noKeys.calls(), keys.calls().subList(0, noKeys.calls().size()));
        }
    }

    private void leadsElsewhere(Keying.Bob bob, byte[] offer) {
        try (Keying.Alice alice = new Keying.Alice(offer, random);
                PairKeys ofAlice = alice.keys(exp, KeyingKind.CODE);
                PairKeys ofBob = bob.take(alice.answer().toArray(), exp, KeyingKind.CODE)) {
            assertNotEquals(ofAlice.sessionId(), ofBob.sessionId());
        }
    }

    /** FIPS 203, 7.2, done here by hand: every coefficient of twelve bits is below 3,329. */
    private static boolean isKey(byte[] offer) {
        for (int at = 32; at < 32 + 1_152; at += 3) {
            int low = (offer[at] & 0xff) | (offer[at + 1] & 0x0f) << 8;
            int high = (offer[at + 1] & 0xff) >> 4 | (offer[at + 2] & 0xff) << 4;
            if (low >= 3_329 || high >= 3_329) {
                return false;
            }
        }
        return true;
    }

    /** Zeros where the offer should be are an ML-KEM key, but no key for the ratchet. */
    @Test
    void anOfferThatIsLeftOutStartsNoRatchet() {
        try (Keying.Alice alice = new Keying.Alice(new byte[Keying.OFFER_SIZE], random);
                PairKeys keys = alice.keys(exp, KeyingKind.CODE)) {
            UserId one = UserId.of(random.bytes(32));
            UserId two = UserId.of(random.bytes(32));
            PublicKey none = alice.ratchetKey();
            assertThrows(
                    OpenFailed.class,
                    () -> DoubleRatchet.alice(keys, one, two, none, random, Instant.EPOCH));
        }
    }

    @Test
    void anAnswerThatIsLeftOutOrReplayedGivesOtherKeys() {
        try (Keying.Bob bob = new Keying.Bob(random);
                Keying.Bob earlier = new Keying.Bob(random);
                Keying.Alice alice = new Keying.Alice(bob.offer().toArray(), random);
                Keying.Alice before = new Keying.Alice(earlier.offer().toArray(), random);
                PairKeys ofAlice = alice.keys(exp, KeyingKind.CODE)) {
            Bytes true_ = alice.answer();
            try (PairKeys same = bob.take(true_.toArray(), exp, KeyingKind.CODE)) {
                assertEquals(ofAlice.sessionId(), same.sessionId());
            }
            for (byte[] bad : new byte[][] {new byte[1_088], before.answer().toArray()}) {
                try (PairKeys keys = bob.take(bad, exp, KeyingKind.CODE)) {
                    assertNotEquals(ofAlice.sessionId(), keys.sessionId());
                }
            }
            try (PairKeys keys = bob.take(true_.toArray(), exp, KeyingKind.INVITATION)) {
                assertNotEquals(ofAlice.sessionId(), keys.sessionId());
            }
        }
    }
}
