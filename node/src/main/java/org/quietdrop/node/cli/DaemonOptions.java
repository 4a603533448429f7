package org.quietdrop.node.cli;

import java.util.Optional;

/**
 * What {@code quietdrop daemon} was told; each goes before the setting of the same name.
 *
 * @param background whether to return once the daemon answers
 * @param listen where to listen, {@code HOST:PORT}
 * @param network the one interface to use
 * @param mdns whether to be found by mDNS; false: never, true: as the settings say
 * @param proxy through what to dial beyond the network, {@code socks5://ADDRESS:PORT}
 * @param autoLock after how long without use it locks, or {@code off}
 */
public record DaemonOptions(
        boolean background,
        Optional<String> listen,
        Optional<String> network,
        boolean mdns,
        Optional<String> proxy,
        Optional<String> autoLock) {}
