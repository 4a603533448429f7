package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.Watching;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code rpc}: the raw door to the control socket; what it prints is JSON whether asked or not. */
@Command(
        name = "rpc",
        description = {
            "Call a method of the control socket; the result is one line of JSON.",
            "Parameters in an argument can be seen by other users of this machine: use - for"
                    + " standard input."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop rpc status",
            "  quietdrop rpc history '{\"with\":\"bob\",\"limit\":5}'"
        })
final class RpcCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "METHOD", description = "The method.")
    private String method = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "JSON",
            description = "Its parameters, one object; - reads standard input.")
    private @Nullable String params;

    RpcCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        String json = params == null ? "{}" : params;
        if (json.equals("-")) json = TextArgument.input(face.around().in());
        try (ControlClient client = face.connect()) {
            if (method.equals("watch")) return watch(client, json);
            face.around().out().println(client.raw(method, json));
        }
        return 0;
    }

    private int watch(ControlClient client, String json) {
        try (Watching watching = client.watchRaw(json)) {
            while (!face.readerIsGone()) {
                Optional<String> notice = watching.nextRaw();
                if (notice.isEmpty()) break;
                face.around().out().println(notice.get());
            }
        }
        return 0;
    }
}
