package org.quietdrop.node.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether there is a node, and whether it works. */
final class NodeCheck {
    private NodeCheck() {}

    static List<Finding> of(Facts facts) {
        if (!facts.home().exists()) {
            return List.of(
                    new Finding.Fail(
                            "no-home",
                            "there is no node in " + facts.home().path(),
                            "quietdrop init --name NAME"));
        }
        return switch (facts.node()) {
            case NodeFacts.Stopped _ ->
                    List.of(
                            new Finding.Fail(
                                    "no-node",
                                    "no node runs for this home: nothing is sent, nothing arrives",
                                    "quietdrop daemon --background"));
            case NodeFacts.Locked _ ->
                    List.of(
                            new Finding.Warn(
                                    "locked",
                                    "the node is locked: it has no links, and what it hears of the"
                                            + " network is not known",
                                    "quietdrop unlock"));
            case NodeFacts.Open open -> open(open);
        };
    }

    private static List<Finding> open(NodeFacts.Open open) {
        List<Finding> all = new ArrayList<>();
        all.add(new Finding.Well("node", "the node runs and is open"));
        for (String warning : open.warnings()) {
            all.add(new Finding.Warn("node-warning", warning, List.of()));
        }
        return all;
    }
}
