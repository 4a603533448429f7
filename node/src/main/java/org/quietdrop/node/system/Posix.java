package org.quietdrop.node.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The calls of the system that Java has no words for. They do nothing where there are none. */
@SuppressWarnings("restricted")
public final class Posix {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int ONLY_MINE = 0077;
    private static final int PR_SET_DUMPABLE = 4;
    private static final int RLIMIT_CORE = 4; // on Linux and on macOS

    private Posix() {}

    /**
     * Leaves the terminal: a daemon in the background must outlive the window and the Ctrl-C of
     * whoever started it. Not every system has a command for it.
     */
    public static void ownSession() {
        Optional<MemorySegment> setsid = find("setsid");
        if (setsid.isEmpty()) return;
        // Fails only for one that leads a group already, who has what it wants.
        int _ = call(setsid.get(), 0, 0, 0, 0, 0);
    }

    /** From now on every file of this process is made for its user only, also by libraries. */
    public static void privateFiles() {
        Optional<MemorySegment> umask = find("umask");
        if (umask.isEmpty()) return;
        int _ = call(umask.get(), ONLY_MINE, 0, 0, 0, 0);
    }

    /**
     * From now on no other process of this user may read this one's memory, trace it or attach to
     * it, and the system writes no image of it. Only Linux has it.
     *
     * @return whether it is so
     */
    static boolean undumpable() {
        Optional<MemorySegment> prctl = find("prctl");
        if (prctl.isEmpty()) return false;
        return call(prctl.get(), PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
    }

    /**
     * From now on a crash of this process writes no image of its memory.
     *
     * @return whether it is so
     */
    static boolean noCores() {
        Optional<MemorySegment> setrlimit = find("setrlimit");
        if (setrlimit.isEmpty()) return false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment none = arena.allocate(LONG, 2);
            return call(setrlimit.get(), RLIMIT_CORE, none.address(), 0, 0, 0) == 0;
        }
    }

    /**
     * All in one shape, as Java takes long to find its way to native code for each new one: whole
     * numbers go in registers of 64 bits, of which a function looks at what it has declared.
     */
    private static int call(MemorySegment function, long a, long b, long c, long d, long e) {
        FunctionDescriptor shape = FunctionDescriptor.of(INT, LONG, LONG, LONG, LONG, LONG);
        try {
            MethodHandle handle = Linker.nativeLinker().downcallHandle(function, shape);
            return (int) handle.invokeExact(a, b, c, d, e);
        } catch (Throwable failure) {
            throw new LinkageError("a call of the system", failure);
        }
    }

    /** Gives back to the system what libraries and the JVM itself have freed. Only Linux has it. */
    static void trim() {
        Optional<MemorySegment> trim = find("malloc_trim");
        if (trim.isEmpty()) return;
        int _ = call(trim.get(), 0, 0, 0, 0, 0);
    }

    private static Optional<MemorySegment> find(String name) {
        return Linker.nativeLinker().defaultLookup().find(name);
    }
}
