package org.quietdrop.discovery;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Somebody was seen, or is no longer seen, on the local network. A hint and no more: anybody on the
 * network can forge one. Who it is, only the hello on a connection tells; whether a contact is
 * there, only a live link tells.
 */
public sealed interface Sighting {
    /** What was seen. */
    ServiceKind kind();

    /** The random name of the instance: 24 hexadecimal digits, lower case. */
    String instance();

    /** Where it can be reached; an IPv6 link-local address carries its scope. */
    InetSocketAddress at();

    /**
     * Seen for the first time, or with another port, number or name than before. One instance may
     * appear at several addresses (IPv4 and IPv6).
     *
     * @param pairingNumber the two public digits of a pairing code, 0 to 99; only with {@link
     *     ServiceKind#PAIRING}
     * @param name what somebody calls himself, a name as {@link ShownName} allows; only with {@link
     *     ServiceKind#NAME}, whose port means nothing
     */
    record Appeared(
            ServiceKind kind,
            String instance,
            InetSocketAddress at,
            Optional<Integer> pairingNumber,
            Optional<String> name)
            implements Sighting {}

    /** It said goodbye, was not heard of for its time to live, or made room for a newer one. */
    record Vanished(ServiceKind kind, String instance, InetSocketAddress at) implements Sighting {}
}
