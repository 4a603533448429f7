package org.quietdrop.node.daemon;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.wire.Endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The addresses of this machine: where to listen, and how others can dial that. */
final class Addresses {
    private static final String LOOPBACK = "127.0.0.1";

    private Addresses() {}

    /**
     * Where to listen.
     *
     * @throws UserError with exit 3 when the interface is not there or has no address
     */
    static List<Endpoint> binds(Config config) {
        if (!config.listen().isEmpty()) return config.listen();
        Optional<String> only = config.networkInterface();
        if (only.isEmpty()) return List.of(new Endpoint(wildcard(), config.port()));
        List<Endpoint> binds = new ArrayList<>();
        for (InetAddress address : of(only.get())) {
            binds.add(new Endpoint(text(address), config.port()));
        }
        if (binds.isEmpty()) {
            throw new UserError(
                    Exit.DAEMON,
                    "the network interface " + only.get() + " has no address",
                    "there are: " + String.join(", ", names()));
        }
        return binds;
    }

    /** One socket for IPv4 and IPv6 where the machine has both. */
    private static String wildcard() {
        for (NetworkInterface one : interfaces()) {
            if (Collections.list(one.getInetAddresses()).stream()
                    .anyMatch(Inet6Address.class::isInstance)) {
                return "::";
            }
        }
        return "0.0.0.0";
    }

    /** The same places as somebody else on the network could dial them. */
    static List<Endpoint> dialable(List<Endpoint> bound) {
        Set<Endpoint> all = new LinkedHashSet<>();
        for (Endpoint one : bound) {
            if (isWildcard(one.host())) {
                for (String host : everywhere(one.host().indexOf(':') >= 0)) {
                    all.add(new Endpoint(host, one.port()));
                }
            } else {
                all.add(one);
            }
        }
        return List.copyOf(all);
    }

    /** Those that mean something to somebody else: no loopback. */
    static List<Endpoint> shareable(List<Endpoint> dialable) {
        return dialable.stream()
                .filter(e -> !e.host().startsWith("127.") && !isLoopback6(e.host()))
                .toList();
    }

    private static boolean isLoopback6(String host) {
        return host.matches("(0:){7}1") || host.equals("::1");
    }

    /** For reading aloud and typing: what others can use first, IPv6 in its short form. */
    static List<Endpoint> readable(List<Endpoint> dialable) {
        return dialable.stream()
                .sorted(Comparator.comparingInt(Addresses::effort))
                .map(e -> new Endpoint(Endpoint.shortened(e.host()), e.port()))
                .toList();
    }

    private static int effort(Endpoint endpoint) {
        if (endpoint.host().indexOf('%') >= 0) return 2;
        return endpoint.host().indexOf(':') >= 0 ? 1 : 0;
    }

    /** As the JDK writes it, but a scope only where the address needs one. */
    private static String text(InetAddress address) {
        String host = address.getHostAddress();
        int percent = host.indexOf('%');
        return percent < 0 || address.isLinkLocalAddress() ? host : host.substring(0, percent);
    }

    private static boolean isWildcard(String host) {
        return host.equals("0.0.0.0") || host.matches("[0:]+(%.*)?");
    }

    private static List<String> everywhere(boolean both) {
        List<String> hosts = new ArrayList<>();
        List<String> local = new ArrayList<>();
        for (NetworkInterface one : interfaces()) {
            for (InetAddress address : Collections.list(one.getInetAddresses())) {
                if (address.isLoopbackAddress()) continue;
                if (address instanceof Inet6Address && !both) continue;
                (address.isLinkLocalAddress() ? local : hosts).add(text(address));
            }
        }
        hosts.addAll(local);
        if (hosts.isEmpty()) hosts.add(LOOPBACK);
        return hosts;
    }

    private static List<InetAddress> of(String name) {
        for (NetworkInterface one : interfaces()) {
            if (one.getName().equals(name)) return Collections.list(one.getInetAddresses());
        }
        throw new UserError(
                Exit.DAEMON,
                "there is no network interface named " + name,
                "there are: " + String.join(", ", names()));
    }

    private static List<String> names() {
        return interfaces().stream().map(NetworkInterface::getName).toList();
    }

    private static List<NetworkInterface> interfaces() {
        try {
            List<NetworkInterface> up = new ArrayList<>();
            for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (one.isUp()) up.add(one);
            }
            return up;
        } catch (SocketException e) {
            return List.of();
        }
    }
}
