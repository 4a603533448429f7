package org.quietdrop.tests.session;

import org.quietdrop.tests.process.FreePorts;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.SpokenCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Two nodes without passphrases that are contacts of each other. */
final class Neighbours implements AutoCloseable {
    final RealNode alice;
    final RealNode bob;
    final int portOfAlice = FreePorts.one();

    Neighbours(Path folder) throws IOException, InterruptedException {
        alice = new RealNode(folder, "Alice", portOfAlice, "").init();
        bob = new RealNode(folder, "Bob", FreePorts.one(), "").init();
        alice.start();
        bob.start();
        try (SpokenCode code = SpokenCode.by(alice, "--listen", "127.0.0.1:0")) {
            code.typedBy(bob, "--at", code.at.get(0));
        }
    }

    /** What lies in a home beside the socket, the lock and the log. */
    static Map<Path, String> content(Path home) throws IOException {
        Map<Path, String> content = new TreeMap<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path name = home.relativize(file);
                if (name.startsWith("vault") || name.startsWith("journal")) {
                    content.put(name, java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        }
        return content;
    }

    @Override
    public void close() throws InterruptedException {
        bob.close();
        alice.close();
    }
}
