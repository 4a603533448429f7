package org.quietdrop.crypto.identity;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Ed25519;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;

/**
 * One person's identity: everything follows from one 32-byte seed (PROTOCOL.md, Identity).
 *
 * <p>The Ed25519 key signs contact cards and, later, group membership, never messages. The X25519
 * key is the Noise static. Holds secrets, in locked memory, and not the seed: close it. Safe for
 * use by one thread at a time.
 */
public final class Identity implements AutoCloseable {
    private static final byte[] FIRST = {1};
    private static final byte[] NO_KEY = new byte[32];

    private final SecretKey signSeed;
    private final SecretKey dhSecret;
    private final PublicKey signKey;
    private final PublicKey dhKey;
    private final UserId userId;

    private Identity(SecretKey signSeed, SecretKey dhSecret) {
        this.signSeed = signSeed;
        this.dhSecret = dhSecret;
        this.signKey = PublicKey.of(Ed25519.publicKey(signSeed));
        this.dhKey = PublicKey.of(X25519.publicKey(dhSecret));
        this.userId = userId(signKey, dhKey);
    }

    /** Derives the identity. The seed stays the caller's, who closes it. */
    public static Identity fromSeed(SecretKey seed) {
        return new Identity(derive(seed, "QDv1 seed.sign"), derive(seed, "QDv1 seed.dh"));
    }

    /** The name of a person on the wire: a hash over both public keys. */
    public static UserId userId(PublicKey signKey, PublicKey dhKey) {
        return UserId.of(Blake2b.prf(NO_KEY, "QDv1 id", signKey.toArray(), dhKey.toArray()));
    }

    public UserId userId() {
        return userId;
    }

    /** The Ed25519 public key. */
    public PublicKey signKey() {
        return signKey;
    }

    /** The X25519 public key: the Noise static of this person. */
    public PublicKey dhKey() {
        return dhKey;
    }

    /** The X25519 secret, live: it is closed together with this identity, do not close it. */
    public SecretKey dhSecret() {
        return dhSecret;
    }

    /**
     * Our own card, signed.
     *
     * @param name the name we suggest to others; cleaned first (see {@link CardName})
     * @throws IllegalArgumentException if nothing is left of the name after cleaning
     */
    public Card card(String name) {
        String clean = CardName.clean(name);
        if (clean.isEmpty()) {
            throw new IllegalArgumentException("a card needs a name that can be seen");
        }
        return Card.signed(signSeed, signKey, dhKey, clean);
    }

    @Override
    public void close() {
        signSeed.close();
        dhSecret.close();
    }

    @Override
    public String toString() {
        return "Identity[" + userId.hex().substring(0, 6) + "]";
    }

    private static SecretKey derive(SecretKey seed, String label) {
        return Blake2b.key(seed, label, FIRST);
    }
}
