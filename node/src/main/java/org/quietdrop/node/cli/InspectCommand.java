package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireLines;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code inspect}: its verbs are {@link Wire}, {@link Disk} and {@link Message}. */
@Command(
        name = "inspect",
        description = "Show what others could see: of the wire, of the disk, of a message.",
        footer = {
            "",
            "Examples:",
            "  quietdrop inspect wire",
            "  quietdrop inspect disk",
            "  quietdrop inspect message 3f9a21"
        })
final class InspectCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new UserError(
                UserError.Exit.USAGE,
                "inspect what?",
                "use: quietdrop inspect wire, inspect disk, or inspect message ID");
    }

    /** {@code inspect wire}. */
    @Command(
            name = "wire",
            description = {
                "Show what goes over the network, as it goes; Ctrl-C ends.",
                "On the left what you do, on the right what somebody sees who records the network."
            },
            footer = {
                "",
                "Bytes are those of TCP and UDP, without their headers. What is said to a proxy before it has",
                "opened the way is not shown. Texts are never shown, only how long they are.",
                "",
                "Examples:",
                "  quietdrop inspect wire",
                "  quietdrop inspect wire --for 30s",
                "  quietdrop inspect wire --json --count 100"
            })
    static final class Wire implements Callable<Integer> {
        private static final int WAIT = 10_000;
        private static final int SHORT_WAIT = 250;

        private final Face face;

        @Option(
                names = "--for",
                paramLabel = "TIME",
                description = "End after this time, like 30s.")
        private @Nullable Duration time;

        @Option(names = "--count", paramLabel = "N", description = "End after so many lines.")
        private @Nullable Long count;

        Wire(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            long most = count == null ? Long.MAX_VALUE : count;
            if (most < 1) throw new UserError(UserError.Exit.USAGE, "--count is at least 1");
            AtomicBoolean over = new AtomicBoolean();
            if (time != null) {
                CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> over.set(true));
            }
            try (ControlClient client = face.connect()) {
                long next = client.call("inspect.wire", Map.of(), WireLines.class).next();
                InspectWords.WIRE.forEach(face::say);
                show(client, next, most, over);
            }
            return 0;
        }

        private void show(ControlClient client, long begun, long most, AtomicBoolean over) {
            InspectWords words = new InspectWords(new Display(face.around().zone()));
            int wait = time == null ? WAIT : SHORT_WAIT;
            long next = begun;
            long shown = 0;
            long cells = 0;
            long bytes = 0;
            while (!over.get() && shown < most && !face.readerIsGone()) {
                WireLines lines =
                        client.call(
                                "inspect.wire",
                                Map.of("after", next, "timeout_ms", wait),
                                WireLines.class);
                next = lines.next();
                if (lines.lost() > 0) {
                    face.give(Map.of("lost", lines.lost()));
                    face.say(InspectWords.lost(lines.lost()));
                }
                for (WireLines.WireLine line : lines.lines()) {
                    if (shown == most) break;
                    shown++;
                    face.give(line);
                    face.say(words.wire(line));
                    if (line.kind().equals("cell")) cells++;
                    bytes += line.bytes();
                }
            }
            InspectWords.wireEnd(cells, bytes).forEach(face::say);
        }
    }

    /** {@code inspect disk}. */
    @Command(
            name = "disk",
            description = {
                "Show what a finder of the disk sees, without your passphrase and with it.",
                "Every file of the home is searched for names, messages and keys."
            },
            footer = {
                "",
                "Ends with 1 if something was found that should not be there. A line is planted first, and",
                "must be found. Locked, nothing can be searched for.",
                "",
                "Examples:",
                "  quietdrop inspect disk",
                "  quietdrop inspect disk --json"
            })
    static final class Disk implements Callable<Integer> {
        private final Face face;

        Disk(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            DiskReport report;
            try (ControlClient client = face.connect()) {
                report = client.call("inspect.disk", Map.of(), DiskReport.class);
            }
            face.give(report);
            new InspectWords(new Display(face.around().zone())).disk(report).forEach(face::say);
            DiskReport.Search search = report.search();
            boolean found = search != null && !search.found().isEmpty();
            return found ? UserError.Exit.FAILED.code() : 0;
        }
    }

    /** {@code inspect message}. */
    @Command(
            name = "message",
            description = {
                "Show how a message was sealed, padded and carried.",
                "Keys are shown by fingerprint only; what is gone is said to be gone."
            },
            footer = {
                "",
                "Examples:",
                "  quietdrop inspect message 3f9a21",
                "  quietdrop inspect message 3f9a21 --json"
            })
    static final class Message implements Callable<Integer> {
        private final Face face;

        @Mixin private final MessageId id = new MessageId();

        Message(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            MessageReport report;
            try (ControlClient client = face.connect()) {
                report =
                        client.call(
                                "inspect.message", Map.of("id", id.text()), MessageReport.class);
            }
            face.give(report);
            new InspectWords(new Display(face.around().zone())).message(report).forEach(face::say);
            return 0;
        }
    }
}
