package org.quietdrop.discovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What discovery does and hears.
 *
 * @param on whether it may send at all
 * @param addresses the addresses in use, each as {@code interface address}; empty while nothing is
 *     announced or looked for
 * @param ownMulticast whether our own multicast came back to us
 * @param lastForeign when anything at all was last heard by multicast DNS from another address of
 *     the local network, of whatever program
 * @param peers how many instances are seen at present, per address
 * @param dropped how many packets the filter has thrown away
 * @param restarts how many times an address had to be opened anew because it had gone deaf
 * @param reason why nothing is sent or heard, in plain words, when that is so
 * @param beacon whether the broadcast beacon stands in for multicast
 */
public record DiscoveryStatus(
        boolean on,
        List<String> addresses,
        Heard ownMulticast,
        Optional<Instant> lastForeign,
        int peers,
        long dropped,
        int restarts,
        Optional<String> reason,
        BeaconStatus beacon) {

    /** Whether something was heard. */
    public enum Heard {
        YES,
        NO,
        /** Nothing was sent so far, or not long ago. */
        UNKNOWN
    }

    public DiscoveryStatus {
        addresses = List.copyOf(addresses);
    }
}
