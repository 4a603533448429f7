package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Disks that are really full: small ones in memory, filled by somebody else. What cannot be kept is
 * refused and said, what was there stays, and all goes on without a restart when there is room
 * again. Root on Linux.
 */
@Tag("netns")
@Timeout(300)
final class FullDiskTest {
    private static final int DISK = 192 << 20;

    @TempDir private Path folder;

    /** A file system in memory, and a file that fills it. */
    private record SmallDisk(Path at) implements AutoCloseable {
        /** Makes one, or gives the test up, loudly. */
        static SmallDisk mount(Path at) throws IOException, InterruptedException {
            Files.createDirectory(at);
            boolean can = run("mount", "-t", "tmpfs", "-o", "size=" + DISK, "tmpfs", at.toString());
            if (!can) System.out.println("SKIPPED: this machine cannot mount a small disk");
            assumeTrue(can, "this machine cannot mount a small disk");
            return new SmallDisk(at);
        }

        private static boolean run(String... command) throws IOException, InterruptedException {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        }

        /** Others use all but so many bytes. */
        void fillUpTo(long left) throws IOException {
            long free = Files.getFileStore(at).getUsableSpace();
            byte[] piece = new byte[64 << 10];
            try (OutputStream out = Files.newOutputStream(filler())) {
                for (long more = free - left; more > 0; more -= piece.length) {
                    out.write(piece, 0, (int) Math.min(piece.length, more));
                }
            }
        }

        void empty() throws IOException {
            Files.delete(filler());
        }

        private Path filler() {
            return at.resolve("filler");
        }

        @Override
        public void close() throws Exception {
            var _ = run("umount", "-l", at.toString());
        }
    }

    @Test
    void whatCannotBeKeptIsRefusedAndTheRestGoesOn() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"));
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "");
                RealNode alice = new RealNode(disk.at(), "Alice", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            alice.await(alice.send("Bob", "before"), "delivered", 30);
            disk.fillUpTo(0);

            CommandRun full = CommandRun.of(alice.home, "", "send", "Bob", "while it is full");
            full.ended(8).says("the disk is full");
            assertEquals(List.of("before"), bob.texts(alice));
            CommandRun.of(alice.home, "", "history", "Bob").ok().says("before");
            CommandRun.of(alice.home, "", "outbox").ok();
            String answer = bob.send("Alice", "can you read this?");

            disk.empty();
            alice.await(alice.send("Bob", "after"), "delivered", 60);
            assertEquals(List.of("before", "after"), bob.texts(alice));
            bob.await(answer, "delivered", 90);
            assertEquals(List.of("can you read this?"), alice.texts(bob));
            alice.kill();
            alice.start();
            assertEquals(
                    List.of("before", "after"),
                    alice.history("Bob").stream()
                            .filter(l -> l.from().equals("me"))
                            .map(l -> l.text())
                            .toList());
        }
    }

    @Test
    void aBackupWithoutRoomLeavesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"));
                RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "")) {
            alice.init();
            Path file = folder.resolve("alice.backup");
            create(alice, file).ok();
            disk.fillUpTo(20_000);
            create(alice, disk.at().resolve("alice.backup")).ended(3).says("cannot be written");
            RealNode again = new RealNode(disk.at(), "Alice", FreePorts.one(), "");
            restore(again, file).ended(3).says("has room");
            try (var left = Files.list(disk.at())) {
                assertEquals(List.of(disk.filler()), left.toList());
            }
            disk.empty();
            restore(again, file).ok();
        }
    }

    private static CommandRun create(RealNode node, Path file) throws Exception {
        return CommandRun.of(
                node.home,
                "paper-tiger\n",
                "backup",
                "create",
                file.toString(),
                "--new-passphrase-fd",
                "0");
    }

    private static CommandRun restore(RealNode node, Path file) throws Exception {
        return CommandRun.of(
                node.home,
                "paper-tiger\n",
                "backup",
                "restore",
                file.toString(),
                "--passphrase-fd",
                "0",
                "--no-passphrase");
    }

    @Test
    void aCarrierWhoseDiskIsFullRefusesAndKeepsWhatItHas() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"));
                RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "");
                RealNode carol = new RealNode(disk.at(), "Carol", FreePorts.one(), "")) {
            for (RealNode node : List.of(alice, bob, carol)) node.init().start();
            alice.pairWith(bob);
            alice.pairWith(carol);
            bob.pairWith(carol);
            alice.trust(carol);
            bob.trust(carol);
            alice.await(alice.send("Bob", "all here"), "delivered", 30);
            bob.stop();
            until(() -> !alice.contact(bob).linked());
            List<String> early =
                    IntStream.range(0, 5).mapToObj(i -> alice.send("Bob", "early " + i)).toList();
            for (String id : early) alice.await(id, "carried", 30);

            disk.fillUpTo(70 << 20);
            String late = alice.send("Bob", "late");
            until(() -> story(alice, late).contains("the disk there is full"));
            assertEquals(6, alice.waiting());
            assertEquals(5, carol.boxes());
            assertEquals("ready", carol.status().get("state"));

            disk.empty();
            // After a refusal a friend is left alone for an hour, or until the next link.
            carol.stop();
            carol.start();
            alice.await(late, "carried", 60);
            alice.stop();
            bob.start();
            until(() -> bob.texts(alice).size() == 7);
            assertEquals("late", bob.texts(alice).getLast());
        }
    }

    private static String story(RealNode node, String id) {
        try {
            return CommandRun.of(node.home, "", "why", id).ok().out();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 1_200; i++) {
            if (done.getAsBoolean()) return;
            Thread.sleep(50);
        }
        throw new AssertionError("does not happen within a minute");
    }
}
