package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.wire.SocksProxy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code daemon}: runs the node. It never asks; without a passphrase it waits for {@code unlock}.
 */
@Command(
        name = "daemon",
        description = {
            "Run the node.",
            "Without a passphrase at hand it starts locked; quietdrop unlock opens it."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop daemon --background",
            "  quietdrop daemon --proxy socks5://127.0.0.1:9050",
            "  quietdrop daemon --listen 192.168.1.9:49152 --passphrase-fd 3 3<secret"
        })
final class DaemonCommand implements Callable<Integer> {
    private final Face face;

    @Option(names = "--background", description = "Return as soon as the node answers.")
    private boolean background;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where other nodes can reach this one.")
    private @Nullable String listen;

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "Use only this network interface.")
    private @Nullable String network;

    @Option(
            names = "--no-mdns",
            description = "Be not found and find nobody by mDNS; addresses are typed.")
    private boolean noMdns;

    @Option(
            names = "--proxy",
            paramLabel = "URI",
            description = {
                "A SOCKS5 proxy, socks5://ADDRESS:PORT, like Tor's socks5://127.0.0.1:9050:",
                "names, .onion among them, and addresses beyond your network go through it."
            })
    private @Nullable String proxy;

    @Option(
            names = "--auto-lock",
            paramLabel = "TIME",
            description = "Lock when nobody has used the node for so long, like 15m; or off.")
    private @Nullable String autoLock;

    @Mixin private final PassphraseOptions options = new PassphraseOptions();

    DaemonCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (listen != null) AddressCommand.check(listen);
        if (proxy != null) checkProxy(proxy);
        DaemonOptions chosen =
                new DaemonOptions(
                        background,
                        Optional.ofNullable(listen),
                        Optional.ofNullable(network),
                        !noMdns,
                        Optional.ofNullable(proxy),
                        Optional.ofNullable(autoLock));
        Optional<Passphrase> passphrase = options.given(face.around().in());
        try {
            return face.programs().daemon(face.home(), chosen, passphrase);
        } finally {
            passphrase.ifPresent(Passphrase::close);
        }
    }

    private static void checkProxy(String uri) {
        if (uri.equals("off")) return;
        try {
            var _ = SocksProxy.parse(uri);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    String.valueOf(e.getMessage()),
                    "like socks5://127.0.0.1:9050, where Tor listens; or off");
        }
    }
}
