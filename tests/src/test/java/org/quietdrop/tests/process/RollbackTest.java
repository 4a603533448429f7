package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.store.Home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An older copy of a disk put back, with real processes: the session is renewed inside the next
 * link and both go on writing.
 */
final class RollbackTest {
    @TempDir private Path folder;

    @Test
    void anOlderDiskIsNoticedAndTheSessionRenewed() throws Exception {
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            talk(alice, "Bob", bob, "Alice", "before");
            alice.stop();
            Path journal = Home.at(alice.home).journal();
            copy(journal, folder.resolve("older"));
            alice.start();
            talk(alice, "Bob", bob, "Alice", "forgotten by one of us");
            alice.stop();
            delete(journal);
            copy(folder.resolve("older"), journal);
            alice.start();
            talk(alice, "Bob", bob, "Alice", "after");
            String session =
                    alice.call("contact", java.util.Map.of("name", "Bob"), View.ContactDetail.class)
                            .session();
            assertEquals("agreed", session);
            List<String> texts = bob.history("Alice").stream().map(View.Line::text).toList();
            assertEquals(texts.size(), texts.stream().distinct().count(), "nothing twice");
        }
    }

    private static void talk(RealNode a, String b, RealNode other, String aName, String what)
            throws InterruptedException {
        String there = a.send(b, what + ", said");
        String back = other.send(aName, what + ", answered");
        a.awaitDelivered(60);
        other.awaitDelivered(60);
        assertTrue(other.received(aName).contains(there), what);
        assertTrue(a.received(b).contains(back), what);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) Files.delete(file);
        }
    }
}
