package org.quietdrop.tests.process;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of loopback that nobody uses at the moment. They are below those that a system gives to
 * whoever asks for any port, so that nobody takes one while its node is not there, and no port is
 * told twice.
 */
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int MANY = 20_000;

    /** Runs beside this one begin elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % MANY));

    private FreePorts() {}

    /** A port that is free at this moment. */
    public static int one() throws IOException {
        for (int tried = 0; tried < MANY; tried++) {
            int port = FIRST + NEXT.getAndIncrement() % MANY;
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (BindException e) {
                // Somebody has it.
            }
        }
        throw new IOException("no port is free");
    }
}
