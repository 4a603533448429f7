package org.quietdrop.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** libsodium and the JDK, which share no code, say the same of the same bytes. */
final class DifferentialTest {
    private static final int ROUNDS = 2_000;
    private static final long SEED = 20_260_301;

    private final SeededRandom random = new SeededRandom(SEED);

    private static byte[] reversed(byte[] bytes) {
        byte[] other = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) other[i] = bytes[bytes.length - 1 - i];
        return other;
    }

    /** Inputs with long runs of equal bits, where carries go wrong, and random ones. */
    private byte[] input(int size, int round) {
        byte[] bytes = random.bytes(size);
        switch (round % 4) {
            case 0 -> Arrays.fill(bytes, 0, size - 1, (byte) 0xff);
            case 1 -> Arrays.fill(bytes, 1, size, (byte) 0);
            default -> {}
        }
        return bytes;
    }

    private static Optional<byte[]> agreedByJdk(byte[] secret, byte[] point)
            throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("X25519");
        byte[] masked = point.clone();
        masked[31] &= 0x7f;
        PrivateKey own =
                keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
        PublicKey other =
                keys.generatePublic(
                        new XECPublicKeySpec(
                                NamedParameterSpec.X25519, new BigInteger(1, reversed(masked))));
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(own);
        try {
            agreement.doPhase(other, true);
            return Optional.of(agreement.generateSecret());
        } catch (java.security.InvalidKeyException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> agreed(byte[] secret, byte[] point) {
        try {
            return Optional.of(X25519.agree(secret, point));
        } catch (OpenFailed e) {
            return Optional.empty();
        }
    }

    @Test
    void x25519() throws GeneralSecurityException {
        byte[] base = new byte[32];
        base[0] = 9;
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] secret = input(32, i);
            byte[] point = i % 50 == 0 ? new byte[32] : input(32, i / 4);
            if (i % 100 == 0) point[0] = 1;
            Optional<byte[]> ours = agreed(secret, point);
            Optional<byte[]> theirs = agreedByJdk(secret, point);
            assertEquals(theirs.isPresent(), ours.isPresent(), "round " + i);
            if (ours.isPresent()) assertArrayEquals(theirs.orElseThrow(), ours.get());
            else refused++;
            assertArrayEquals(agreedByJdk(secret, base).orElseThrow(), X25519.publicKey(secret));
        }
        System.out.printf("X25519: %d rounds alike, %d refused by both%n", ROUNDS, refused);
        assertTrue(refused >= ROUNDS / 100 && refused < ROUNDS / 2);
    }

    @Test
    void ed25519() throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        Signature signer = Signature.getInstance("Ed25519");
        for (int i = 0; i < ROUNDS / 4; i++) {
            byte[] seed = input(32, i);
            byte[] message = random.bytes(i % 300);
            byte[] ours = Ed25519.sign(seed, message);
            signer.initSign(
                    keys.generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
            signer.update(message);
            assertArrayEquals(signer.sign(), ours, "round " + i);
            byte[] point = Ed25519.publicKey(seed);
            byte[] y = point.clone();
            y[31] &= 0x7f;
            EdECPoint decoded = new EdECPoint(point[31] < 0, new BigInteger(1, reversed(y)));
            PublicKey publicKey =
                    keys.generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, decoded));
            for (int damage = -1; damage < 64; damage += 13) {
                byte[] signature = ours.clone();
                if (damage >= 0) signature[damage] ^= (byte) (1 << (i % 8));
                boolean expected = verifiedByJdk(publicKey, message, signature);
                assertEquals(expected, Ed25519.verify(point, message, signature));
                assertEquals(damage < 0, expected);
            }
        }
    }

    private static boolean verifiedByJdk(PublicKey key, byte[] message, byte[] signature)
            throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        verifier.update(message);
        try {
            return verifier.verify(signature);
        } catch (java.security.SignatureException e) {
            return false;
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] ad)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        cipher.updateAAD(ad);
        return cipher;
    }

    @Test
    void chaCha20Poly1305() throws GeneralSecurityException {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] key = input(32, i);
            byte[] nonce = random.bytes(12);
            byte[] ad = random.bytes(i % 130);
            byte[] plain = random.bytes(i % 17 == 0 ? 4_080 : i % 200);
            byte[] sealed = Aead.seal(key, nonce, ad, plain);
            assertArrayEquals(cipher(Cipher.ENCRYPT_MODE, key, nonce, ad).doFinal(plain), sealed);
            assertArrayEquals(plain, Aead.open(key, nonce, ad, sealed));
            byte[] damaged = sealed.clone();
            damaged[i % sealed.length] ^= (byte) (1 << (i % 8));
            assertEquals(openedByJdk(key, nonce, ad, damaged), opened(key, nonce, ad, damaged));
        }
    }

    private static boolean openedByJdk(byte[] key, byte[] nonce, byte[] ad, byte[] sealed)
            throws GeneralSecurityException {
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, key, nonce, ad).doFinal(sealed);
            return plain.length == sealed.length - 16;
        } catch (AEADBadTagException e) {
            return false;
        }
    }

    private static boolean opened(byte[] key, byte[] nonce, byte[] ad, byte[] sealed) {
        try {
            return Aead.open(key, nonce, ad, sealed).length == sealed.length - 16;
        } catch (OpenFailed e) {
            return false;
        }
    }
}
