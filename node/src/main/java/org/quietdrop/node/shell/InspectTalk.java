package org.quietdrop.node.shell;

import org.quietdrop.node.cli.Display;
import org.quietdrop.node.cli.InspectWords;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireLines;

import java.util.List;
import java.util.Map;

/** {@code /inspect}: what others could see of the wire, of the disk, of a message. */
final class InspectTalk {
    private static final int WAIT = 10_000;

    private final Seat seat;
    private final Screen screen;
    private final Calls calls;
    private final InspectWords words;

    InspectTalk(Seat seat, Screen screen, Calls calls, Display display) {
        this.seat = seat;
        this.screen = screen;
        this.calls = calls;
        this.words = new InspectWords(display);
    }

    private static UserError usage() {
        return new UserError(
                UserError.Exit.USAGE, "inspect what?", "like: " + Verb.INSPECT.usage());
    }

    /** Whether these words ask for the wire or the disk; else they are about a message. */
    boolean run(List<String> arguments) {
        if (arguments.isEmpty()) throw usage();
        switch (arguments.getFirst()) {
            case "wire" -> wire();
            case "disk" -> disk();
            case "message" -> {
                return false;
            }
            default -> throw usage();
        }
        return true;
    }

    private void disk() {
        DiskReport report = calls.call("inspect.disk", Map.of(), DiskReport.class);
        words.disk(report).forEach(screen::say);
    }

    /** What is known of the message with this id. */
    void message(String id) {
        MessageReport report = calls.call("inspect.message", Map.of("id", id), MessageReport.class);
        words.message(report).forEach(screen::say);
    }

    private void wire() {
        if (seat.unattended()) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "nobody is there to end it",
                    "use: quietdrop inspect wire --for 30s");
        }
        long next = calls.call("inspect.wire", Map.of(), WireLines.class).next();
        InspectWords.WIRE.forEach(screen::remark);
        screen.remark("Ctrl-C ends it.");
        long cells = 0;
        long bytes = 0;
        try (Seat.Watchful _ = calls.talk()) {
            while (true) {
                WireLines lines =
                        calls.call(
                                "inspect.wire",
                                Map.of("after", next, "timeout_ms", WAIT),
                                WireLines.class);
                next = lines.next();
                if (lines.lost() > 0) screen.remark(InspectWords.lost(lines.lost()));
                for (WireLines.WireLine line : lines.lines()) {
                    screen.say(words.wire(line));
                    if (line.kind().equals("cell")) cells++;
                    bytes += line.bytes();
                }
            }
        } catch (Calls.Stopped e) {
            InspectWords.wireEnd(cells, bytes).forEach(screen::say);
        }
    }
}
