package org.quietdrop.crypto;

/**
 * Where randomness comes from. The real one is {@link SystemRandom}; simulations and tests hand in
 * their own, so that a failing seed replays.
 */
public interface RandomSource {
    /** Fills the whole array with uniformly random bytes. */
    void fill(byte[] out);

    /** A fresh array of {@code size} random bytes. */
    default byte[] bytes(int size) {
        byte[] out = new byte[size];
        fill(out);
        return out;
    }
}
