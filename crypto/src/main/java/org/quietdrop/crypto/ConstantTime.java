package org.quietdrop.crypto;

import java.security.MessageDigest;

/** Comparison of secret bytes. */
public final class ConstantTime {
    private ConstantTime() {}

    /** Whether both are equal, in time that depends on their lengths only. */
    public static boolean equal(byte[] left, byte[] right) {
        Calls.note("compare", left.length);
        return MessageDigest.isEqual(left, right);
    }
}
