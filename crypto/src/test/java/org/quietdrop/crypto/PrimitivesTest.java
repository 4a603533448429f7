package org.quietdrop.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Known answers, refusals and damage. The public vector files are run in the module tests. */
final class PrimitivesTest {
    private static final RandomSource RANDOM = new SeededRandom(1);

    private static byte[] argon2id(String passphrase, int passes, long memory) {
        try (SecretKey from = SecretKey.of(ascii(passphrase));
                SecretKey key = Argon2id.derive(from, ascii("somesaltsomesalt"), passes, memory)) {
            return key.copy().expose();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] flipped(byte[] value, int bit) {
        byte[] other = value.clone();
        other[bit / 8] ^= (byte) (1 << (bit % 8));
        return other;
    }

    @Test
    void blake2bKnownAnswers() {
        // RFC 7693, appendix A; the others by Python's hashlib and hmac.
        assertEquals(
                "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
                HexFormat.of().formatHex(Blake2b.hash512(ascii("a"), ascii("bc"))));
        assertEquals(
                "e94b1fdad3bf1c51658ce5d84089e9bd266e3188b695ad4ba7c5868c4426c123",
                HexFormat.of().formatHex(Blake2b.prf(new byte[32], "QDv1 id", ascii("abc"))));
        assertEquals(
                "04e9ada930688cde75eec939782eed653073dd621d7643f813702976257cf037d325b50eedd417c01b6ad1f978fbe2980a93d27d854044e8626df6fa279d6680",
                HexFormat.of().formatHex(Blake2b.hmac512(ascii("key"), ascii("message"))));
        assertEquals(
                "910d55bc16ee6ea3c4f022d7360ca342427aafd0cdbca2d0002300132e603df80ad836453107248718dbe97a424e74683e535aadbb9d6c365f9484075120ade7",
                HexFormat.of().formatHex(Blake2b.hmac512(new byte[129], ascii("message"))));
        assertEquals(
                "809e2bfeb8fbf5b8d9a3c74f8947246fb09e5b54fe044814b74d241673b4ca556ec3a76f945ea377ca341116f8e918a15f59210b91297d508032325745ca5419494d02590a47c7538bf2c051f81ae1e7107310a2d6a3ceb58996e3c3c6677e21cb92215a",
                HexFormat.of()
                        .formatHex(Blake2b.hkdf(ascii("salt"), ascii("ikm"), ascii("info"), 100)));
    }

    @Test
    void hkdfOfManyLengthsIsOneStream() {
        byte[] whole = Blake2b.hkdf(ascii("s"), ascii("k"), ascii("i"), 255 * 64);
        for (int length : new int[] {0, 1, 63, 64, 65, 128, 304, 16_319}) {
            assertArrayEquals(
                    Arrays.copyOf(whole, length),
                    Blake2b.hkdf(ascii("s"), ascii("k"), ascii("i"), length));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Blake2b.hkdf(ascii("s"), ascii("k"), ascii("i"), 255 * 64 + 1));
    }

    @Test
    void labelsAndKeysHaveTheirSizes() {
        assertThrows(IllegalArgumentException.class, () -> Blake2b.prf(new byte[31], "QDv1 id"));
        assertThrows(
                IllegalArgumentException.class,
                () -> Blake2b.prf(new byte[32], "QDv1 seventeen ch"));
        assertThrows(IllegalArgumentException.class, () -> Blake2b.prf(new byte[32], ""));
        assertNotEquals(
                Bytes.of(Blake2b.prf(new byte[32], "QDv1 id")),
                Bytes.of(Blake2b.prf(new byte[32], "QDv1 ie")));
    }

    @Test
    void everyFlippedBitOfASealIsRefused() {
        byte[] key = RANDOM.bytes(32);
        byte[] nonce = RANDOM.bytes(12);
        byte[] ad = RANDOM.bytes(7);
        byte[] plain = RANDOM.bytes(41);
        byte[] sealed = Aead.seal(key, nonce, ad, plain);
        assertArrayEquals(plain, Aead.open(key, nonce, ad, sealed));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] bad = flipped(sealed, bit);
            assertThrows(OpenFailed.class, () -> Aead.open(key, nonce, ad, bad));
        }
        for (int bit = 0; bit < ad.length * 8; bit++) {
            byte[] bad = flipped(ad, bit);
            assertThrows(OpenFailed.class, () -> Aead.open(key, nonce, bad, sealed));
        }
        for (int size = 0; size < sealed.length; size++) {
            byte[] bad = Arrays.copyOf(sealed, size);
            assertThrows(OpenFailed.class, () -> Aead.open(key, nonce, ad, bad));
        }
        assertThrows(OpenFailed.class, () -> Aead.open(flipped(key, 5), nonce, ad, sealed));
        assertThrows(OpenFailed.class, () -> Aead.open(key, flipped(nonce, 5), ad, sealed));
    }

    @Test
    void everyFlippedBitOfALongNonceSealIsRefused() {
        byte[] key = RANDOM.bytes(32);
        byte[] nonce = RANDOM.bytes(24);
        byte[] sealed = XAead.seal(key, nonce, new byte[0], RANDOM.bytes(48));
        assertEquals(48, XAead.open(key, nonce, new byte[0], sealed).length);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] bad = flipped(sealed, bit);
            assertThrows(OpenFailed.class, () -> XAead.open(key, nonce, new byte[0], bad));
        }
        for (int bit = 0; bit < nonce.length * 8; bit++) {
            byte[] bad = flipped(nonce, bit);
            assertThrows(OpenFailed.class, () -> XAead.open(key, bad, new byte[0], sealed));
        }
    }

    @Test
    void ourOwnWrongSizesAreErrorsOfOurs() {
        byte[] none = new byte[0];
        assertThrows(
                IllegalArgumentException.class,
                () -> Aead.seal(new byte[31], new byte[12], none, none));
        assertThrows(
                IllegalArgumentException.class,
                () -> Aead.seal(new byte[32], new byte[24], none, none));
        assertThrows(
                IllegalArgumentException.class,
                () -> XAead.open(new byte[32], new byte[12], none, new byte[16]));
        assertThrows(IllegalArgumentException.class, () -> X25519.publicKey(new byte[33]));
        assertThrows(IllegalArgumentException.class, () -> Ed25519.publicKey(new byte[64]));
        assertThrows(
                IllegalArgumentException.class,
                () -> Argon2id.derive(SecretKey.of(none), new byte[8], 1, 8192));
        assertThrows(
                IllegalArgumentException.class,
                () -> Argon2id.derive(SecretKey.of(none), new byte[16], 0, 8192));
    }

    @Test
    void agreementAndItsRefusals() {
        byte[] alice = RANDOM.bytes(32);
        byte[] bob = RANDOM.bytes(32);
        assertArrayEquals(
                X25519.agree(alice, X25519.publicKey(bob)),
                X25519.agree(bob, X25519.publicKey(alice)));
        String[] lowOrder = {
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        };
        for (String point : lowOrder) {
            assertThrows(OpenFailed.class, () -> X25519.agree(alice, hex(point)), point);
        }
        assertThrows(OpenFailed.class, () -> X25519.agree(alice, new byte[31]));
    }

    @Test
    void signaturesAndTheirDamage() {
        byte[] seed = RANDOM.bytes(32);
        byte[] key = Ed25519.publicKey(seed);
        byte[] message = RANDOM.bytes(20);
        byte[] signature = Ed25519.sign(seed, message);
        assertTrue(Ed25519.verify(key, message, signature));
        for (int bit = 0; bit < signature.length * 8; bit++) {
            assertFalse(Ed25519.verify(key, message, flipped(signature, bit)));
        }
        assertFalse(Ed25519.verify(key, flipped(message, 3), signature));
        assertFalse(Ed25519.verify(flipped(key, 3), message, signature));
        assertFalse(Ed25519.verify(key, message, new byte[63]));
        assertFalse(Ed25519.verify(new byte[31], message, signature));
    }

    @Test
    void argon2idKnownAnswers() {
        // By OpenSSL's Argon2id, one lane, version 1.3.
        assertArrayEquals(
                hex("1a98fba8e6394425c9bdc333a9c750aaf811df070f5fb4a5788e1cf4db5793a1"),
                argon2id("password", 2, 65_536));
        assertArrayEquals(
                hex("f663220e2d954b93588ebcbcdbe308ae6b2dbb62d317b6d6feff63535b6e3a6e"),
                argon2id("password", 3, 1_048_576));
    }

    @Test
    void argon2idDependsOnEverything() {
        byte[] once = argon2id("password", 2, 65_536);
        assertArrayEquals(once, argon2id("password", 2, 65_536));
        assertFalse(Arrays.equals(once, argon2id("passwore", 2, 65_536)));
        assertFalse(Arrays.equals(once, argon2id("password", 3, 65_536)));
    }

    @Test
    void kemBetweenTwo() {
        try (KemKeyPair pair = MlKem768.generate(RANDOM)) {
            MlKem768.Encapsulation sent = MlKem768.encaps(pair.encapsulationKey(), RANDOM);
            assertEquals(MlKem768.CT_SIZE, sent.ct().size());
            assertTrue(sent.ss().sameAs(pair.decaps(sent.ct().toArray())));
            try (SecretKey stored = pair.decapsulationKey();
                    KemKeyPair again = KemKeyPair.of(stored.expose())) {
                assertArrayEquals(pair.encapsulationKey(), again.encapsulationKey());
                assertTrue(sent.ss().sameAs(again.decaps(sent.ct().toArray())));
            }
        }
    }

    @Test
    void kemDamage() {
        try (KemKeyPair pair = MlKem768.generate(RANDOM)) {
            MlKem768.Encapsulation sent = MlKem768.encaps(pair.encapsulationKey(), RANDOM);
            byte[] ct = sent.ct().toArray();
            for (int i = 0; i < 200; i++) {
                assertFalse(sent.ss().sameAs(pair.decaps(flipped(ct, i * 43))));
            }
            for (int size : new int[] {0, 1, 1087, 1089, 2000}) {
                assertThrows(OpenFailed.class, () -> pair.decaps(new byte[size]));
            }
            for (int size : new int[] {0, 1183, 1185}) {
                assertThrows(OpenFailed.class, () -> MlKem768.encaps(new byte[size], RANDOM));
            }
            byte[] tooBig = pair.encapsulationKey();
            tooBig[0] = (byte) 0xff;
            tooBig[1] = (byte) 0xff;
            assertThrows(OpenFailed.class, () -> MlKem768.encaps(tooBig, RANDOM));
            try (SecretKey stored = pair.decapsulationKey()) {
                byte[] bad = flipped(stored.expose(), 8 * 1500);
                assertThrows(OpenFailed.class, () -> KemKeyPair.of(bad));
            }
            assertThrows(OpenFailed.class, () -> KemKeyPair.of(new byte[10]));
        }
    }

    @Test
    void kemRepeatsWithItsRandomness() {
        try (KemKeyPair one = MlKem768.generate(new SeededRandom(7));
                KemKeyPair two = MlKem768.generate(new SeededRandom(7))) {
            assertArrayEquals(one.encapsulationKey(), two.encapsulationKey());
            assertEquals(
                    MlKem768.encaps(one.encapsulationKey(), new SeededRandom(8)).ct(),
                    MlKem768.encaps(two.encapsulationKey(), new SeededRandom(8)).ct());
        }
    }

    @Test
    void aClosedKemPairIsClosed() {
        KemKeyPair pair = MlKem768.generate(RANDOM);
        pair.close();
        assertThrows(IllegalStateException.class, () -> pair.decaps(new byte[1088]));
        assertEquals("KemKeyPair[redacted]", pair.toString());
    }
}
