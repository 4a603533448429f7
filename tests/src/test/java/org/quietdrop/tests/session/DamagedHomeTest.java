package org.quietdrop.tests.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A disk that is not as it was left, and a home that others could read. */
@Timeout(180)
final class DamagedHomeTest {
    private static final int LINES = 12;
    private static final int HEAD = 64;

    @TempDir private Path folder;

    /** A frame of the journal: where, and how long in all (store/FORMAT.md, "Frames"). */
    private record Frame(Path segment, int at, int size) {}

    @Test
    void aTornTailIsCut() throws Exception {
        try (Neighbours nodes = new Neighbours(folder)) {
            RealNode alice = nodes.alice;
            List<Frame> frames = talk(nodes);
            Frame last = frames.getLast();
            change(last.segment(), last.at() + last.size() - 40, 40);
            alice.start();
            assertEquals(LINES, alice.history("Bob").size());
            CommandRun.of(alice.home, "waits", "send", "Bob", "-").ok();
            // The compaction of a home that was opened again moves what counts meanwhile.
            alice.kill();
            alice.start();
            assertEquals(LINES + 1, alice.history("Bob").size());
            nodes.bob.start();
            alice.awaitDelivered(60);
            assertEquals("waits", nodes.bob.history("Alice").getLast().text());
        }
    }

    @Test
    void aDamagedJournalIsReadAsFarAsItGoes() throws Exception {
        try (Neighbours nodes = new Neighbours(folder)) {
            RealNode alice = nodes.alice;
            List<Frame> frames = talk(nodes);
            for (Frame one : frames.subList(frames.size() / 2, frames.size() / 2 + 3)) {
                change(one.segment(), one.at() + one.size() / 2, 1);
            }
            alice.start();
            CommandRun.of(alice.home, "waits", "send", "Bob", "-").ok();
            List<View.Line> left = alice.history("Bob");
            assertTrue(left.size() > LINES / 4, "readable: " + left.size());
            CommandRun.of(alice.home, "", "status").ok().says("ready", "warning: ", "damage");
            CommandRun.of(alice.home, "", "history", "Bob").ok().says("waits");
            alice.kill();
            // Damage is not forgotten, and the node goes on with what it has.
            alice.start();
            CommandRun.of(alice.home, "", "status").ok().says("damage");
            assertEquals(left, alice.history("Bob"));
            nodes.bob.start();
            alice.awaitDelivered(60);
            assertEquals("waits", nodes.bob.history("Alice").getLast().text());
            System.out.printf(
                    "damaged journal: %d frames, three in the middle reported,"
                            + " %d of %d lines readable%n",
                    frames.size(), left.size(), LINES + 1);
        }
    }

    /** Some delivered lines; then neither runs, and Alice was killed. */
    private static List<Frame> talk(Neighbours nodes) throws Exception {
        RealNode alice = nodes.alice;
        for (int i = 0; i < LINES; i++) alice.send("Bob", "line " + i);
        alice.awaitDelivered(60);
        nodes.bob.stop();
        alice.kill();
        return frames(alice.home);
    }

    private static List<Frame> frames(Path home) throws IOException {
        List<Frame> frames = new ArrayList<>();
        try (Stream<Path> all = Files.list(home.resolve("journal"))) {
            for (Path segment : all.filter(p -> p.toString().endsWith(".seg")).sorted().toList()) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
                for (int at = 128; at + HEAD < bytes.limit(); at += 16) {
                    if (bytes.getInt(at) != 0x51446672) continue;
                    frames.add(new Frame(segment, at, HEAD + bytes.getInt(at + 4)));
                }
            }
        }
        return frames;
    }

    private static void change(Path file, int at, int many) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = at; i < at + many; i++) bytes[i] ^= 0x55;
        Files.write(file, bytes);
    }

    @Test
    void aHomeThatOthersCouldReadIsTightenedAndSaid() throws Exception {
        Path home = made();
        assumeTrue(
                home.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "this machine knows no permissions");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(
                home.resolve("vault"), PosixFilePermissions.fromString("rw-r--r--"));
        CommandRun.of(home, "", "daemon", "--background", "--no-mdns", "--listen", "127.0.0.1:0")
                .ok()
                .says(home + " could be read by others", "vault could be read by others");
        CommandRun.of(home, "", "stop").ok();
        assertEquals("rwx------", mode(home));
        try (Stream<Path> all = Files.walk(home)) {
            for (Path one : all.toList()) assertTrue(mode(one).endsWith("------"), one.toString());
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void aHomeOfSomebodyElseIsRefused() throws Exception {
        Path home = made();
        try {
            Files.setAttribute(home, "unix:uid", 4_711);
        } catch (IOException | UnsupportedOperationException e) {
            System.out.println("SKIPPED: only root can give a home to somebody else");
            assumeTrue(false, "only root can give a home to somebody else");
        }
        CommandRun.of(home, "", "daemon", "--no-mdns")
                .ended(3)
                .says("belongs to another user", "--home");
        CommandRun.of(home, "", "daemon", "--no-mdns", "--background")
                .ended(3)
                .says("belongs to another user");
    }

    private Path made() throws IOException, InterruptedException {
        Path home = folder.resolve("home");
        CommandRun.of(home, "", "init", "--name", "Dora", "--no-passphrase").ok();
        return home;
    }
}
