package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.OpenFailed;

import java.nio.ByteBuffer;

/**
 * The payload of the second message of a link between contacts: versions 16, a fresh ML-KEM key
 * 1,184, then zeros up to 4,048 bytes.
 *
 * @param versions what the sender speaks
 * @param ek the sender's ML-KEM-768 encapsulation key for this link alone
 */
public record Kk2Payload(VersionRange versions, Bytes ek) {
    /** The size in bytes. */
    public static final int SIZE = 4_048;

    public Kk2Payload {
        if (ek.size() != MlKem768.EK_SIZE) {
            throw new IllegalArgumentException("an encapsulation key has 1,184 bytes");
        }
    }

    /** The 4,048 bytes. */
    public byte[] encode() {
        return ByteBuffer.allocate(SIZE).put(versions.encode()).put(ek.toArray()).array();
    }

    /**
     * Reads a payload of exactly 4,048 bytes.
     *
     * @throws OpenFailed if size, versions or padding is wrong
     */
    public static Kk2Payload decode(byte[] payload) {
        if (payload.length != SIZE) {
            throw new OpenFailed();
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        VersionRange versions = VersionRange.readFrom(in);
        byte[] ek = new byte[MlKem768.EK_SIZE];
        in.get(ek);
        VersionRange.zeros(in, in.remaining());
        return new Kk2Payload(versions, Bytes.of(ek));
    }
}
