package org.quietdrop.tests.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of loopback that nobody uses at the moment. */
public final class FreePorts {
    private FreePorts() {}

    /** A port that is free at this moment. */
    public static int one() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
