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

/** The index is only an index: deleted by hand, it is made again and nothing is missing. */
final class IndexLostTest {
    @TempDir private Path folder;

    @Test
    void indexDeletedByHandIsRebuilt() throws Exception {
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            for (int i = 0; i < 20; i++) alice.send("Bob", "line " + i);
            alice.awaitDelivered(30);
            bob.kill();
            String waiting = alice.send("Bob", "waits");
            List<View.Line> before = alice.history("Bob");
            alice.stop();
            deleteAll(Home.at(alice.home).index());
            alice.start();
            assertEquals(before, alice.history("Bob"));
            assertEquals(1, alice.waiting());
            bob.start();
            alice.awaitDelivered(60);
            assertTrue(bob.received("Alice").contains(waiting));
        }
    }

    private static void deleteAll(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            assertTrue(!found.isEmpty(), "there is an index to delete");
            for (Path file : found) Files.delete(file);
        }
    }
}
