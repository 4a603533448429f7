package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.daemon.UnlockedHome;
import org.quietdrop.node.inspect.SecretSearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whatever state a node is in, a wipe leaves no byte of its home: second names given to all files
 * before show that what they held was written over, and what they hold now is searched for planted
 * texts, names and keys.
 */
final class WipedHomeTest {
    private static final String SAID = "the hedgehog crosses at half past nine";

    @TempDir private Path folder;

    private enum State {
        READY,
        LOCKED,
        NOT_RUNNING
    }

    @Test
    void nothingIsLeftInWhateverState() throws Exception {
        try (RealNode bob = new RealNode(folder, "Bobbinetwebers", FreePorts.one(), "")) {
            bob.init().start();
            for (State state : State.values()) wipe(state, bob);
        }
    }

    private void wipe(State state, RealNode bob) throws Exception {
        String name = "Aluminiumtraud" + state;
        try (RealNode alice = new RealNode(folder, name, FreePorts.one(), "staple-battery")) {
            alice.init().start();
            alice.pairWith(bob);
            CommandRun.of(alice.home, SAID + "\n", "send", bob.name, "-").ok();
            alice.awaitDelivered(60);
            if (state == State.NOT_RUNNING) alice.stop();
            if (state == State.LOCKED) CommandRun.of(alice.home, "", "lock").ok();
            SecretSearch search = search(alice, bob, state);
            List<Path> second = secondNames(alice.home, state);
            CommandRun.of(alice.home, "", "wipe", "--yes").ok();
            assertFalse(Files.exists(alice.home), state + ": " + alice.home);
            List<SecretSearch.Finding> found = new ArrayList<>();
            for (Path file : second) found.addAll(search.in(file.toString(), file));
            assertEquals(List.of(), found, state.toString());
        }
    }

    /** Everything in the store of this node, read from a copy with its passphrase. */
    private SecretSearch search(RealNode alice, RealNode bob, State state) throws IOException {
        SecretSearch search = new SecretSearch();
        search.text("said", SAID);
        search.text("name of Alice", alice.name);
        search.text("name of Bob", bob.name);
        Path copy = folder.resolve("copy-" + state);
        UnlockedHome.copy(alice.home, copy);
        UnlockedHome unlocked =
                UnlockedHome.read(copy, alice.passphrase.toCharArray(), new SystemRandom());
        List<byte[]> secrets = unlocked.secrets();
        assertTrue(secrets.size() > 20, "the copy opens and holds keys: " + secrets.size());
        for (int i = 0; i < secrets.size(); i++) search.bytes("secret " + i, secrets.get(i));
        // What lies in the journal itself must go, too: the first bytes of every sealed frame.
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length < 512) continue;
                byte[] piece = java.util.Arrays.copyOfRange(bytes, 160, 176);
                search.bytes("sealed " + file.getFileName(), piece);
            }
        }
        return search;
    }

    private List<Path> secondNames(Path home, State state) throws IOException {
        List<Path> second = new ArrayList<>();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path other = folder.resolve(state + "-" + second.size());
                Files.createLink(other, file);
                second.add(other);
            }
        }
        assertTrue(second.size() >= 4, second.toString());
        return second;
    }
}
