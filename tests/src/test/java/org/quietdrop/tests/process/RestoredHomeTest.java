package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A home that is lost and made again from a backup, with real processes: nobody pairs again, what
 * was under way arrives once, what came after the backup is shown as missing.
 */
final class RestoredHomeTest {
    private static final String HOME = "staple-battery";
    private static final String BACKUP = "paper-tiger";

    @TempDir private Path folder;

    @Test
    void aBackupBringsBackWhatItSays() throws Exception {
        Path file = folder.resolve("alice.backup");
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), HOME);
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "");
                RealNode again = new RealNode(folder, "Alice", FreePorts.one(), HOME)) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            alice.call("rename", Map.of("from", "Bob", "to", "Bobby"), View.Contact.class);
            CommandRun.of(alice.home, "", "config", "read-receipts", "on").ok();
            alice.send("Bobby", "before");
            bob.send("Alice", "heard before");
            alice.awaitDelivered(60);
            bob.awaitDelivered(60);
            bob.stop();
            String waits = alice.send("Bobby", "waits");
            backup(alice, file);
            bob.start();
            alice.send("Bobby", "after the backup");
            bob.send("Alice", "heard after the backup");
            alice.awaitDelivered(60);
            bob.awaitDelivered(60);
            alice.kill();

            refused(file, again);
            restore(file, again, BACKUP).ok().says("1 contact", "before anything is sent");
            again.start();
            assertEquals(alice.id(), again.id());
            CommandRun.of(again.home, "", "search", "heard").ok().says("heard before");
            CommandRun.of(again.home, "", "config", "read-receipts")
                    .ok()
                    .says("read-receipts = on");
            again.send("Bobby", "new");
            bob.send("Alice", "heard new");
            again.awaitDelivered(90);
            bob.awaitDelivered(60);

            assertEquals(List.of("before", "waits", "after the backup", "new"), bob.texts(alice));
            assertTrue(bob.received("Alice").contains(waits));
            List<View.Line> lines = again.history("Bobby");
            assertEquals(new HashSet<>(lines).size(), lines.size());
            View.Line heard =
                    lines.stream()
                            .filter(l -> l.text().equals("heard new"))
                            .findAny()
                            .orElseThrow();
            assertEquals(
                    1, heard.gap(), "what came after the backup is missing, and that is shown");
            assertEquals(
                    List.of("before", "heard before", "heard new", "new", "waits"),
                    lines.stream().map(View.Line::text).sorted().toList());
            for (View.Line line : lines) {
                assertTrue(
                        List.of("delivered", "received").contains(line.state()), line.toString());
            }
        }
    }

    private void backup(RealNode node, Path file) throws Exception {
        create(node, file, "wrong").ended(5);
        assertFalse(Files.exists(file));
        create(node, file, HOME).ok().says("1 contact, 3 messages, 1 of them waiting");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        create(node, file, HOME).ended(1).says("already");
        try (var left = Files.list(folder)) {
            assertEquals(0, left.filter(f -> f.toString().endsWith(".part")).count());
        }
    }

    private static CommandRun create(RealNode node, Path file, String passphrase) throws Exception {
        return CommandRun.of(
                node.home,
                passphrase + "\n" + BACKUP + "\n",
                "backup",
                "create",
                file.toString(),
                "--passphrase-fd",
                "0",
                "--new-passphrase-fd",
                "0");
    }

    /** Whatever is wrong, it is said, and no home is left behind. */
    private void refused(Path file, RealNode node) throws Exception {
        restore(file, node, "wrong").ended(5).says("not the passphrase of this backup");
        byte[] all = Files.readAllBytes(file);
        Path bad = folder.resolve("bad.backup");
        Files.write(bad, Arrays.copyOf(all, all.length - 1));
        restore(bad, node, BACKUP).ended(1).says("cut short");
        byte[] changed = all.clone();
        changed[all.length / 2] ^= 1;
        Files.write(bad, changed);
        restore(bad, node, BACKUP).ended(1).says("damaged");
        byte[] newer = all.clone();
        newer[9] = 9;
        Files.write(bad, newer);
        restore(bad, node, BACKUP).ended(3).says("newer QuietDrop");
        restore(folder.resolve("none"), node, BACKUP).ended(1);
        assertFalse(Files.exists(node.home));
        assertFalse(Files.exists(node.home.resolveSibling(node.home.getFileName() + ".restoring")));
        Files.createDirectory(node.home);
        Files.writeString(node.home.resolve("mine"), "stays");
        restore(file, node, BACKUP).ended(1).says("already");
        assertEquals("stays", Files.readString(node.home.resolve("mine")));
        Files.delete(node.home.resolve("mine"));
    }

    private static CommandRun restore(Path file, RealNode node, String passphrase)
            throws Exception {
        return CommandRun.of(
                node.home,
                passphrase + "\n" + HOME + "\n",
                "backup",
                "restore",
                file.toString(),
                "--passphrase-fd",
                "0",
                "--new-passphrase-fd",
                "0");
    }
}
