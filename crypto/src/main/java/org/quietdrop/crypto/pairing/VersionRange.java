package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.OpenFailed;

import java.nio.ByteBuffer;

/**
 * The first 16 bytes of every handshake payload: lowest version 1, highest version 1, features 4,
 * zero 10 (PROTOCOL.md, Payloads). Alone it is the payload of KK1 and XX1.
 *
 * @param lowest the lowest version spoken, 1 to 255
 * @param highest the highest version spoken, not below {@code lowest}
 * @param features bits for what may be used beyond the version; unknown bits are ignored
 */
public record VersionRange(int lowest, int highest, int features) {
    /** The size in bytes. */
    public static final int SIZE = 16;

    /** What this program speaks. */
    public static final VersionRange CURRENT = new VersionRange(1, 1, 0);

    public VersionRange {
        if (lowest < 1 || highest < lowest || highest > 255) {
            throw new IllegalArgumentException("versions go from 1 to 255, the lowest first");
        }
    }

    /** The 16 bytes. */
    public byte[] encode() {
        return ByteBuffer.allocate(SIZE)
                .put((byte) lowest)
                .put((byte) highest)
                .putInt(features)
                .array();
    }

    /**
     * Reads a payload of exactly 16 bytes.
     *
     * @throws OpenFailed if the size is wrong, the range is empty, or zeros are not zero
     */
    public static VersionRange decode(byte[] payload) {
        if (payload.length != SIZE) {
            throw new OpenFailed();
        }
        return readFrom(ByteBuffer.wrap(payload));
    }

    static VersionRange readFrom(ByteBuffer in) {
        int lowest = in.get() & 0xff;
        int highest = in.get() & 0xff;
        int features = in.getInt();
        zeros(in, 10);
        if (lowest < 1 || highest < lowest) {
            throw new OpenFailed();
        }
        return new VersionRange(lowest, highest, features);
    }

    static void zeros(ByteBuffer in, int count) {
        for (int i = 0; i < count; i++) {
            if (in.get() != 0) {
                throw new OpenFailed();
            }
        }
    }
}
