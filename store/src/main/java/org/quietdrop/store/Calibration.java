package org.quietdrop.store;

import org.quietdrop.crypto.Argon2id;
import org.quietdrop.crypto.SecretKey;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * Finds what a guess at the passphrase may cost on this machine: never less than {@link
 * Argon2Cost#MODERATE}, and more passes over the same memory where the machine is fast. So one
 * guess takes about {@link #AIM} here, and needs 256 MiB anywhere.
 */
public final class Calibration {
    /** How long one guess is to take. */
    static final Duration AIM = Duration.ofMillis(750);

    /** More is not asked for, however fast the clock says this machine is. */
    static final int MOST_PASSES = 24;

    private Calibration() {}

    /**
     * Measures once, at the cost of one guess. Not on a thread that others wait for.
     *
     * @param clock a slow or busy machine, and a clock that is set meanwhile, give the moderate
     *     cost
     */
    public static Argon2Cost upward(InstantSource clock) {
        return upward(clock, Calibration::guess);
    }

    static Argon2Cost upward(InstantSource clock, Consumer<Argon2Cost> guess) {
        Argon2Cost least = Argon2Cost.MODERATE;
        Instant begun = clock.instant();
        guess.accept(least);
        long took = Duration.between(begun, clock.instant()).toMillis();
        if (took <= 0 || took >= AIM.toMillis()) return least;
        long passes = least.passes() * AIM.toMillis() / took;
        int bounded = Math.clamp(passes, least.passes(), MOST_PASSES);
        return new Argon2Cost(bounded, least.memoryBytes());
    }

    private static void guess(Argon2Cost cost) {
        try (SecretKey guessed = SecretKey.of(new byte[] {'x'})) {
            byte[] salt = new byte[Argon2id.SALT_SIZE];
            Argon2id.derive(guessed, salt, cost.passes(), cost.memoryBytes()).close();
        }
    }
}
