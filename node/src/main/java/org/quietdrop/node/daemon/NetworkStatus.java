package org.quietdrop.node.daemon;

import org.quietdrop.discovery.BeaconStatus;
import org.quietdrop.discovery.DiscoveryStatus;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What discovery does and hears, as {@code status} says it (PROTOCOL.md, "Control"). */
final class NetworkStatus {
    private NetworkStatus() {}

    /**
     * The field {@code discovery}.
     *
     * @param date discovery's clock is never set; the date that goes with one of its instants
     */
    static Map<String, Object> of(DiscoveryStatus now, UnaryOperator<Instant> date) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("off", !now.on());
        map.put(
                "own_multicast_heard",
                switch (now.ownMulticast()) {
                    case YES -> "yes";
                    case NO -> "no";
                    case UNKNOWN -> "unknown";
                });
        map.put("interfaces", now.addresses());
        map.put("peers", now.peers());
        now.lastForeign().map(date).ifPresent(at -> map.put("others_last_heard", at.toString()));
        now.reason().ifPresent(reason -> map.put("reason", reason));
        BeaconStatus beacon = now.beacon();
        map.put(
                "beacon",
                Map.of(
                        "sending", beacon.sending(),
                        "listening", beacon.listening(),
                        "why", beacon.why()));
        return map;
    }
}
