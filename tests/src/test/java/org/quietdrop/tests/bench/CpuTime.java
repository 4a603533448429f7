package org.quietdrop.tests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** User and system time of other processes, from {@code /proc}, to a tick of 10 ms. */
final class CpuTime {
    /** The kernel tells times to programs in these, whatever its own clock. */
    private static final Duration TICK = Duration.ofMillis(10);

    /** Fields of {@code /proc/PID/stat} behind the name, the first being the state. */
    private static final int USER = 11;

    private static final int CHILDREN = 13;

    private CpuTime() {}

    /** What a living process has used by now. */
    static Duration of(long pid) throws IOException {
        return pair(Path.of("/proc", Long.toString(pid), "stat"), USER);
    }

    /** What all children of this process used that have ended, and what theirs used. */
    static Duration ofEndedChildren() throws IOException {
        return pair(Path.of("/proc/self/stat"), CHILDREN);
    }

    private static Duration pair(Path stat, int first) throws IOException {
        String all = Files.readString(stat);
        List<String> fields = List.of(all.substring(all.lastIndexOf(')') + 2).split(" ", -1));
        long ticks = Long.parseLong(fields.get(first)) + Long.parseLong(fields.get(first + 1));
        return TICK.multipliedBy(ticks);
    }
}
