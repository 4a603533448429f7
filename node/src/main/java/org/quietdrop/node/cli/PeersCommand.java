package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code peers}: which nodes are heard; with none, what is known about why. */
@Command(
        name = "peers",
        description =
                "Show the nodes that are heard on this network, and the names that some show.",
        footer = {"", "Example:", "  quietdrop peers"})
final class PeersCommand implements Callable<Integer> {
    private final Face face;

    PeersCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            View.Peers peers = client.call("peers", Map.of(), View.Peers.class);
            for (View.Peer peer : peers.peers()) {
                face.give(peer);
                String who = peer.contact() == null ? "" : "  " + peer.contact();
                face.say(TerminalText.clean(peer.at() + "  " + peer.state() + who));
            }
            for (View.Claim claim : peers.claims()) {
                face.give(claim);
                face.say(NameWords.claim(claim));
            }
            if (!peers.claims().isEmpty()) face.say(NameWords.NEXT + "quietdrop pair");
            if (peers.peers().isEmpty()) explain(client.call("status", Map.of(), Status.class));
        }
        return 0;
    }

    private void explain(Status status) {
        Map<String, Object> known = new LinkedHashMap<>();
        known.put("peers", 0);
        known.put("multicast", status.multicast());
        known.put("listening", status.places());
        known.put("hint", "without mDNS, pair by address: quietdrop pair CODE --at HOST:PORT");
        face.give(known);
        face.say("nobody else is heard on this network; " + status.multicast());
        face.say("this node listens on: " + status.listeningAt());
        face.say("without mDNS, pair by address: quietdrop pair CODE --at HOST:PORT");
        face.say("where a contact is now:        quietdrop address add NAME HOST:PORT");
    }
}
