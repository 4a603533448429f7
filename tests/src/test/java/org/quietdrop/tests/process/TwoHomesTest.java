package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/**
 * Two homes of one identity that run at the same time, as real processes: the contact speaks to the
 * one restored last, whoever comes first, and all three are told.
 */
@Timeout(300)
final class TwoHomesTest {
    private static final String BACKUP = "paper-tiger\n";

    @TempDir private Path folder;

    @Test
    void theOneRestoredLastIsSpokenTo() throws Exception {
        Path file = folder.resolve("alice.backup");
        try (RealNode old = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "");
                RealNode newest = new RealNode(folder, "Alice", FreePorts.one(), "")) {
            old.init().start();
            bob.init().start();
            old.pairWith(bob);
            old.send("Bob", "first");
            old.awaitDelivered(60);
            CommandRun.of(
                            old.home,
                            BACKUP,
                            "backup",
                            "create",
                            file.toString(),
                            "--new-passphrase-fd",
                            "0")
                    .ok();
            CommandRun.of(
                            newest.home,
                            BACKUP,
                            "backup",
                            "restore",
                            file.toString(),
                            "--passphrase-fd",
                            "0",
                            "--no-passphrase")
                    .ok();

            // The old one is linked when the newest comes.
            assertTrue(old.contact(bob).linked());
            newest.start();
            said(bob, "Alice's node was restored on");
            said(old, "Bob does not speak to this node any more");
            assertTrue(String.valueOf(old.status().get("warnings")).contains("elsewhere on"));
            String lost = old.send("Bob", "from the old one");
            talk(newest, bob, "second");

            // The old one comes while the newest is linked: it is told of that.
            said(bob, "an older home of Alice still runs and was turned away");
            said(newest, "an older home of your identity still runs: Bob turned it away");

            // The old one comes first, again and again, while the newest is away.
            newest.stop();
            bob.stop();
            bob.start();
            bob.send("Alice", "for the newest");
            old.stop();
            old.start();
            Thread.sleep(12_000);
            assertFalse(bob.contact(old).linked());
            assertEquals(1, bob.waiting());
            newest.start();
            talk(newest, bob, "third");
            bob.awaitDelivered(60);
            assertTrue(newest.texts(bob).contains("for the newest"));

            assertEquals(1, old.waiting());
            assertFalse(bob.received("Alice").contains(lost));
            assertEquals(List.of(), old.texts(bob));
            assertTrue(
                    old.call("outbox", java.util.Map.of(), View.Outbox.class)
                            .waiting()
                            .getFirst()
                            .reason()
                            .contains("does not speak to this node"));
        }
    }

    private static void talk(RealNode a, RealNode b, String what) throws Exception {
        a.send(b.name, what + " said");
        b.send(a.name, what + " answered");
        a.awaitDelivered(90);
        b.awaitDelivered(90);
        assertTrue(b.texts(a).contains(what + " said"));
        assertTrue(a.texts(b).contains(what + " answered"));
    }

    /** It is among the notices that are kept, or comes within a minute. */
    private static void said(RealNode node, String text) throws Exception {
        try (RunningCommand watch = RunningCommand.start(node.home, "watch", "--cursor", "0")) {
            watch.line(line -> line.contains(text));
        }
    }
}
