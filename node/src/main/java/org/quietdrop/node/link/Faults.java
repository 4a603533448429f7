package org.quietdrop.node.link;

import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.node.wire.ProtocolViolation;

import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Tells faults of this program from what the network and other people do, which is never logged.
 */
final class Faults {
    private static final System.Logger LOG = System.getLogger("org.quietdrop.node.link");

    private Faults() {}

    /** Logs the kind and the place of a fault of ours: no message, which might hold an address. */
    static void note(Throwable cause) {
        switch (cause) {
            case OpenFailed _, ProtocolViolation _, IOException _ -> {}
            default -> {
                StackTraceElement[] trace = cause.getStackTrace();
                String at = trace.length == 0 ? "nowhere" : trace[0].toString();
                LOG.log(
                        Level.WARNING,
                        "a connection ended by a fault: {0} at {1}",
                        cause.getClass().getName(),
                        at);
            }
        }
    }
}
