package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A contact's node stops reading for a while, as when its machine sleeps: nothing is lost. */
@Timeout(180)
final class FrozenPeerTest {
    private static final int COUNT = 200;

    @TempDir private Path folder;

    private static void signal(String which, RealNode node)
            throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("sh", "-c", "kill \"$0\" \"$1\"", which, node.pid() + "")
                        .start();
        assertEquals(0, kill.waitFor());
    }

    @Test
    void mailWaitsInTheOutboxAndArrivesOnce() throws Exception {
        boolean can = new File("/proc/self").exists();
        if (!can) System.out.println("SKIPPED: there are no signals to stop a process with here");
        assumeTrue(can, "not Linux");
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            alice.await(alice.send("Bob", "before"), "delivered", 30);
            signal("-STOP", bob);
            List<String> sent = new ArrayList<>(List.of("before"));
            try {
                for (int i = 0; i < COUNT; i++) {
                    String text = "message " + i + " " + "x".repeat(3_000);
                    alice.send("Bob", text);
                    sent.add(text);
                }
                assertEquals(COUNT, alice.waiting(), "none counts as delivered");
                assertEquals("ready", alice.status().get("state"));
            } finally {
                signal("-CONT", bob);
            }
            alice.awaitDelivered(120);
            assertEquals(sent, bob.texts(alice));
            assertEquals(1, alice.links());
        }
    }
}
