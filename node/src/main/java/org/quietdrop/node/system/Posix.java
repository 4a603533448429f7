package org.quietdrop.node.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
        try {
            var call =
                    Linker.nativeLinker().downcallHandle(setsid.get(), FunctionDescriptor.of(INT));
            // Fails only for one that leads a group already, who has what it wants.
            int session = (int) call.invokeExact();
            if (session < 0) return;
        } catch (Throwable e) {
            throw new LinkageError("setsid", e);
        }
    }

    /** From now on every file of this process is made for its user only, also by libraries. */
    public static void privateFiles() {
        Optional<MemorySegment> umask = find("umask");
        if (umask.isEmpty()) return;
        try {
            var call =
                    Linker.nativeLinker()
                            .downcallHandle(umask.get(), FunctionDescriptor.of(INT, INT));
            int before = (int) call.invokeExact(ONLY_MINE);
            if (before == ONLY_MINE) return;
        } catch (Throwable e) {
            throw new LinkageError("umask", e);
        }
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
        try {
            var call =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    prctl.get(),
                                    FunctionDescriptor.of(INT, INT, LONG, LONG, LONG, LONG),
                                    Linker.Option.firstVariadicArg(1));
            return (int) call.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0;
        } catch (Throwable e) {
            throw new LinkageError("prctl", e);
        }
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
            var call =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    setrlimit.get(),
                                    FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS));
            MemorySegment none = arena.allocate(LONG, 2);
            return (int) call.invokeExact(RLIMIT_CORE, none) == 0;
        } catch (Throwable e) {
            throw new LinkageError("setrlimit", e);
        }
    }

    private static Optional<MemorySegment> find(String name) {
        return Linker.nativeLinker().defaultLookup().find(name);
    }
}
