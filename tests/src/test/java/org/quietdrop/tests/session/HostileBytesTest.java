package org.quietdrop.tests.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Garbage, half-open, slow and oversized bytes on the port: the node keeps serving. */
@Timeout(180)
final class HostileBytesTest {
    /** The answers of a hello: what a stranger may get before silence (node/PROTOCOL.md). */
    private static final int HELLO = 80;

    private static final int HALF_OPEN = 300;
    private static final long MEMORY = 100_000;

    @TempDir private Path folder;

    @Test
    void theNodeKeepsServing() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        List<Socket> open = new ArrayList<>();
        try (Neighbours nodes = new Neighbours(folder)) {
            RealNode alice = nodes.alice;
            send(nodes.bob, "before");
            long pid = alice.pid();
            long memory = resident(pid);
            nodes.bob.stop();
            for (int i = 0; i < HALF_OPEN; i++) open.add(half(nodes.portOfAlice, random, i));
            for (int size : new int[] {1, 31, 33, 2_000, 5_000, 1_000_000}) {
                int heard = garbage(nodes.portOfAlice, random, size);
                assertTrue(heard <= HELLO, "answered " + heard + " bytes to " + size);
            }
            nodes.bob.start();
            send(nodes.bob, "between");
            CommandRun.of(alice.home, "", "status").ok().says("ready");
            for (int i = 0; i < HALF_OPEN; i++) open.add(half(nodes.portOfAlice, random, i));
            send(nodes.bob, "after");
            assertEquals(pid, alice.pid());
            assertEquals(3, alice.received("Bob").size());
            long more = resident(pid) - memory;
            assertTrue(more < MEMORY, "memory grew by " + more + " kB");
            assertEquals("", problems(alice), "said while it was attacked");
            System.out.printf(
                    "hostile bytes: %d half-open connections and 1 MB of garbage, memory grew by"
                            + " %d kB%n",
                    open.size(), more);
        } finally {
            for (Socket one : open) one.close();
        }
    }

    private static void send(RealNode from, String text) throws Exception {
        CommandRun.of(
                        from.home,
                        text,
                        "send",
                        "Alice",
                        "-",
                        "--wait",
                        "delivered",
                        "--timeout",
                        "60s")
                .ok();
    }

    /** A connection that says nothing, a little, or the beginning of a hello, and stays. */
    private static Socket half(int port, SplittableRandom random, int number) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        byte[] some = new byte[number % 3 * 16];
        random.nextBytes(some);
        try {
            socket.getOutputStream().write(some);
        } catch (SocketException e) {
            // Closed already: there were enough.
        }
        return socket;
    }

    /** Sends it and returns how many bytes came back before the end. */
    private static int garbage(int port, SplittableRandom random, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                return socket.getInputStream().readAllBytes().length;
            } catch (SocketException e) {
                return 0;
            }
        }
    }

    /** Resident memory in kB; 0 where the system does not say. */
    private static long resident(long pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) return 0;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    private static String problems(RealNode node) throws IOException {
        return String.join(
                "\n",
                Files.readAllLines(node.log).stream()
                        .filter(l -> !l.contains(" ready, "))
                        .toList());
    }
}
