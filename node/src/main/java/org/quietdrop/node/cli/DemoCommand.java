package org.quietdrop.node.cli;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** {@code demo}: real nodes on this machine, for a look at everything in a minute. */
@Command(
        name = "demo",
        description = "Watch real nodes on this machine pair, chat and survive a crash.",
        footer = {"", "Example:", "  quietdrop demo"})
final class DemoCommand implements Callable<Integer> {
    private final Face face;

    DemoCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        return face.programs().demo();
    }
}
