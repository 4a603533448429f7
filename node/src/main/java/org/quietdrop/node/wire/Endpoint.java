package org.quietdrop.node.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place to dial: a host as the user or the network wrote it, and a port. The host is an IPv4
 * address, an IPv6 address (with {@code %scope} when link-local) or a name; it is never resolved
 * before it is dialled.
 *
 * @param host without brackets
 * @param port 1 to 65,535; 0 only where something is asked to choose one
 */
public record Endpoint(String host, int port) {
    /** Checks the port and that the host is not blank. */
    public Endpoint {
        if (host.isBlank() || host.length() > 255) throw new IllegalArgumentException("host");
        if (port < 0 || port > 65_535) throw new IllegalArgumentException("port");
    }

    /**
     * Reads {@code HOST:PORT} or {@code [V6%IF]:PORT}.
     *
     * @throws IllegalArgumentException with a sentence for people when it is neither
     */
    public static Endpoint parse(String text) {
        String host;
        String port;
        int close = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        if (text.startsWith("[") && close > 1 && colon == close + 1) {
            host = text.substring(1, close);
            port = text.substring(colon + 1);
        } else if (colon > 0 && text.indexOf(':') == colon) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
        } else {
            throw new IllegalArgumentException("an address is HOST:PORT or [IPV6%INTERFACE]:PORT");
        }
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535");
        }
        if (!host.matches("[A-Za-z0-9._:%-]{1,255}")) {
            throw new IllegalArgumentException("a host is an address or a name");
        }
        return new Endpoint(host, Integer.parseInt(port));
    }

    /** The same where it does not matter why it cannot be read. */
    public static Optional<Endpoint> read(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The address if the host is one; {@code localhost} is one, too. Never asks anybody. */
    public Optional<InetAddress> literal() {
        if (host.equalsIgnoreCase("localhost")) {
            return Optional.of(InetAddress.getLoopbackAddress());
        }
        boolean digits = host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
        if (!digits) return Optional.empty();
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it is an onion service, which only a proxy finds. */
    public boolean isOnion() {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".onion") || name.endsWith(".onion.");
    }

    /**
     * Whether the host is an address that means something on the own network only: private, unique
     * local, link-local, or of this machine. A name never is. A proxy is not asked for these.
     */
    public boolean isLocal() {
        return literal().map(Endpoint::local).orElse(false);
    }

    /** Whether the host is an address of this machine itself. */
    public boolean isLoopback() {
        return literal().map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static boolean local(InetAddress at) {
        boolean unique = at instanceof Inet6Address && (at.getAddress()[0] & 0xfe) == 0xfc;
        return unique
                || at.isLoopbackAddress()
                || at.isAnyLocalAddress()
                || at.isLinkLocalAddress()
                || at.isSiteLocalAddress();
    }

    /**
     * The same host, of IPv6 in its short form (RFC 5952): the longest run of zeros is two colons.
     */
    public static String shortened(String host) {
        if (host.indexOf(':') < 0 || host.contains("::")) return host;
        int percent = host.indexOf('%');
        String scope = percent < 0 ? "" : host.substring(percent);
        String address = percent < 0 ? host : host.substring(0, percent);
        for (int zeros = 8; zeros >= 2; zeros--) {
            Matcher run = Pattern.compile("(^|:)0(:0){" + (zeros - 1) + "}(:|$)").matcher(address);
            if (run.find()) {
                return address.substring(0, run.start())
                        + "::"
                        + address.substring(run.end())
                        + scope;
            }
        }
        return host;
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
