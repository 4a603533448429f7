package org.quietdrop.node.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A SOCKS5 proxy (RFC 1928) through which places beyond the network are dialled.
 *
 * @param at its address; never a name, so that nobody has to be asked for it
 * @param port 1 to 65,535
 */
public record SocksProxy(InetAddress at, int port) {
    private static final Pattern URI =
            Pattern.compile("socks5://(\\[[0-9A-Fa-f:.%A-Za-z]+]|[A-Za-z0-9.-]+):([0-9]{1,5})/?");

    /** Checks the port. */
    public SocksProxy {
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("port");
    }

    /**
     * Reads {@code socks5://ADDRESS:PORT} or {@code socks5://[IPV6]:PORT}; asks nobody.
     *
     * @throws IllegalArgumentException with a sentence for people when it is neither
     */
    public static SocksProxy parse(String uri) {
        Matcher read = URI.matcher(uri);
        if (!read.matches()) {
            throw new IllegalArgumentException(
                    "a proxy is socks5://ADDRESS:PORT or socks5://[IPV6]:PORT, nothing else");
        }
        Endpoint at;
        try {
            at = Endpoint.parse(read.group(1) + ":" + read.group(2));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("that is no address of a proxy", e);
        }
        InetAddress literal =
                at.literal()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "the proxy needs an address, not a name: names are never"
                                                + " looked up on this machine"));
        if (at.port() == 0) throw new IllegalArgumentException("a port is from 1 to 65535");
        return new SocksProxy(literal, at.port());
    }

    /** For a socket. */
    public InetSocketAddress address() {
        return new InetSocketAddress(at, port);
    }

    @Override
    public String toString() {
        return "socks5://" + new Endpoint(String.valueOf(at.getHostAddress()), port);
    }
}
