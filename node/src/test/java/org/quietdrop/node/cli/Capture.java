package org.quietdrop.node.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Both streams of a command as one list of lines, in the order they were ended. */
final class Capture {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** A stream whose lines carry a mark. */
    PrintStream stream(String mark) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        OutputStream cut =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        if (b == '\n') {
                            lines.add(mark + line.toString(StandardCharsets.UTF_8));
                            line.reset();
                        } else {
                            line.write(b);
                        }
                    }
                };
        return new PrintStream(cut, true, StandardCharsets.UTF_8);
    }

    /** What was written, with the home's path as {@code HOME}. */
    List<String> lines(String home) {
        return new ArrayList<>(lines.stream().map(l -> l.replace(home, "HOME")).toList());
    }
}
