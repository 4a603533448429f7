package org.quietdrop.node.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

@Timeout(300)
final class WireTapTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void passesAndRecordsBothWays() throws Exception {
        try (ServerSocket target = new ServerSocket(0, 5, LOOPBACK);
                WireTap tap = new WireTap(target.getLocalPort());
                Socket near = new Socket(LOOPBACK, tap.port());
                Socket far = target.accept()) {
            near.getOutputStream().write(bytes("there"));
            assertArrayEquals(bytes("there"), far.getInputStream().readNBytes(5));
            far.getOutputStream().write(bytes("back"));
            assertArrayEquals(bytes("back"), near.getInputStream().readNBytes(4));
            near.close();
            assertEquals(-1, far.getInputStream().read());
            WireTap.Connection one = tap.recorded().getFirst();
            assertArrayEquals(bytes("there"), one.there());
            assertArrayEquals(bytes("back"), one.back());
        }
    }

    @Test
    void anAbsentTargetLooksLikeAClosedDoor() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 5, LOOPBACK)) {
            port = gone.getLocalPort();
        }
        try (WireTap tap = new WireTap(port);
                Socket near = new Socket(LOOPBACK, tap.port())) {
            assertEquals(-1, near.getInputStream().read());
            assertEquals(0, tap.recorded().size());
        }
    }
}
