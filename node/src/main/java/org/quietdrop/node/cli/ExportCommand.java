package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.Json;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code export}: a whole conversation as plain text or JSON, page by page. */
@Command(
        name = "export",
        description = {
            "Write all messages with a contact as plain text, oldest first; with --json one object a",
            "line. What is written is not encrypted: whoever can read it reads every message."
        },
        footer = {
            "",
            "A file is made for you alone (mode 0600) and never overwritten.",
            "",
            "Examples:",
            "  quietdrop export bob --out bob.txt",
            "  quietdrop export bob --json --yes > bob.jsonl"
        })
final class ExportCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "A new file; without it, standard output.")
    private @Nullable Path file;

    @Mixin private final YesOption yes = new YesOption();

    private long written;

    ExportCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            View.Lines first = page(client, 0);
            if (first.lines().isEmpty()) {
                face.remark("no messages with " + name + ": nothing was written");
                return 0;
            }
            face.remark(
                    "what is written is not encrypted: whoever can read it reads every message");
            if (face.attended() && !yes.agreed(face, "Write it? (yes/no) ")) {
                face.remark("nothing was written");
                return UserError.Exit.FAILED.code();
            }
            Path to = file;
            if (to != null) return toFile(client, first, to);
            pages(client, first, face.around().out());
            return face.readerIsGone() ? UserError.Exit.FAILED.code() : 0;
        }
    }

    private View.Lines page(ControlClient client, long after) {
        Map<String, Object> params = Map.of("with", name, "limit", PAGE, "after", after);
        return client.call("history", params, View.Lines.class);
    }

    /** What cannot be written whole is taken away again. */
    private int toFile(ControlClient client, View.Lines first, Path to) {
        boolean whole = false;
        NewFile made = NewFile.create(to);
        try (made) {
            pages(client, first, made.out());
            whole = made.finish();
        } catch (IOException e) {
            whole = false;
        } finally {
            if (!whole) NewFile.remove(to);
        }
        if (!whole) {
            throw new UserError(
                    UserError.Exit.DAEMON,
                    "cannot write all of it to " + to,
                    "is the disk full? What was written was taken away again");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", to.toString());
        fields.put("messages", written);
        face.give(fields);
        face.say("wrote " + written + (written == 1 ? " message" : " messages") + " to " + to);
        return 0;
    }

    private void pages(ControlClient client, View.Lines first, PrintStream out) {
        ExportedLines text = new ExportedLines(face.around().zone());
        View.Lines page = first;
        while (true) {
            for (View.Line line : page.lines()) {
                out.println(face.json() ? Json.write(line) : text.line(line));
                written++;
            }
            Long next = page.next();
            if (next == null || out.checkError()) return;
            page = page(client, next);
        }
    }
}
