package org.quietdrop.crypto;

import java.util.Arrays;

/** The prime-order group of RFC 9496. Points and scalars are 32 bytes. Used by {@link Cpace}. */
public final class Ristretto255 {
    /** Length of points and scalars in bytes. */
    public static final int SIZE = 32;

    /** Length of what {@link #fromHash} takes, in bytes. */
    public static final int HASH_SIZE = 64;

    private Ristretto255() {}

    /** A point from 64 uniform bytes (element derivation of RFC 9496). */
    public static byte[] fromHash(byte[] hash) {
        Sodium.size(hash, HASH_SIZE);
        byte[] out = new byte[SIZE];
        Calls.note("ristretto255 from hash", HASH_SIZE);
        Sodium.require(
                Sodium.library()
                        .crypto_core_ristretto255_from_hash(Sodium.of(out), Sodium.of(hash)));
        return out;
    }

    /** A uniform scalar that is not zero. */
    public static SecretKey randomScalar(RandomSource random) {
        byte[] zero = new byte[SIZE];
        while (true) {
            byte[] wide = random.bytes(HASH_SIZE);
            byte[] scalar = new byte[SIZE];
            Calls.note("ristretto255 reduce", HASH_SIZE);
            Sodium.library()
                    .crypto_core_ristretto255_scalar_reduce(Sodium.of(scalar), Sodium.of(wide));
            Arrays.fill(wide, (byte) 0);
            if (!ConstantTime.equal(scalar, zero)) {
                return SecretKey.take(scalar);
            }
        }
    }

    /**
     * Multiplies a point by a scalar.
     *
     * @throws OpenFailed if the point is no valid encoding, or the result is the identity
     */
    public static byte[] multiply(byte[] scalar, byte[] point) {
        Sodium.size(scalar, SIZE);
        Sodium.hostileSize(point, SIZE);
        byte[] out = new byte[SIZE];
        Calls.note("ristretto255", SIZE);
        Sodium.open(
                Sodium.library()
                        .crypto_scalarmult_ristretto255(
                                Sodium.of(out), Sodium.of(scalar), Sodium.of(point)));
        if (ConstantTime.equal(out, new byte[SIZE])) {
            throw new OpenFailed();
        }
        return out;
    }
}
