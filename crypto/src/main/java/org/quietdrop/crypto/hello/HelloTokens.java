package org.quietdrop.crypto.hello;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keyed tags of the hello, bound to one exchange by its handshake hash (PROTOCOL.md, Hello).
 */
final class HelloTokens {
    static final byte[] PROLOGUE = "QuietDrop/1 hello".getBytes(StandardCharsets.US_ASCII);
    static final int SLOTS = 256;
    static final int SLOT = Long.BYTES;
    static final int ANSWER = 16;

    /**
     * Stands in where a tag must be computed and there is no relation: its tags are thrown away.
     */
    static final HelloRelation NOBODY =
            new HelloRelation(
                    SecretKey.of(new byte[32]), HelloRelation.UNKNOWN, HelloRelation.UNKNOWN);

    private HelloTokens() {}

    /** What the initiator puts into a slot, and the responder looks for. */
    static long slot(SecretKey helloKey, Bytes h, UserId initiator) {
        return ByteBuffer.wrap(prf(helloKey, "QDv1 hello i", h, initiator)).getLong();
    }

    /** What the responder answers, and the initiator looks for. */
    static byte[] answer(SecretKey helloKey, Bytes h, UserId responder) {
        return Arrays.copyOf(prf(helloKey, "QDv1 hello r", h, responder), ANSWER);
    }

    private static byte[] prf(SecretKey helloKey, String label, Bytes h, UserId user) {
        return Blake2b.prf(helloKey.expose(), label, h.toArray(), user.toArray());
    }

    /** How many tags a listener computes: a multiple of 256, at least 256, so no one can count. */
    static int padded(int relations) {
        return SLOTS * Math.max(1, Math.ceilDiv(relations, SLOTS));
    }

    /** 1 if equal, else 0, in the same time. */
    static long equal(long a, long b) {
        long differs = a ^ b;
        return ((differs | -differs) >>> 63) ^ 1;
    }
}
