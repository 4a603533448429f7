package org.quietdrop.node.doctor;

import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.NetworkFacts.Call.Answer;
import org.quietdrop.node.doctor.NetworkFacts.Call.Who;
import org.quietdrop.node.doctor.NodeFacts.Mdns;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether multicast works, and if not, why. What comes back of our own says something of this
 * machine only, as the system loops it. What others send says it of the network. Where nothing of
 * others is heard, what tells causes apart is whether they answer when they are called directly.
 */
final class MulticastCheck {
    /** Every node announces itself once a minute and asks as often: two of both were missed. */
    static final Duration QUIET = Duration.ofSeconds(150);

    /** By then the first questions, five of them, were asked and answered. */
    static final Duration FIRST = Duration.ofSeconds(20);

    private MulticastCheck() {}

    static List<Finding> of(Facts facts) {
        if (!(facts.node() instanceof NodeFacts.Open open)) return List.of();
        if (facts.network().used().isEmpty()) return List.of();
        Mdns mdns = open.mdns();
        if (!mdns.on()) {
            return List.of(
                    new Finding.Well(
                            "mdns-off",
                            "mDNS is switched off, as it was set: contacts are reached at"
                                    + " addresses that are typed or known from before"));
        }
        return switch (mdns.own()) {
            case NO ->
                    List.of(
                            new Finding.Fail(
                                    "own-multicast-unheard",
                                    "our own multicast does not come back: the firewall of this"
                                            + " machine or its network interface stops it",
                                    Openings.mdns(facts.platform())));
            case UNKNOWN -> List.of(unknown(facts, mdns));
            case YES -> {
                List<Finding> all = new ArrayList<>();
                all.add(new Finding.Well("own-multicast", "our own multicast is heard"));
                all.add(others(facts, open));
                yield all;
            }
        };
    }

    private static Finding unknown(Facts facts, Mdns mdns) {
        if (since(facts, mdns.since()).compareTo(FIRST) < 0) return later();
        String reason = mdns.reason().map(r -> ": " + r).orElse("");
        return new Finding.Fail(
                "mdns-fails",
                "multicast DNS does not work on this machine" + reason,
                Openings.mdns(facts.platform()));
    }

    private static Finding later() {
        return new Finding.Unchecked(
                "multicast-too-early",
                "not checked: who is heard on this network; mDNS began just now",
                "ask again in half a minute");
    }

    /** The clock may have been set back meanwhile. */
    private static Duration since(Facts facts, Instant then) {
        Duration time = Duration.between(then, facts.now());
        return time.isNegative() ? Duration.ZERO : time;
    }

    /** Whether it is worth to call others. */
    static boolean silent(Instant now, Mdns mdns) {
        Duration began = Duration.between(mdns.since(), now);
        return mdns.others()
                .map(at -> Duration.between(at, now).compareTo(QUIET) >= 0)
                .orElse(began.compareTo(FIRST) >= 0);
    }

    private static Finding others(Facts facts, NodeFacts.Open open) {
        Mdns mdns = open.mdns();
        if (!silent(facts.now(), mdns)) {
            return mdns.others().isPresent()
                    ? new Finding.Well("others-heard", "others are heard on this network")
                    : later();
        }
        Evidence seen = Evidence.of(facts.network(), open);
        Duration quiet = since(facts, mdns.others().orElse(mdns.since()));
        String unheard = "nobody else was heard for " + Say.time(quiet);
        if (seen.nodeAnswers) return dropped(unheard);
        if (seen.there > 0) return perhapsDropped(unheard, seen.there);
        if (seen.silent > 0) {
            return seen.routers == Answer.THERE
                    ? isolated(unheard, seen.silent)
                    : nobodyAnswers(unheard, seen);
        }
        return alone(facts, unheard, seen);
    }

    /** Who answered on our own networks. */
    private record Evidence(boolean nodeAnswers, int there, int silent, Answer routers) {
        static Evidence of(NetworkFacts network, NodeFacts.Open open) {
            Set<InetAddress> there = new HashSet<>();
            Set<InetAddress> silent = new HashSet<>();
            open.contacts().stream()
                    .flatMap(person -> person.link().stream())
                    .map(NodeFacts.Link::remote)
                    .filter(network::here)
                    .forEach(there::add);
            boolean node = !there.isEmpty();
            Answer routers = Answer.UNKNOWN;
            for (Call call : network.calls()) {
                boolean counts = call.who() == Who.CONTACT || call.who() == Who.NEIGHBOUR;
                if (call.who() == Who.ROUTER && routers != Answer.THERE) routers = call.answer();
                if (!counts || !network.here(call.address())) continue;
                switch (call.answer()) {
                    case OPEN -> {
                        there.add(call.address());
                        node = true;
                    }
                    case THERE -> there.add(call.address());
                    case SILENT -> silent.add(call.address());
                    case UNKNOWN -> {}
                }
            }
            silent.removeIf(((Predicate<InetAddress>) there::contains));
            return new Evidence(node, there.size(), silent.size(), routers);
        }
    }

    private static final String SAY_WHERE =
            "say where a contact is: quietdrop address add NAME HOST:PORT   (they see theirs with:"
                    + " quietdrop status)";

    private static Finding dropped(String unheard) {
        return new Finding.Warn(
                "multicast-dropped",
                unheard
                        + ", yet a contact's node on this network answers when it is called"
                        + " directly: the network drops multicast, so nobody is found by it",
                List.of(
                        SAY_WHERE,
                        "or have the access point or switch let multicast pass (\"multicast"
                                + " filter\", \"IGMP snooping\")",
                        "if that contact has mDNS switched off, it is only that"));
    }

    private static Finding perhapsDropped(String unheard, int there) {
        return new Finding.Warn(
                "multicast-perhaps-dropped",
                unheard
                        + ", yet "
                        + Say.count(there, "machine")
                        + (there == 1 ? " answers" : " answer")
                        + " on this network when called directly: nobody there speaks mDNS, or"
                        + " the network drops multicast",
                List.of(SAY_WHERE, "or use another network, or a cable"));
    }

    /**
     * One or two may well be off; that all of three are is less likely than a network like that.
     */
    private static final int SURE = 3;

    private static Finding isolated(String unheard, int silent) {
        String who =
                silent == 1
                        ? "the one other machine known here does not"
                        : "none of the " + silent + " other machines known here does";
        String text =
                unheard
                        + "; the router answers, "
                        + who
                        + ": this network keeps its machines apart (\"client isolation\", as guest"
                        + " networks do), or "
                        + (silent == 1 ? "that machine is" : "all of them are")
                        + " off";
        List<String> advice =
                List.of(
                        "connect both by cable, or use another network or a phone's hotspot",
                        "on such a network no address helps: machines cannot reach each other");
        return silent < SURE
                ? new Finding.Warn("client-isolation", text, advice)
                : new Finding.Fail("client-isolation", text, advice);
    }

    private static Finding nobodyAnswers(String unheard, Evidence seen) {
        boolean deaf = seen.routers == Answer.SILENT;
        return new Finding.Fail(
                "nobody-answers",
                unheard
                        + (deaf ? ", and not even the router answers: " : ", and ")
                        + (deaf
                                ? "this machine is not really connected"
                                : Say.count(seen.silent, "machine")
                                        + " known here "
                                        + (seen.silent == 1 ? "does" : "do")
                                        + " not answer: "
                                        + (seen.silent == 1 ? "it is" : "they are")
                                        + " off, this machine is not really connected, or the"
                                        + " network keeps its machines apart (\"client"
                                        + " isolation\")"),
                List.of(
                        "look at the cable or the Wi-Fi",
                        "or use another network or a phone's hotspot"));
    }

    private static Finding alone(Facts facts, String unheard, Evidence seen) {
        if (seen.routers == Answer.SILENT) return nobodyAnswers(unheard, seen);
        String others =
                facts.network().neighboursKnown()
                        ? "no other machine is known here"
                        : "whether other machines are here is not known on this system";
        return new Finding.Warn(
                "nobody-heard",
                unheard
                        + ", and "
                        + others
                        + ": nobody with QuietDrop is on this network, or it lets nobody be heard",
                List.of("ask whether their node runs, on this same network", SAY_WHERE));
    }
}
