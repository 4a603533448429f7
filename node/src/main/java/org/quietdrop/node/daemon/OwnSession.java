package org.quietdrop.node.daemon;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Leaves the terminal: a daemon in the background must outlive the window and the Ctrl-C of whoever
 * started it. {@code setsid(2)} is called directly, because not every system has the command.
 */
final class OwnSession {
    private OwnSession() {}

    /** Begins a session of our own where the system knows such a thing; otherwise does nothing. */
    static void begin() {
        Linker linker = Linker.nativeLinker();
        var setsid = linker.defaultLookup().find("setsid");
        if (setsid.isEmpty()) return;
        try {
            var call =
                    linker.downcallHandle(setsid.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT));
            // Fails only for one that leads a group already, who has what it wants.
            int session = (int) call.invokeExact();
            if (session < 0) return;
        } catch (Throwable e) {
            throw new LinkageError("setsid", e);
        }
    }
}
