package org.quietdrop.crypto.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Ed25519;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

final class IdentityTest {
    private final SeededRandom random = new SeededRandom(1);
    private final SecretKey seed = SecretKey.random(random);
    private final Identity identity = Identity.fromSeed(seed);

    @Test
    void aSeedGivesTheSameIdentityEachTimeAndAnotherSeedAnother() {
        assertEquals(identity.userId(), Identity.fromSeed(seed).userId());
        assertNotEquals(identity.userId(), Identity.fromSeed(SecretKey.random(random)).userId());
        assertNotEquals(identity.signKey(), identity.dhKey());
    }

    @Test
    void aCardComesBackAsItWas() {
        Card card = identity.card("Alice Müller");
        assertEquals(Card.SIZE, card.encode().length);
        Card read = Card.decode(card.encode());
        assertEquals(card, read);
        assertEquals("Alice Müller", read.name());
        assertEquals(identity.userId(), read.userId());
        assertEquals(identity.dhKey(), read.dhKey());
    }

    @Test
    void everyChangedBitOfACardIsRefused() {
        byte[] good = identity.card("alice").encode();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThrows(OpenFailed.class, () -> Card.decode(bad), "bit " + bit);
        }
        for (int size : new int[] {0, 1, 255, 257, 512}) {
            byte[] cut = Arrays.copyOf(good, size);
            assertThrows(OpenFailed.class, () -> Card.decode(cut));
        }
    }

    @Test
    void evenASignedCardMustHaveTheForm() {
        assertThrows(OpenFailed.class, () -> Card.decode(resigned(0, 2)), "version");
        assertThrows(OpenFailed.class, () -> Card.decode(resigned(65, 63)), "name length");
        assertThrows(OpenFailed.class, () -> Card.decode(resigned(65, 4)), "name padding");
        assertThrows(OpenFailed.class, () -> Card.decode(resigned(66, 0xff)), "no UTF-8");
        assertThrows(OpenFailed.class, () -> Card.decode(resigned(191, 1)), "zeros");
        assertEquals("blice", Card.decode(resigned(66, 'b')).name());
        assertEquals("lice", Card.decode(resigned(66, 0x1b)).name());
    }

    /** Alice's own signature over a card with one byte changed. */
    private byte[] resigned(int at, int value) {
        byte[] card = identity.card("alice").encode();
        card[at] = (byte) value;
        byte[] message = Arrays.copyOf("QDv1 card".getBytes(StandardCharsets.US_ASCII), 9 + 192);
        System.arraycopy(card, 0, message, 9, 192);
        byte[] one = {1};
        try (SecretKey signSeed = SecretKey.of(Blake2b.prf(seed.expose(), "QDv1 seed.sign", one))) {
            System.arraycopy(Ed25519.sign(signSeed.expose(), message), 0, card, 192, 64);
        }
        return card;
    }

    @Test
    void aCardNeedsAVisibleName() {
        assertThrows(IllegalArgumentException.class, () -> identity.card(" \u200b\u202e\n"));
    }

    @Test
    void anIdentitySaysNoSecret() {
        String hex = identity.dhSecret().toString() + identity;
        assertFalse(
                hex.contains(
                        java.util.HexFormat.of()
                                .formatHex(identity.dhSecret().copy().expose())
                                .substring(0, 8)));
    }

    @Test
    void theSafetyNumberIsTheSameForBothAndOfTwelveGroups() {
        UserId a = UserId.of(random.bytes(32));
        UserId b = UserId.of(random.bytes(32));
        assertEquals(SafetyNumber.of(a, b), SafetyNumber.of(b, a));
        assertNotEquals(SafetyNumber.of(a, b), SafetyNumber.of(a, identity.userId()));
        assertTrue(SafetyNumber.of(a, b).toString().matches("([0-9]{5} ){11}[0-9]{5}"));
    }

    @Test
    void unsignedOrderDecidesTheSafetyNumber() {
        byte[] high = new byte[32];
        high[0] = (byte) 0x80;
        byte[] low = new byte[32];
        low[0] = 0x7f;
        byte[] hash = Blake2b.hash512("QDv1 sas".getBytes(StandardCharsets.US_ASCII), low, high);
        long first = 0;
        for (int i = 0; i < 5; i++) {
            first = first * 256 + (hash[i] & 0xff);
        }
        String group = SafetyNumber.of(UserId.of(high), UserId.of(low)).groups().getFirst();
        assertEquals(first % 100_000, Long.parseLong(group));
    }

    @Test
    void cardsEncodeToACopy() {
        Card card = identity.card("alice");
        card.encode()[0] = 9;
        assertArrayEquals(card.encode(), identity.card("alice").encode());
    }
}
