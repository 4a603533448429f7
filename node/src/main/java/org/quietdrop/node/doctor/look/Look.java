package org.quietdrop.node.doctor.look;

import org.quietdrop.node.doctor.Facts;
import org.quietdrop.node.doctor.HomeFacts;
import org.quietdrop.node.doctor.MachineFacts;
import org.quietdrop.node.doctor.MulticastSilence;
import org.quietdrop.node.doctor.NetworkFacts;
import org.quietdrop.node.doctor.NodeFacts;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Home;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gathers the facts. May take some ten seconds where machines do not answer. */
public final class Look {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private Look() {}

    /**
     * All facts.
     *
     * @param only the one interface that may be used, if that is set
     * @param mdns whether multicast DNS is wanted
     * @param needed bytes that the store keeps free
     * @param memory what the system refused this process for its memory
     */
    public static Facts around(
            Machine machine,
            Home home,
            NodeFacts node,
            Optional<String> only,
            boolean mdns,
            long needed,
            List<String> memory,
            Instant now) {
        Surroundings around = new Surroundings(machine, only);
        List<Integer> ports =
                node instanceof NodeFacts.Open open
                        ? open.listening().stream().map(Endpoint::port).distinct().toList()
                        : List.of();
        HomeFacts folder = HomeLook.of(home, needed);
        NetworkFacts network = around.facts(node, MulticastSilence.asks(node, now));
        return new Facts(
                now,
                built(),
                machine.platform(),
                folder,
                node,
                network,
                new Firewalls(machine, around.nics(), ports, mdns).facts(),
                memory(machine, memory));
    }

    private static MachineFacts memory(Machine machine, List<String> warnings) {
        var swaps = Swaps.of(machine);
        return new MachineFacts(
                swaps.orElse(List.of()),
                swaps.isPresent(),
                machine.text(LIMITS).flatMap(Look::cores),
                warnings,
                Runtime.version().feature());
    }

    /** Whether the line {@code Max core file size} allows any. */
    static Optional<Boolean> cores(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith("Max core file size "))
                .findFirst()
                .map(line -> !line.matches("Max core file size +0 .*"));
    }

    /** When this program was written to this disk. */
    private static Optional<Instant> built() {
        try {
            Path code =
                    Path.of(Look.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Optional.of(java.nio.file.Files.getLastModifiedTime(code).toInstant());
        } catch (Exception e) {
            return Optional.empty();
        }
    }
}
