package org.quietdrop.node.doctor;

import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.wire.Endpoint;

import java.util.ArrayList;
import java.util.List;

/** Where the node listens, and whether this machine itself gets through to there. */
final class PortCheck {
    private PortCheck() {}

    static List<Finding> of(Facts facts) {
        if (!(facts.node() instanceof NodeFacts.Open open)) return List.of();
        List<Finding> all = new ArrayList<>();
        all.add(listening(open.listening()));
        List<String> shut =
                facts.network().calls().stream()
                        .filter(call -> call.who() == Call.Who.SELF)
                        .filter(call -> call.answer() != Call.Answer.OPEN)
                        .map(call -> Say.address(call.address()))
                        .toList();
        if (!shut.isEmpty() && !open.listening().isEmpty()) {
            int port = open.listening().getFirst().port();
            all.add(
                    new Finding.Fail(
                            "port-shut",
                            "port "
                                    + port
                                    + " cannot be reached at "
                                    + Say.list(shut)
                                    + ", not even from this machine: a firewall stops it",
                            Openings.of(facts.platform(), open, port)));
        }
        return all;
    }

    private static Finding listening(List<Endpoint> at) {
        List<String> places = at.stream().map(Endpoint::toString).toList();
        if (places.isEmpty()) {
            return new Finding.Fail(
                    "not-listening",
                    "the node listens nowhere: nobody can reach it",
                    "quietdrop config listen auto");
        }
        if (at.stream().allMatch(PortCheck::loopback)) {
            return new Finding.Warn(
                    "only-this-machine",
                    "listening on " + Say.list(places) + " only: no other machine reaches that",
                    List.of(
                            "join a network; or, if it was set so: quietdrop config listen auto",
                            "a start with --listen holds until the next one"));
        }
        return new Finding.Well("listening", "listening on " + Say.list(places));
    }

    private static boolean loopback(Endpoint at) {
        return at.host().startsWith("127.") || at.host().equals("::1");
    }
}
