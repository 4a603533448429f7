package org.quietdrop.node.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Runs a command that nobody types at, in an empty environment.
     *
     * @return how it ended
     */
    int run(String... args) {
        Surroundings around =
                new Surroundings(
                        InputStream.nullInputStream(),
                        stream(""),
                        stream("! "),
                        Map.of(),
                        ZoneOffset.UTC,
                        _ -> Optional.empty(),
                        () -> false);
        return QuietDropCommand.run(new FakePrograms(around.out()), around, args);
    }

    /** What was written, with the home's path as {@code HOME}. */
    List<String> lines(String home) {
        return new ArrayList<>(lines.stream().map(l -> l.replace(home, "HOME")).toList());
    }
}
