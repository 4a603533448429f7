package org.quietdrop.crypto;

import java.security.SecureRandom;

/** The operating system's randomness, and the one place that takes it. Safe for any thread. */
public final class SystemRandom implements RandomSource {
    private final SecureRandom random = new SecureRandom();

    @Override
    public void fill(byte[] out) {
        random.nextBytes(out);
    }
}
