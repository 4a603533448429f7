package org.quietdrop.tests.process;

import java.util.List;
import java.util.Map;

/**
 * Where a daemon runs and how it is reached.
 *
 * @param within the command that runs it, empty for none: its process must become the daemon's
 * @param environment for that command
 * @param options of {@code daemon}
 */
public record Place(List<String> within, Map<String, String> environment, List<String> options) {
    /** On loopback at this port, found by nobody. */
    public static Place loopback(int port) {
        return new Place(
                List.of(), Map.of(), List.of("--no-mdns", "--listen", "127.0.0.1:" + port));
    }
}
