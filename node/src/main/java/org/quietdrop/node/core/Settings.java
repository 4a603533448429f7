package org.quietdrop.node.core;

import org.quietdrop.node.wire.Endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings that the core acts on; kept in the plain file {@code config} of the home.
 *
 * @param shareAddresses whether contacts are told over their links where we listen
 * @param listenPort our listening port said when pairing; 0 says none
 * @param readReceipts whether writers are told what was read
 * @param retention how long lines are kept where their conversation says nothing else; empty: for
 *     ever
 * @param proxy whether places beyond the network are dialled through a proxy
 * @param said addresses of this node that the user wants invitations to tell, before others
 */
public record Settings(
        boolean shareAddresses,
        int listenPort,
        boolean readReceipts,
        Optional<Duration> retention,
        boolean proxy,
        List<Endpoint> said) {
    /** Copies the list. */
    public Settings {
        said = List.copyOf(said);
    }

    /** What a new home has. */
    public static final Settings DEFAULT = new Settings(true, 0, false);

    /** All lines are kept for ever. */
    public Settings(boolean shareAddresses, int listenPort, boolean readReceipts) {
        this(shareAddresses, listenPort, readReceipts, Optional.empty());
    }

    /** No proxy, and no addresses but our own. */
    public Settings(
            boolean shareAddresses,
            int listenPort,
            boolean readReceipts,
            Optional<Duration> retention) {
        this(shareAddresses, listenPort, readReceipts, retention, false, List.of());
    }
}
