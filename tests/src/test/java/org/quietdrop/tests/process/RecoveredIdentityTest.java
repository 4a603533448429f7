package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A lost node, and another one made from its 24 words: the same key, nobody in it; who pairs with
 * it again keeps what was there, and is told that the key is the one from before.
 */
final class RecoveredIdentityTest {
    private static final String PASSPHRASE = "staple-battery";

    @TempDir private Path folder;

    @Test
    void wordsBringBackTheKeyAndNothingElse() throws Exception {
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), PASSPHRASE);
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "");
                RealNode again = new RealNode(folder, "Alicia", FreePorts.one(), PASSPHRASE)) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            bob.call("rename", Map.of("from", "Alice", "to", "Ally"), View.Contact.class);
            alice.send("Bob", "said before");
            alice.awaitDelivered(60);
            String words = words(alice);
            alice.kill();

            refuses(words.replaceFirst(" ", " zzz"), again, "word ");
            refuses(words.substring(words.indexOf(' ') + 1), again, "there are 23 words");
            String input = words + "\n" + PASSPHRASE + "\n";
            CommandRun.of(
                            again.home,
                            input,
                            "words",
                            "restore",
                            "-",
                            "--name",
                            "Alicia",
                            "--passphrase-fd",
                            "0")
                    .ok()
                    .says("the same key", "cannot bring back");
            again.start();
            assertEquals(alice.id(), again.id());
            assertEquals(
                    List.of(), again.call("contacts", Map.of(), View.Contacts.class).contacts());

            pair(bob, again);
            View.Contact known =
                    bob.call("contacts", Map.of(), View.Contacts.class).contacts().get(0);
            assertEquals("Ally", known.name());
            assertTrue(known.verified());
            again.send("Bob", "said after");
            again.awaitDelivered(60);
            bob.send("Ally", "answered");
            bob.awaitDelivered(60);
            assertEquals(
                    List.of("said before", "said after", "answered"),
                    bob.history("Ally").stream().map(View.Line::text).toList());
            assertEquals(2, again.history("Bob").size());
        }
    }

    private static String words(RealNode node) throws Exception {
        CommandRun.of(node.home, "", "words", "show", "--passphrase-fd", "0")
                .ended(2)
                .says("at a terminal only");
        CommandRun.of(node.home, "wrong\n", "words", "show", "--anyway", "--passphrase-fd", "0")
                .ended(5);
        String shown =
                CommandRun.of(
                                node.home,
                                PASSPHRASE + "\n",
                                "words",
                                "show",
                                "--anyway",
                                "--json",
                                "--passphrase-fd",
                                "0")
                        .ok()
                        .out();
        List<String> words =
                JsonParser.parseString(shown)
                        .getAsJsonObject()
                        .getAsJsonArray("words")
                        .asList()
                        .stream()
                        .map(e -> e.getAsString())
                        .toList();
        assertEquals(24, words.size());
        // No three of them stand in the log.
        String log = Files.readString(node.log);
        assertFalse(log.contains(String.join(" ", words.subList(0, 3))));
        return String.join(" ", words);
    }

    private static void refuses(String words, RealNode node, String why) throws Exception {
        CommandRun.of(
                        node.home,
                        words + "\n",
                        "words",
                        "restore",
                        "-",
                        "--name",
                        "Alicia",
                        "--no-passphrase")
                .ended(2)
                .says(why);
        assertFalse(Files.exists(node.home), "nothing was made");
    }

    private static void pair(RealNode shows, RealNode types) throws Exception {
        try (SpokenCode code = SpokenCode.by(shows, "--listen", "127.0.0.1:0")) {
            SpokenCode.Paired paired = code.typedBy(types, "--at", code.at.get(0));
            assertTrue(sameKey(paired.shown()), paired.shown().out());
            assertFalse(sameKey(paired.typed()), paired.typed().out());
        }
    }

    private static boolean sameKey(CommandRun run) {
        String last = run.out().lines().toList().getLast();
        JsonObject result = JsonParser.parseString(last).getAsJsonObject();
        return result.get("sameKey").getAsBoolean();
    }
}
