package org.quietdrop.node.demo;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.util.Locale;

/** Tells the demo's story: numbered steps, and lines that belong to the step before. */
final class Teller {
    private final PrintStream out;
    private int step;

    Teller(PrintStream out) {
        this.out = out;
    }

    /** A line without a number. */
    void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The next step, and what came of it. */
    void tell(String what, @Nullable String result) {
        step++;
        String line = String.format(Locale.ROOT, "%2d  %s", step, what);
        say(result == null ? line : String.format(Locale.ROOT, "%-68s %s", line, result));
    }

    /** More about the step before. */
    void more(String what) {
        say("    " + what);
    }
}
