package org.quietdrop.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Refusals of one kind: all must call the same primitives on as many bytes, in the same order. How
 * long they took is printed and nothing is made of it.
 */
public final class Refusals {
    private final String kind;
    private final List<Long> nanos = new ArrayList<>();
    private List<String> calls = List.of();

    public Refusals(String kind) {
        this.kind = kind;
    }

    /** The calls of one step, failed or not. */
    public static List<String> callsOf(Runnable step) {
        List<String> seen = new ArrayList<>();
        Thread here = Thread.currentThread();
        Calls.listen((primitive, size) -> {
            if (Thread.currentThread() == here) seen.add(primitive + " " + size);
        });
        try {
            step.run();
        } finally {
            Calls.listen(null);
        }
        return seen;
    }

    /** One more attempt, which must end in {@code OpenFailed}. */
    public void add(String how, Runnable attempt) {
        same(
                how,
                () -> {
                    try {
                        attempt.run();
                    } catch (OpenFailed e) {
                        if (e.getMessage() == null && e.getCause() == null) return;
                    }
                    throw new AssertionError(kind + " was not refused, or not in silence: " + how);
                });
    }

    /** One more step of this kind that need not fail. */
    public void same(String how, Runnable step) {
        long from = System.nanoTime();
        List<String> seen = callsOf(step);
        nanos.add(System.nanoTime() - from);
        if (nanos.size() == 1) {
            calls = seen;
        } else if (!calls.equals(seen)) {
            throw new AssertionError(
                    kind + ": " + how + " calls " + seen + "\nand the first " + calls);
        }
    }

    /** The bits of a message of {@code size} bytes from byte {@code from} to {@code until}. */
    public void flips(byte[] message, int from, int until, Attempt attempt) {
        for (int bit = from * 8; bit < until * 8; bit++) {
            flip(message, bit, attempt);
        }
    }

    /** One bit of each byte. */
    public void flipsOfBytes(byte[] message, int from, int until, Attempt attempt) {
        for (int at = from; at < until; at++) {
            flip(message, at * 8 + at % 8, attempt);
        }
    }

    private void flip(byte[] message, int bit, Attempt attempt) {
        byte[] bad = flipped(message, bit);
        Runnable opening = attempt.on(bad);
        add("bit " + bit, opening);
    }

    public static byte[] flipped(byte[] message, int bit) {
        byte[] bad = message.clone();
        bad[bit / 8] ^= (byte) (1 << (bit % 8));
        return bad;
    }

    /** How a changed message is given to a reader who stands where the true one would be read. */
    public interface Attempt {
        /** Sets the reader up; what it gives is recorded and timed. */
        Runnable on(byte[] changed);
    }

    /** The one sequence of all of them. */
    public List<String> calls() {
        return calls;
    }

    public int count() {
        return nanos.size();
    }

    /** Says what was seen. */
    public void print() {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        long median = sorted[sorted.length / 2];
        long[] middle = Arrays.copyOfRange(sorted, sorted.length / 10, sorted.length * 9 / 10 + 1);
        System.out.printf(
                Locale.ROOT,
                "%s: %,d refused, all by the same %d calls; %.1f us (80%% of them %.1f to %.1f)%n",
                kind,
                sorted.length,
                calls.size(),
                median / 1e3,
                middle[0] / 1e3,
                middle[Math.min(middle.length, sorted.length) - 1] / 1e3);
    }
}
