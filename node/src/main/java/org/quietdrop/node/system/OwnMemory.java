package org.quietdrop.node.system;

import org.quietdrop.crypto.LockedMemory;
import org.quietdrop.crypto.Sodium;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what is in this process's memory to itself, as far as system and JVM allow. What that is
 * worth is said in THREAT_MODEL.md.
 */
public final class OwnMemory {
    private static final int PIECE = 4096;
    private static final int HEADER = 16;
    private static final int ROUNDS = 2;

    /** Left for others who allocate meanwhile: running out of memory ends a daemon. */
    private static final long SPARE = 8 << 20;

    /** Longer than the compilers of the JVM keep their memory. */
    private static final Duration SETTLED = Duration.ofSeconds(12);

    private static boolean asked;
    private static boolean closed;
    private static boolean noCores;

    private OwnMemory() {}

    /**
     * Forbids other programs of this user to read this process's memory, and the system to write it
     * into a file. Does it once; any thread.
     */
    public static synchronized void close() {
        if (asked) return;
        asked = true;
        closed = Posix.undumpable();
        noCores = Posix.noCores();
    }

    /** What of it the system refused, for people; empty when all is well. */
    public static synchronized List<String> warnings() {
        List<String> all = new ArrayList<>();
        if (asked && !closed) {
            all.add("this system lets other programs of yours read the memory of this one");
        }
        if (asked && !noCores) {
            all.add("this system may write the memory of this program to a file when it crashes");
        }
        LockedMemory.warning().ifPresent(all::add);
        return all;
    }

    /**
     * Overwrites what was wiped or forgotten and lies in memory all the same: copies that the
     * collector left when it moved things, and what native code left on the stack of this thread.
     * Best effort: the JVM promises nothing. Takes about as long as two collections.
     */
    public static void overwriteFree() {
        Sodium.cleanStack();
        System.gc();
        for (int round = 0; round < ROUNDS; round++) {
            fill();
            System.gc();
        }
        settle();
    }

    /**
     * Gives back, a while from now, what the JVM needed for a start and not afterwards: its
     * compilers keep it for some seconds, and the allocator for ever.
     */
    public static void settle() {
        Thread.ofVirtual()
                .name("settle")
                .start(() -> {
                    try {
                        Thread.sleep(SETTLED);
                        Posix.trim();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /** Takes all free room that the heap has, which fills it with zeros, and lets go of it. */
    private static void fill() {
        Runtime machine = Runtime.getRuntime();
        long growth = machine.maxMemory() - machine.totalMemory();
        long room = machine.freeMemory() - Math.max(0, SPARE - growth);
        byte[][] held = new byte[(int) Math.max(0, room / PIECE)][];
        try {
            for (int i = 0; i < held.length; i++) held[i] = new byte[PIECE - HEADER];
        } finally {
            Reference.reachabilityFence(held);
        }
    }
}
