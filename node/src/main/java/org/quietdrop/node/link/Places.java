package org.quietdrop.node.link;

import org.quietdrop.node.wire.Endpoint;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Between an {@link Endpoint}, which is text, and the socket addresses of the JDK. */
final class Places {
    /** A name with more addresses than this is not worth more attempts. */
    private static final int MOST = 4;

    private Places() {}

    /**
     * Asks the system's resolver for a name; may take long, so never on the event loop. Onion names
     * are for a proxy only and are never asked for.
     */
    static List<InetSocketAddress> resolve(Endpoint to) {
        if (to.isOnion()) return List.of();
        try {
            return Arrays.stream(InetAddress.getAllByName(to.host()))
                    .limit(MOST)
                    .map(address -> new InetSocketAddress(address, to.port()))
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** As text; an IPv6 address keeps its scope. */
    static Endpoint endpoint(InetSocketAddress at) {
        return new Endpoint(String.valueOf(at.getAddress().getHostAddress()), at.getPort());
    }
}
