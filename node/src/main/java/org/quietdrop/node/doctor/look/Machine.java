package org.quietdrop.node.doctor.look;

import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.Platform;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The seam between {@code doctor} and the machine it runs on. Nothing here fails: what cannot be
 * had is empty. One thread at a time.
 */
public interface Machine {
    /** Which system it runs. */
    Platform platform();

    /** Whether this process may do everything. */
    boolean root();

    /** A small file of the system; empty if it is not there or may not be read. */
    Optional<String> text(Path file);

    /** The names in a folder; none if it is not there. */
    List<String> names(Path folder);

    /** Where a link or a path with links leads in the end. */
    Optional<Path> real(Path path);

    /**
     * Runs a program of the system with fixed arguments, without a shell, for a short time.
     *
     * @return empty if there is none of that name
     */
    Optional<Ran> run(String program, List<String> arguments);

    /** How a program ended; a text that is too long is cut. */
    record Ran(int exit, String text) {}

    /** Its network interfaces. */
    List<Port> interfaces();

    /** An interface with its addresses, as the system names it. */
    record Port(
            String name,
            org.quietdrop.discovery.InterfaceKind kind,
            List<org.quietdrop.node.doctor.firewall.Subnet> nets) {
        /** Copies the list. */
        public Port {
            nets = List.copyOf(nets);
        }
    }

    /** Connects to a TCP port and hangs up. */
    Call.Answer call(InetAddress to, int port, Duration patience);

    /**
     * Sends one empty datagram, to the port where everything is thrown away (RFC 863): the system
     * then finds out whether the machine is there.
     */
    void nudge(InetAddress to);

    /**
     * The address of ours from which packets would go there, by the routes of the system; nothing
     * is sent. Empty: they would not go.
     */
    Optional<InetAddress> sourceTo(InetAddress to);

    /** Waits. */
    void pause(Duration time);
}
