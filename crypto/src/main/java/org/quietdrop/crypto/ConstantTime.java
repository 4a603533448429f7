package org.quietdrop.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;

/** Comparison of secret bytes. */
public final class ConstantTime {
    private ConstantTime() {}

    /** Whether both are equal, in time that depends on their lengths only. */
    public static boolean equal(byte[] left, byte[] right) {
        Calls.note("compare", left.length);
        return MessageDigest.isEqual(left, right);
    }

    /** The same where the bytes may lie in the slab. */
    static boolean equal(MemorySegment left, MemorySegment right) {
        Calls.note("compare", (int) left.byteSize());
        if (left.byteSize() != right.byteSize()) {
            return false;
        }
        int different = 0;
        for (long i = 0; i < left.byteSize(); i++) {
            different |= left.get(ValueLayout.JAVA_BYTE, i) ^ right.get(ValueLayout.JAVA_BYTE, i);
        }
        return different == 0;
    }
}
