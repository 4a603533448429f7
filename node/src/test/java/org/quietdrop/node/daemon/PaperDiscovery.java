package org.quietdrop.node.daemon;

import org.quietdrop.discovery.Discovery;
import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.discovery.ServiceKind;
import org.quietdrop.discovery.SilentDiscovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends nothing and remembers what it was told. */
final class PaperDiscovery implements Discovery {
    private final List<String> told = new ArrayList<>();

    List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public void announce(ServiceKind kind, int port, Optional<Integer> pairingNumber) {
        told.add("announce " + kind + " " + port);
    }

    @Override
    public void show(String name) {
        told.add("show " + name);
    }

    @Override
    public void withdraw(ServiceKind kind) {
        told.add("withdraw " + kind);
    }

    @Override
    public void browse(ServiceKind kind, boolean on) {
        told.add("browse " + kind + " " + on);
    }

    @Override
    public String instance(ServiceKind kind) {
        return "own" + kind;
    }

    @Override
    public DiscoveryStatus status() {
        return new SilentDiscovery("paper").status();
    }

    @Override
    public void rename(int nodePort) {
        told.add("rename " + nodePort);
    }

    @Override
    public void close() {}
}
