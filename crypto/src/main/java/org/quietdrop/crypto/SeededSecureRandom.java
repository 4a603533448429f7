package org.quietdrop.crypto;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * Hands a {@link RandomSource} to the JDK's key encapsulation, which insists on a {@link
 * SecureRandom}. It adds nothing of its own: a seeded source gives the same keys again.
 */
final class SeededSecureRandom extends SecureRandom {
    SeededSecureRandom(RandomSource source) {
        super(new Source(source), null);
    }

    @Override
    public String getAlgorithm() {
        return "RandomSource";
    }

    private static final class Source extends SecureRandomSpi {
        private final transient RandomSource source;

        Source(RandomSource source) {
            this.source = source;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            // The source is seeded by whoever made it.
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            source.fill(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int size) {
            return source.bytes(size);
        }
    }
}
