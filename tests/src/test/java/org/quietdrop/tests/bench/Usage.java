package org.quietdrop.tests.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What processes used, as exactly as Linux tells: to a microsecond and less, where {@link CpuTime}
 * has ticks of 10 ms, which is a third of a start of Java.
 */
@SuppressWarnings("restricted")
final class Usage {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int RUSAGE_CHILDREN = -1;
    private static final int RUSAGE_BYTES = 144;

    private Usage() {}

    /** User and system time of all children that have ended, and of theirs, milliseconds. */
    static double ofEndedChildren() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment usage = arena.allocate(RUSAGE_BYTES, 8);
            check(call("getrusage", INT, ValueLayout.ADDRESS).invoke(RUSAGE_CHILDREN, usage));
            long seconds = usage.getAtIndex(LONG, 0) + usage.getAtIndex(LONG, 2);
            long micros = usage.getAtIndex(LONG, 1) + usage.getAtIndex(LONG, 3);
            return seconds * 1e3 + micros / 1e3;
        } catch (Throwable e) {
            throw new AssertionError("getrusage", e);
        }
    }

    /** User and system time of a process that lives, all its threads, milliseconds. */
    static double of(long pid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment clock = arena.allocate(INT);
            check(call("clock_getcpuclockid", INT, ValueLayout.ADDRESS).invoke((int) pid, clock));
            MemorySegment time = arena.allocate(LONG, 2);
            check(call("clock_gettime", INT, ValueLayout.ADDRESS).invoke(clock.get(INT, 0), time));
            return time.getAtIndex(LONG, 0) * 1e3 + time.getAtIndex(LONG, 1) / 1e6;
        } catch (Throwable e) {
            throw new AssertionError("clock_gettime", e);
        }
    }

    private static MethodHandle call(String name, MemoryLayout... arguments) {
        MemorySegment function = Linker.nativeLinker().defaultLookup().find(name).orElseThrow();
        return Linker.nativeLinker()
                .downcallHandle(function, FunctionDescriptor.of(INT, arguments));
    }

    private static void check(Object code) {
        if (!Integer.valueOf(0).equals(code)) throw new IllegalStateException("refused");
    }

    /** Pages of the process that are in memory, KiB. */
    static long residentKib(long pid) throws IOException {
        return field(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
    }

    /**
     * The same with shared pages counted by their share, KiB. Of a node only root may see it, as it
     * closes its memory.
     */
    static long proportionalKib(long pid) throws IOException {
        return field(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:");
    }

    private static long field(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith(name)) continue;
            String value = line.substring(name.length()).replace("kB", "").strip();
            return Long.parseLong(value);
        }
        throw new IOException("no " + name + " in " + file);
    }

    /** The middle one. */
    static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
