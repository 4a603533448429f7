package org.quietdrop.crypto.relay;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;

import java.util.Arrays;

/** The name of a drop: what a relay's answers carry. Anybody who holds the drop can compute it. */
public final class DropId {
    /** The size in bytes. */
    public static final int SIZE = 16;

    private static final byte[] NO_KEY = new byte[32];

    private DropId() {}

    /** The id of a drop of any size: one of a wrong size must be named when it is refused. */
    public static Bytes of(Bytes drop) {
        return Bytes.of(Arrays.copyOf(Blake2b.prf(NO_KEY, "QDv1 drop id", drop.toArray()), SIZE));
    }
}
