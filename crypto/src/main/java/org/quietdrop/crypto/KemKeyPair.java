package org.quietdrop.crypto;

/** An ML-KEM-768 key pair with an end. Not safe for use by several threads at once. */
public final class KemKeyPair implements AutoCloseable {
    private final SecretKey dk;
    private final Bytes ek;

    /** Takes over a key whose halves are known to belong together. */
    KemKeyPair(SecretKey dk, Bytes ek) {
        this.dk = dk;
        this.ek = ek;
    }

    /**
     * A pair from its stored form.
     *
     * @param dk the decapsulation key of FIPS 203, 2,400 bytes; copied
     * @throws OpenFailed if it is damaged
     */
    public static KemKeyPair of(byte[] dk) {
        Sodium.hostileSize(dk, MlKem768.DK_SIZE);
        SecretKey own = SecretKey.of(dk);
        try {
            return new KemKeyPair(own, Bytes.of(MlKem768.encapsulationKey(own.expose())));
        } catch (OpenFailed e) {
            own.close();
            throw e;
        }
    }

    /** The encapsulation key to send, 1,184 bytes. */
    public byte[] encapsulationKey() {
        return ek.toArray();
    }

    /** A copy of the decapsulation key for storing, 2,400 bytes; whoever takes it closes it. */
    public SecretKey decapsulationKey() {
        return dk.copy();
    }

    /**
     * The shared secret of a ciphertext, to be closed by the caller.
     *
     * @param ct 1,088 bytes from the other side; one made for another key gives a random secret
     * @throws OpenFailed if it has another length
     */
    public SecretKey decaps(byte[] ct) {
        return MlKem768.decaps(dk.expose(), ct);
    }

    /** Wipes the decapsulation key. */
    @Override
    public void close() {
        dk.close();
    }

    @Override
    public String toString() {
        return "KemKeyPair[redacted]";
    }
}
