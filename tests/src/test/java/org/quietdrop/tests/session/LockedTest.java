package org.quietdrop.tests.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RunningCommand;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A passphrase that is wrong, and what a locked node answers. */
@Timeout(120)
final class LockedTest {
    private static final String RIGHT = "wooden-spoon-quartz-meadow\n";
    private static final String WRONG = "wooden-spoon-quartz-meadov\n";

    @TempDir private Path folder;

    @Test
    void wrongPassphraseChangesNothing() throws Exception {
        Path home = folder.resolve("home");
        CommandRun.of(home, RIGHT, "init", "--name", "Dora", "--passphrase-fd", "0").ok();
        Map<Path, String> before = Neighbours.content(home);
        assertFalse(before.isEmpty());
        String[] daemon = {
            "daemon", "--no-mdns", "--listen", "127.0.0.1:0", "--passphrase-fd", "0"
        };
        CommandRun.of(home, WRONG, daemon)
                .ended(5)
                .says("not the passphrase", "nothing was changed");
        CommandRun.of(home, WRONG, with(daemon, "--background"))
                .ended(5)
                .says("not the passphrase");
        CommandRun.of(home, "", "status").ended(3);
        assertEquals(before, Neighbours.content(home));

        String[] locked = {"daemon", "--background", "--no-mdns", "--listen", "127.0.0.1:0"};
        CommandRun.of(home, "", locked).ok();
        try {
            CommandRun.of(home, "", "status").ok().says("locked", "quietdrop unlock");
            List<RunningCommand> running = new ArrayList<>();
            for (String line :
                    List.of(
                            "send Bob hello",
                            "contacts",
                            "history Bob",
                            "history --around 123456",
                            "search hello",
                            "export Bob",
                            "retention Bob",
                            "pair",
                            "pair 07-walnut-violin-maple",
                            "peers",
                            "outbox",
                            "why 123456",
                            "forget Bob")) {
                running.add(RunningCommand.start(home, line.split(" ", -1)));
            }
            for (RunningCommand one : running) {
                one.end().ended(5).says("locked", "quietdrop unlock");
            }
            CommandRun.of(home, WRONG, "unlock", "--passphrase-fd", "0")
                    .ended(5)
                    .says("not the passphrase");
            CommandRun.of(home, "\n", "unlock", "--passphrase-fd", "0").ended(2).says("empty");
            CommandRun.of(home, "", "unlock").ended(2).says("--passphrase-file");
            CommandRun.of(home, "", "unlock", "--passphrase-file", "/nonexistent").ended(3);
            assertEquals(before, Neighbours.content(home));
            CommandRun.of(home, RIGHT, "unlock", "--passphrase-fd", "0").ok().says("unlocked");
            CommandRun.of(home, "", "contacts").ok();
            CommandRun.of(home, "", "search", "hello").ended(9).says("nothing was found");
            CommandRun.of(home, "", "lock").ok();
            CommandRun.of(home, "", "contacts").ended(5);
        } finally {
            CommandRun.of(home, "", "stop").ok();
        }
    }

    private static String[] with(String[] some, String more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.add(more);
        return all.toArray(String[]::new);
    }
}
