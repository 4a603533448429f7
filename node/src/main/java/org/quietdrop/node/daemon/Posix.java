package org.quietdrop.node.daemon;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The two calls of the system that Java has no words for. They do nothing where there are none. */
@SuppressWarnings("restricted")
final class Posix {
    private static final int ONLY_MINE = 0077;

    private Posix() {}

    /**
     * Leaves the terminal: a daemon in the background must outlive the window and the Ctrl-C of
     * whoever started it. Not every system has a command for it.
     */
    static void ownSession() {
        Optional<MemorySegment> setsid = find("setsid");
        if (setsid.isEmpty()) return;
        try {
            var call =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    setsid.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
            // Fails only for one that leads a group already, who has what it wants.
            int session = (int) call.invokeExact();
            if (session < 0) return;
        } catch (Throwable e) {
            throw new LinkageError("setsid", e);
        }
    }

    /** From now on every file of this process is made for its user only, also by libraries. */
    static void privateFiles() {
        Optional<MemorySegment> umask = find("umask");
        if (umask.isEmpty()) return;
        try {
            var call =
                    Linker.nativeLinker()
                            .downcallHandle(
                                    umask.get(),
                                    FunctionDescriptor.of(
                                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int before = (int) call.invokeExact(ONLY_MINE);
            if (before == ONLY_MINE) return;
        } catch (Throwable e) {
            throw new LinkageError("umask", e);
        }
    }

    private static Optional<MemorySegment> find(String name) {
        return Linker.nativeLinker().defaultLookup().find(name);
    }
}
