package org.quietdrop.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.KEM;

/**
 * ML-KEM-768 (FIPS 203) from the JDK. Keys travel in the raw form of the standard; the JDK's X.509
 * and PKCS#8 wrappings are put on and taken off here. The JDK's own copies cannot be wiped.
 */
public final class MlKem768 {
    /** Length of an encapsulation key in bytes. */
    public static final int EK_SIZE = 1184;

    /** Length of a decapsulation key in bytes. */
    public static final int DK_SIZE = 2400;

    /** Length of a ciphertext in bytes. */
    public static final int CT_SIZE = 1088;

    /** Length of a shared secret in bytes. */
    public static final int SS_SIZE = 32;

    private static final byte[] X509 =
            HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");
    private static final byte[] PKCS8 =
            HexFormat.of().parseHex("30820978020100300b06096086480165030404020482096404820960");

    /** Where a decapsulation key holds the encapsulation key, and where the hash of that. */
    private static final int EK_AT = 1152;

    private static final int HASH_AT = EK_AT + EK_SIZE;
    private static final int Z_AT = HASH_AT + 32;

    private MlKem768() {}

    /**
     * A ciphertext and what it hides.
     *
     * @param ct 1,088 bytes, to be sent
     * @param ss 32 bytes, to be closed by whoever takes it
     */
    public record Encapsulation(Bytes ct, SecretKey ss) {}

    /** A fresh key pair. */
    public static KemKeyPair generate(RandomSource random) {
        Calls.note("ML-KEM key", 0);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
            generator.initialize(NamedParameterSpec.ML_KEM_768, new SeededSecureRandom(random));
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPrivate().getEncoded();
            if (encoded.length != PKCS8.length + DK_SIZE
                    || !Arrays.equals(encoded, 0, PKCS8.length, PKCS8, 0, PKCS8.length)) {
                throw new CryptoUnavailable("this JVM writes ML-KEM keys in another form");
            }
            byte[] dk = Arrays.copyOfRange(encoded, PKCS8.length, encoded.length);
            Arrays.fill(encoded, (byte) 0);
            Bytes ek = Bytes.of(Arrays.copyOfRange(dk, EK_AT, HASH_AT));
            return new KemKeyPair(SecretKey.take(dk), ek);
        } catch (GeneralSecurityException e) {
            throw new CryptoUnavailable("this JVM has no ML-KEM-768", e);
        }
    }

    /**
     * Makes a shared secret for whoever holds the decapsulation key.
     *
     * @param ek 1,184 bytes from the other side
     * @throws OpenFailed if it has another length, or is no key (a coefficient above the modulus)
     */
    public static Encapsulation encaps(byte[] ek, RandomSource random) {
        Sodium.hostileSize(ek, EK_SIZE);
        Calls.note("ML-KEM encaps", EK_SIZE);
        try {
            KEM.Encapsulated made =
                    KEM.getInstance("ML-KEM")
                            .newEncapsulator(
                                    KeyFactory.getInstance("ML-KEM")
                                            .generatePublic(
                                                    new X509EncodedKeySpec(Bytes.join(X509, ek))),
                                    new SeededSecureRandom(random))
                            .encapsulate();
            return new Encapsulation(
                    Bytes.of(made.encapsulation()), SecretKey.take(made.key().getEncoded()));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new OpenFailed();
        }
    }

    /**
     * The shared secret of a ciphertext. A ciphertext of the right length that was made for another
     * key gives 32 bytes nobody else knows, not an error (implicit rejection).
     *
     * @throws OpenFailed if the length is another
     */
    static SecretKey decaps(byte[] dk, byte[] ct) {
        Sodium.hostileSize(ct, CT_SIZE);
        Calls.note("ML-KEM decaps", CT_SIZE);
        byte[] encoded = Bytes.join(PKCS8, dk);
        try {
            PrivateKey key =
                    KeyFactory.getInstance("ML-KEM")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return SecretKey.take(
                    KEM.getInstance("ML-KEM").newDecapsulator(key).decapsulate(ct).getEncoded());
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new OpenFailed();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** The encapsulation key inside a decapsulation key, after the hash check of FIPS 203, 7.3. */
    static byte[] encapsulationKey(byte[] dk) {
        Sodium.hostileSize(dk, DK_SIZE);
        Calls.note("SHA3-256", EK_SIZE);
        byte[] ek = Arrays.copyOfRange(dk, EK_AT, HASH_AT);
        try {
            byte[] hash = MessageDigest.getInstance("SHA3-256").digest(ek);
            if (!ConstantTime.equal(hash, Arrays.copyOfRange(dk, HASH_AT, Z_AT))) {
                throw new OpenFailed();
            }
            return ek;
        } catch (GeneralSecurityException e) {
            throw new CryptoUnavailable("this JVM has no SHA3-256", e);
        }
    }
}
