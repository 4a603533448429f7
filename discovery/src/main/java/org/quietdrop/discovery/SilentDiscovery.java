package org.quietdrop.discovery;

import java.util.List;
import java.util.Optional;

/** Discovery switched off: opens no socket and sends not a single packet. */
public final class SilentDiscovery implements Discovery {
    private final String reason;

    /**
     * Off from the start and for good.
     *
     * @param reason why it is off, in plain words for the status
     */
    public SilentDiscovery(String reason) {
        this.reason = reason;
    }

    @Override
    public void announce(ServiceKind kind, int port, Optional<Integer> pairingNumber) {}

    @Override
    public void show(String name) {}

    @Override
    public void withdraw(ServiceKind kind) {}

    @Override
    public void browse(ServiceKind kind, boolean on) {}

    /** Empty: there is no name on the network. */
    @Override
    public String instance(ServiceKind kind) {
        return "";
    }

    @Override
    public DiscoveryStatus status() {
        return new DiscoveryStatus(
                false,
                List.of(),
                DiscoveryStatus.Heard.UNKNOWN,
                Optional.empty(),
                0,
                0,
                0,
                Optional.of(reason),
                new BeaconStatus(false, false, reason));
    }

    @Override
    public void rename(int nodePort) {}

    @Override
    public void close() {}
}
