package org.quietdrop.node.daemon;

import org.quietdrop.store.disk.StoreFailure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the user should know of an open node: damage found, faults met. Thread-safe. */
final class Troubles {
    private static final int MOST = 50;
    private static final int PLACES = 8;

    private final Consumer<String> warned;
    private final Consumer<String> broken;
    private final List<String> warnings = new ArrayList<>();

    /**
     * @param warned is told of each that is new
     * @param broken is told why the node cannot go on
     */
    Troubles(Consumer<String> warned, Consumer<String> broken) {
        this.warned = warned;
        this.broken = broken;
    }

    /** Known from the beginning: nobody is told. */
    void found(List<String> lines) {
        synchronized (warnings) {
            warnings.addAll(lines);
        }
    }

    /** The core met this. */
    void met(Throwable cause) {
        switch (cause) {
            case StoreFailure.Full _ -> warn("the disk is full");
            case StoreFailure.Damaged _ -> warn("a record cannot be read any more");
            case StoreFailure.Newer newer -> broken.accept(newer.getMessage());
            case StoreFailure _ -> broken.accept("the disk failed");
            default -> warn(fault(cause));
        }
    }

    /** Messages of exceptions could hold content: only kinds and places. */
    private static String fault(Throwable cause) {
        StringBuilder text = new StringBuilder("a fault of this program: ");
        text.append(cause.getClass().getName());
        StackTraceElement[] trace = cause.getStackTrace();
        for (int i = 0; i < Math.min(trace.length, PLACES); i++) {
            text.append(i == 0 ? " at " : " < ").append(trace[i]);
        }
        return text.toString();
    }

    private void warn(String warning) {
        synchronized (warnings) {
            if (warnings.contains(warning) || warnings.size() >= MOST) return;
            warnings.add(warning);
        }
        warned.accept(warning);
    }

    /** All of them. */
    List<String> all() {
        synchronized (warnings) {
            return List.copyOf(warnings);
        }
    }
}
