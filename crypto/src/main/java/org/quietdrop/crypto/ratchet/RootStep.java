package org.quietdrop.crypto.ratchet;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One step of the root chain: {@code RK||CK||NHK = HKDF(salt RK, ikm DH||ss, "QuietDrop/1 DR root"
 * || u32 kem, 96)}; without ML-KEM {@code ss} is zero and {@code kem} is 0.
 *
 * @param rootKey the new root key
 * @param chainKey the key of the chain that begins
 * @param nextHeaderKey the header key of the chain after that one, in the same direction
 */
record RootStep(SecretKey rootKey, SecretKey chainKey, SecretKey nextHeaderKey) {
    private static final int KEY = 32;
    private static final byte[] LABEL = "QuietDrop/1 DR root".getBytes(StandardCharsets.US_ASCII);

    /**
     * Makes the step.
     *
     * @param mixed the secret of ML-KEM that goes in, which is closed here; null: none
     * @throws OpenFailed if the result of X25519 is zero
     */
    static RootStep of(
            SecretKey rootKey,
            SecretKey dhSecret,
            PublicKey peer,
            KemState.@Nullable Shared mixed) {
        try (SecretKey dh = SecretKey.take(X25519.agree(dhSecret.expose(), peer.toArray()))) {
            byte[] ikm = Arrays.copyOf(dh.expose(), 2 * KEY);
            if (mixed != null) {
                System.arraycopy(mixed.secret().expose(), 0, ikm, KEY, KEY);
            }
            byte[] out = Blake2b.hkdf(rootKey.expose(), ikm, info(mixed), 3 * KEY);
            Arrays.fill(ikm, (byte) 0);
            RootStep step = new RootStep(key(out, 0), key(out, 1), key(out, 2));
            Arrays.fill(out, (byte) 0);
            return step;
        } finally {
            if (mixed != null) {
                mixed.secret().close();
            }
        }
    }

    private static byte[] info(KemState.@Nullable Shared mixed) {
        return ByteBuffer.allocate(LABEL.length + Integer.BYTES)
                .put(LABEL)
                .putInt(mixed == null ? 0 : mixed.number())
                .array();
    }

    private static SecretKey key(byte[] out, int index) {
        return SecretKey.take(Arrays.copyOfRange(out, index * KEY, (index + 1) * KEY));
    }

    @Override
    public String toString() {
        return "RootStep[redacted]";
    }
}
