package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code doctor}: what is wrong, and what to do. */
@Command(
        name = "doctor",
        description = {
            "Look for what is wrong with the node, the network and this machine, and say what to do.",
            "Nobody is called but contacts at addresses known of them, and, when nobody is heard,",
            "machines with which this one had to do before. The network is not searched."
        },
        footer = {
            "",
            "It ends with 0 only when all was looked at and is well, else with 1.",
            "The node itself does the looking, if it runs. What only root may read, mostly the rules",
            "of a firewall, is said to be not checked, with the command that shows it.",
            "",
            "Example:",
            "  quietdrop doctor"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Face face;

    DoctorCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        View.Diagnosis found = diagnosis();
        found.findings().forEach(face::give);
        DoctorWords.lines(found).forEach(face::say);
        return DoctorWords.well(found) ? 0 : UserError.Exit.FAILED.code();
    }

    private View.Diagnosis diagnosis() {
        Optional<ControlClient> node = face.node();
        if (node.isEmpty()) return face.programs().doctor(face.home());
        try (ControlClient client = node.get()) {
            return client.call("doctor", Map.of(), View.Diagnosis.class);
        }
    }
}
