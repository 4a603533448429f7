package org.quietdrop.node.doctor.look;

import org.quietdrop.node.doctor.NetworkFacts.Call.Answer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machines on its networks with which this one had to do, as the system remembers them. */
final class Neighbours {
    private static final Path ARP = Path.of("/proc/net/arp");
    private static final int MOST = 1_000;

    private Neighbours() {}

    /** One of them. */
    record Neighbour(InetAddress address, String nic, Answer answer) {}

    /** All of them; empty: this system does not tell. */
    static Optional<List<Neighbour>> of(Machine machine) {
        Optional<List<Neighbour>> told =
                machine.run("ip", List.of("neigh", "show"))
                        .filter(ran -> ran.exit() == 0)
                        .map(ran -> neigh(ran.text()));
        return told.isPresent() ? told : machine.text(ARP).map(Neighbours::arp);
    }

    /** What {@code ip neigh show} prints; lines of another form are left out. */
    static List<Neighbour> neigh(String text) {
        List<Neighbour> all = new ArrayList<>();
        for (String line : text.lines().limit(MOST).toList()) {
            String[] words = line.strip().split(" +", -1);
            Map<String, String> said = new LinkedHashMap<>();
            for (int i = 1; i + 1 < words.length; i++) said.putIfAbsent(words[i], words[i + 1]);
            String nic = said.getOrDefault("dev", "");
            String state = words[words.length - 1];
            // What somebody wrote down by hand is never asked after.
            boolean written = state.equals("PERMANENT") || state.equals("NOARP");
            if (nic.isEmpty() || words.length < 4 || written) continue;
            address(words[0], nic)
                    .filter(at -> !at.isMulticastAddress())
                    .ifPresent(at -> all.add(new Neighbour(at, nic, answer(state))));
        }
        return all;
    }

    /**
     * {@code STALE} and those on the way from there: it was there once, and was not asked lately.
     */
    private static Answer answer(String state) {
        return switch (state) {
            case "REACHABLE" -> Answer.THERE;
            case "FAILED", "INCOMPLETE" -> Answer.SILENT;
            default -> Answer.UNKNOWN;
        };
    }

    /** What {@code /proc/net/arp} holds: only whether an answer ever came, not when. */
    static List<Neighbour> arp(String text) {
        List<Neighbour> all = new ArrayList<>();
        for (String line : text.lines().skip(1).limit(MOST).toList()) {
            String[] words = line.strip().split(" +", -1);
            if (words.length < 6) continue;
            Answer answer = words[2].equals("0x0") ? Answer.SILENT : Answer.UNKNOWN;
            String nic = words[5];
            address(words[0], nic).ifPresent(at -> all.add(new Neighbour(at, nic, answer)));
        }
        return all;
    }

    /** A literal; one that is link-local gets the scope that it needs to be called. */
    private static Optional<InetAddress> address(String text, String nic) {
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            if (!(address instanceof Inet6Address six) || !six.isLinkLocalAddress()) {
                return Optional.of(address);
            }
            NetworkInterface scope = NetworkInterface.getByName(nic);
            return scope == null
                    ? Optional.of(address)
                    : Optional.of(Inet6Address.getByAddress(null, six.getAddress(), scope));
        } catch (IllegalArgumentException | UnknownHostException | SocketException e) {
            return Optional.empty();
        }
    }
}
