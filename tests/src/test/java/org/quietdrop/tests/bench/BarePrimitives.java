package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.Ed25519;
import org.quietdrop.crypto.KemKeyPair;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.ratchet.DoubleRatchet;

import java.util.Arrays;

/** What stands at the bottom of everything else: the primitives with nothing around them. */
final class BarePrimitives {
    private final SystemRandom random = new SystemRandom();
    private final byte[] key = random.bytes(Aead.KEY_SIZE);
    private final byte[] nonce = new byte[Aead.NONCE_SIZE];
    private final byte[] body = random.bytes(DoubleRatchet.BODY_SIZE);
    private final byte[] secret = random.bytes(X25519.SIZE);
    private final byte[] theirs = X25519.publicKey(random.bytes(X25519.SIZE));
    private final byte[] signed = random.bytes(Card.SIZE - Ed25519.SIGNATURE_SIZE);
    private final byte[] signKey = Ed25519.publicKey(key);
    private final byte[] signature = Ed25519.sign(key, signed);

    /** The body of an envelope, sealed and opened. */
    void aead() {
        byte[] sealed = Aead.seal(key, nonce, nonce, body);
        assertTrue(Arrays.equals(body, Aead.open(key, nonce, nonce, sealed)));
    }

    /** So many public keys made, so many secrets agreed on. */
    void x25519(int made, int agreed) {
        int sum = 0;
        for (int i = 0; i < made; i++) sum |= X25519.publicKey(secret)[i];
        for (int i = 0; i < agreed; i++) sum |= X25519.agree(secret, theirs)[i];
        assertTrue(sum != 0);
    }

    /** So many signatures over as much as a card. */
    void verify(int times) {
        for (int i = 0; i < times; i++) assertTrue(Ed25519.verify(signKey, signed, signature));
    }

    /** A key made, a secret sent to it and opened. */
    void kem() {
        try (KemKeyPair pair = MlKem768.generate(random)) {
            MlKem768.Encapsulation made = MlKem768.encaps(pair.encapsulationKey(), random);
            try (SecretKey hers = made.ss();
                    SecretKey his = pair.decaps(made.ct().toArray())) {
                assertTrue(hers.sameAs(his));
            }
        }
    }
}
