package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.identity.WordList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Four words for a session, to be compared by two people. They name the session, which is public
 * between the two, so they are no secret: a man between the two would have two sessions.
 */
public final class PairWords {
    private static final int WORDS = 4;
    private static final int BITS_PER_WORD = 11;
    private static final byte[] ZERO = {0};

    private PairWords() {}

    /** The first 44 bits of a hash of the session id (16 bytes), as four words. */
    public static List<String> of(Bytes sessionId) {
        if (sessionId.size() != PairKeys.SESSION_ID) {
            throw new IllegalArgumentException("a session id has 16 bytes");
        }
        byte[] key = Arrays.copyOf(sessionId.toArray(), 32);
        byte[] hash = Blake2b.prf(key, "QDv1 pair words", ZERO);
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | (hash[i] & 0xff);
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            int shift = 48 - BITS_PER_WORD * (i + 1);
            words.add(WordList.word((int) (bits >>> shift) & (WordList.SIZE - 1)));
        }
        return List.copyOf(words);
    }
}
