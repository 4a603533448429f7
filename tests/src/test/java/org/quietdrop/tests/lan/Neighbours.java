package org.quietdrop.tests.lan;

import org.quietdrop.tests.process.RealNode;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Two nodes that are contacts, and how long it takes until they notice something. */
record Neighbours(RealNode one, RealNode other) {
    /** Within this they are linked again, whatever happened. */
    static final Duration AGAIN = Duration.ofSeconds(30);

    /** A time that runs, on a clock that nobody sets. */
    record Since(long nanos) {
        static Since now() {
            return new Since(System.nanoTime());
        }

        Duration time() {
            return Duration.ofNanos(System.nanoTime() - nanos);
        }
    }

    /** Makes contacts of two that run and are not yet. */
    static Neighbours paired(Lan lan, RealNode one, int host, RealNode other) throws Exception {
        one.pairWith(other, lan.say("ip", String.valueOf(host)));
        Neighbours both = new Neighbours(one, other);
        both.linked(Since.now(), AGAIN);
        return both;
    }

    private static boolean sees(RealNode node, RealNode contact) {
        return node.contact(contact).linked();
    }

    /**
     * How long it takes until both say that they are linked, which must not be longer than that.
     */
    Duration linked(Since since, Duration most) throws InterruptedException {
        return until(since, most, () -> sees(one, other) && sees(other, one), "are not linked");
    }

    /** How long it takes until the one that is there says that the other one is not. */
    Duration gone(RealNode there, Since since, Duration most) throws InterruptedException {
        RealNode away = there == one ? other : one;
        return until(since, most, () -> !sees(there, away), "does not see it gone");
    }

    /**
     * Something has just ended that may have parted them: says when both call themselves linked,
     * and when mail that was written now has arrived both ways, which proves it.
     */
    void again(String after) throws InterruptedException {
        again(after, Since.now());
    }

    void again(String after, Since since) throws InterruptedException {
        String there = one.send(other.name, "after " + after);
        String back = other.send(one.name, "and back, after " + after);
        Duration linked = linked(since, AGAIN);
        until(since, AGAIN, () -> has(one, there) && has(other, back), "mail has not arrived");
        Duration mail = since.time();
        // Not a link that was dead and is noticed only now.
        if (!sees(one, other) || !sees(other, one)) linked = linked(since, AGAIN);
        System.out.printf(
                "%s and %s, %s: linked after %d ms, mail both ways after %d ms%n",
                one.name, other.name, after, linked.toMillis(), mail.toMillis());
    }

    private static boolean has(RealNode node, String id) {
        return node.await(id, "queued", 0).state().equals("delivered");
    }

    private Duration until(Since since, Duration most, BooleanSupplier done, String otherwise)
            throws InterruptedException {
        while (true) {
            // Before it is asked: else a test that stood still would call late what was in time.
            boolean late = since.time().compareTo(most) > 0;
            if (done.getAsBoolean()) return since.time();
            if (late) {
                throw new AssertionError(
                        one.name
                                + " and "
                                + other.name
                                + " "
                                + otherwise
                                + " after "
                                + since.time()
                                + ": "
                                + one.status()
                                + " "
                                + other.status());
            }
            Thread.sleep(50);
        }
    }
}
