package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Pages, search and export of a long conversation with real processes, before and after a kill: the
 * second life reads the index that the first one kept.
 */
final class FindingTest {
    private static final int SAID = 1_300;

    @TempDir private Path folder;

    @Test
    void whatWasSaidIsFoundAlsoAfterAKill() throws Exception {
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            for (int i = 0; i < SAID; i++) {
                alice.send("Bob", (i % 13 == 0 ? "Die Fähre " : "bring the maps ") + i);
            }
            alice.awaitDelivered(120);
            check(alice, "me");
            check(bob, "Alice");
            alice.kill();
            alice.start();
            check(alice, "me");
            export(alice);
        }
    }

    private void check(RealNode node, String from) throws Exception {
        String with = node.name.equals("Alice") ? "Bob" : "Alice";
        List<String> pages = new java.util.ArrayList<>();
        Long next = null;
        do {
            Map<String, Object> params =
                    new java.util.HashMap<>(Map.of("with", with, "limit", 333));
            if (next != null) params.put("before", next);
            View.Lines page = node.call("history", params, View.Lines.class);
            pages.addAll(0, page.lines().stream().map(View.Line::text).toList());
            next = page.next();
        } while (next != null);
        assertEquals(SAID, new TreeSet<>(pages).size());
        String out = whole(node, "search", "fahre", "--from", from, "--limit", "1000", "--json");
        assertEquals(SAID / 13, out.lines().count());
        String one = whole(node, "search", "maps", "1299", "--in", with, "--json");
        assertEquals(1, one.lines().count());
        String id = one.replaceAll(".*\"id\":\"([0-9a-f]{32}).*", "$1").strip();
        String around =
                CommandRun.of(node.home, "", "history", "--around", id, "--limit", "3", "--json")
                        .ok()
                        .out();
        assertTrue(around.contains("maps 1297") && around.contains("maps 1298"), around);
        CommandRun.of(node.home, "", "search", "ferry").ended(9);
    }

    /** What a search prints, once the whole history can be searched. */
    private static String whole(RealNode node, String... args) throws Exception {
        for (int i = 0; i < 600; i++) {
            CommandRun run = CommandRun.of(node.home, "", args).ok();
            if (!run.err().contains("searched back")) return run.out();
            Thread.sleep(100);
        }
        throw new AssertionError("the index is never whole");
    }

    private void export(RealNode alice) throws Exception {
        Path file = folder.resolve("bob.txt");
        String[] command = {"export", "Bob", "--out", file.toString()};
        CommandRun.of(alice.home, "", command).ok().says("not encrypted", "wrote 1300 messages");
        assertEquals(SAID, Files.readAllLines(file).size());
        CommandRun.of(alice.home, "", command).ended(8).says("is there already");
    }
}
