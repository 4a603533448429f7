package org.quietdrop.crypto.noise;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;

import java.util.ArrayList;
import java.util.List;

/**
 * The long-lived keys that a handshake starts from. It only points at secrets: whoever made them
 * closes them, and the handshake takes its own copies.
 */
public final class HandshakeKeys {
    private static final HandshakeKeys NONE = new HandshakeKeys(null, null, null, List.of());

    final @Nullable SecretKey secret;
    final @Nullable PublicKey own;
    final @Nullable PublicKey remote;
    final List<SecretKey> psks;

    private HandshakeKeys(
            @Nullable SecretKey secret,
            @Nullable PublicKey own,
            @Nullable PublicKey remote,
            List<SecretKey> psks) {
        this.secret = secret;
        this.own = own;
        this.remote = remote;
        this.psks = psks;
    }

    /** No long-lived key at all. */
    public static HandshakeKeys none() {
        return NONE;
    }

    /** With the own static key; computes its public key. */
    public HandshakeKeys withStatic(SecretKey secret) {
        return withStatic(secret, PublicKey.of(X25519.publicKey(secret)));
    }

    /** With the own static key and its public key, which must belong together. */
    public HandshakeKeys withStatic(SecretKey secret, PublicKey own) {
        return new HandshakeKeys(secret, own, remote, psks);
    }

    /** With the static key of the other side, where it is known beforehand. */
    public HandshakeKeys withRemote(PublicKey remote) {
        return new HandshakeKeys(secret, own, remote, psks);
    }

    /** With one more pre-shared key of 32 bytes, in the order of the psk tokens. */
    public HandshakeKeys withPsk(SecretKey psk) {
        if (psk.size() != SecretKey.SIZE) {
            throw new IllegalArgumentException("a psk has 32 bytes");
        }
        List<SecretKey> more = new ArrayList<>(psks);
        more.add(psk);
        return new HandshakeKeys(secret, own, remote, List.copyOf(more));
    }

    @Override
    public String toString() {
        return "HandshakeKeys[redacted]";
    }
}
