package org.quietdrop.store;

/**
 * What a guess at the passphrase costs.
 *
 * @param passes over the memory
 * @param memoryBytes how much memory each guess needs
 */
public record Argon2Cost(int passes, long memoryBytes) {
    /** 3 passes over 256 MiB: the least that real vaults use. */
    public static final Argon2Cost MODERATE = new Argon2Cost(3, 256L << 20);

    /** Limits for what a vault file may ask of this machine. */
    static final int MOST_PASSES = 64;

    static final long LEAST_MEMORY = 8192;
    static final long MOST_MEMORY = 1L << 30;

    public Argon2Cost {
        if (passes < 1
                || passes > MOST_PASSES
                || memoryBytes < LEAST_MEMORY
                || memoryBytes > MOST_MEMORY) {
            throw new IllegalArgumentException("Argon2id cost out of range");
        }
    }
}
