package org.quietdrop.node.system;

/**
 * What is done outside of Java and may never come back: programs, their pipes, the system's
 * resolver.
 */
public final class Outside {
    private Outside() {}

    /**
     * Begins work that may block for long. Not on a virtual thread: it would hold one of the few
     * threads that carry them all, and with it those who serve the control socket.
     */
    public static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    /** Ends a program and those that it has started, whatever they do. */
    public static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
