package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What somebody who runs a node by scripts relies on, with real processes. */
@Timeout(600)
final class OperatedNodeTest {
    private static final Duration CLEAN_STOP = Duration.ofSeconds(2);
    private static final Pattern MESSAGE =
            Pattern.compile("\\{\"cursor\":(\\d+),\"event\":\"message\".*\"text\":\"([a-z]+)\"");

    @TempDir private Path folder;

    private static List<String> texts(String out) {
        return MESSAGE.matcher(out).results().map(r -> r.group(2)).toList();
    }

    /** Killed and started again, stopped and started again, and locked in between. */
    @Test
    void aWatchThatFollowsMissesNothingAndTellsNothingTwice() throws Exception {
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "");
                RealNode bob = new RealNode(folder, "Bob", FreePorts.one(), "")) {
            alice.init().start();
            bob.init().start();
            alice.pairWith(bob);
            Path got = folder.resolve("got");
            Path program = folder.resolve("program");
            Files.writeString(program, "#!/bin/sh\ncat >>'" + got + "'\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            try (RunningCommand watch =
                            RunningCommand.start(bob.home, "watch", "--json", "--follow");
                    RunningCommand hook =
                            RunningCommand.start(
                                    bob.home,
                                    "watch",
                                    "--follow",
                                    "--cursor",
                                    "0",
                                    "--on-message",
                                    program.toString())) {
                // It watches once it has told of the first one.
                List<String> sent = new ArrayList<>();
                for (int i = 0; sent.isEmpty() || !heard(watch, sent); i++) {
                    String text = "early" + "x".repeat(i);
                    alice.await(alice.send("Bob", text), "delivered", 60);
                    sent.add(text);
                }
                String first = texts(watch.written()).getFirst();
                sent.subList(0, sent.indexOf(first)).clear();
                // So does the other one.
                for (int i = 0; i < 1_200 && !Files.exists(got); i++) Thread.sleep(50);
                bob.kill();
                for (String text : List.of("two", "three")) {
                    alice.send("Bob", text);
                    sent.add(text);
                }
                bob.start();
                alice.awaitDelivered(120);
                watch.line(line -> line.contains("\"three\""));
                bob.stop();
                alice.send("Bob", "four");
                sent.add("four");
                bob.start();
                alice.awaitDelivered(120);
                watch.line(line -> line.contains("\"four\""));
                CommandRun.of(bob.home, "", "lock").ok();
                CommandRun.of(bob.home, "", "unlock").ok();
                alice.await(alice.send("Bob", "five"), "delivered", 120);
                sent.add("five");
                watch.line(line -> line.contains("\"five\""));
                CommandRun all = watch.interrupt();
                assertEquals(sent, texts(all.out()), "each once, in order");
                List<Long> cursors =
                        MESSAGE.matcher(all.out())
                                .results()
                                .map((MatchResult r) -> Long.valueOf(r.group(1)))
                                .toList();
                assertEquals(cursors.stream().sorted().distinct().toList(), cursors);
                assertTrue(all.err().contains("waiting for it"), all.err());
                assertFalse(all.err().contains("three"), all.err());
                // The program was started for each, without the text.
                List<String> ids = bob.received("Alice");
                for (int i = 0; i < 600 && Files.readAllLines(got).size() < ids.size(); i++) {
                    Thread.sleep(50);
                }
                String handed = Files.readString(got);
                for (String id : ids) assertTrue(handed.contains(id), "missing " + id);
                assertEquals(ids.size(), Files.readAllLines(got).size(), "each once");
                assertFalse(handed.contains("three"), "no text unasked");
            }
        }
    }

    private static boolean heard(RunningCommand watch, List<String> sent)
            throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            if (texts(watch.written()).contains(sent.getLast())) return true;
            Thread.sleep(50);
        }
        return false;
    }

    /** With a link and with mail that waits; by command and by signal. The log tells nothing. */
    @Test
    void aNodeStopsCleanlyAndItsLogHasNeitherNamesNorContent() throws Exception {
        List<String> planted =
                List.of("Xanthippe", "Zoroaster", "Melchior", "opopanax", "10.99.88.77", "Qwertz");
        try (RealNode one = new RealNode(folder, "Xanthippe", FreePorts.one(), "");
                RealNode two = new RealNode(folder, "Zoroaster", FreePorts.one(), "");
                RealNode three = new RealNode(folder, "Melchior", FreePorts.one(), "")) {
            one.init().start();
            two.init().start();
            three.init().start();
            one.pairWith(two);
            one.pairWith(three);
            one.await(one.send("Zoroaster", "opopanax here"), "delivered", 60);
            three.kill();
            for (int i = 0; i < 100; i++) one.send("Melchior", "opopanax waits " + i);
            // Errors of all kinds, each with something planted in it.
            CommandRun.of(one.home, "", "send", "Qwertz", "opopanax").ended(9);
            CommandRun.of(one.home, "", "why", "Qwertz").ended(2);
            CommandRun.of(one.home, "", "rpc", "Qwertz", "{\"opopanax\":1}").ended(2);
            CommandRun.of(one.home, "", "rpc", "send", "{\"to\":\"Qwertz\"}").ended(2);
            CommandRun.of(one.home, "", "accept", "quietdrop:Qwertz").says("quietdrop");
            CommandRun.of(one.home, "", "config", "Qwertz", "opopanax").ended(2);
            CommandRun.of(one.home, "", "address", "add", "Zoroaster", "10.99.88.77:4455").ok();
            CommandRun.of(one.home, "", "rename", "Zoroaster", "Melchior").ended(1);
            CommandRun.of(one.home, "", "block", "Melchior").ok();
            CommandRun.of(one.home, "", "forget", "Melchior").ok();
            CommandRun.of(one.home, "", "lock").ok();
            CommandRun.of(one.home, "", "send", "Zoroaster", "opopanax").ended(5);
            CommandRun.of(one.home, "", "unlock").ok();
            one.awaitLinks(1);
            two.kill();
            for (int i = 0; i < 50; i++) one.send("Zoroaster", "opopanax waits " + i);
            two.start();
            long begin = System.nanoTime();
            one.stop();
            Duration byCommand = Duration.ofNanos(System.nanoTime() - begin);
            one.start();
            one.awaitDelivered(120);
            assertEquals(50, two.texts(one).size() - 1, "nothing was lost by the stop");
            one.awaitLinks(1);
            ProcessHandle process = ProcessHandle.of(one.pid()).orElseThrow();
            begin = System.nanoTime();
            process.destroy();
            process.onExit().join();
            Duration bySignal = Duration.ofNanos(System.nanoTime() - begin);
            System.out.printf(
                    "clean stop: by command %d ms, by signal %d ms%n",
                    byCommand.toMillis(), bySignal.toMillis());
            assertTrue(byCommand.compareTo(CLEAN_STOP) < 0, byCommand.toString());
            assertTrue(bySignal.compareTo(CLEAN_STOP) < 0, bySignal.toString());
            String log =
                    Files.readString(one.log)
                            + Files.readString(two.log)
                            + Files.readString(three.log);
            assertTrue(log.contains("ready, listening on "), "there is a log: " + log);
            assertTrue(log.contains("stopping"), log);
            for (String secret : planted) assertFalse(log.contains(secret), secret + " in " + log);
        }
    }

    /** Asks over the socket in a process of its own, which may be another user's. */
    private static final String PROBE =
            """
            import java.net.*; import java.nio.*; import java.nio.channels.*; import java.nio.file.*;
            public class Probe {
                public static void main(String[] a) throws Exception {
                    try (SocketChannel c = SocketChannel.open(UnixDomainSocketAddress.of(Path.of(a[0])))) {
                        c.write(ByteBuffer.wrap("{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"method\\":\\"status\\"}\\n".getBytes()));
                        ByteBuffer in = ByteBuffer.allocate(9);
                        System.out.println(c.read(in) > 0 ? "answered" : "closed");
                    } catch (java.io.IOException e) {
                        System.out.println(String.valueOf(e.getMessage()).contains("denied") ? "denied" : "closed");
                    }
                }
            }
            """;

    private String probe(Path socket, String... within) throws Exception {
        Path source = Files.writeString(folder.resolve("Probe.java"), PROBE);
        List<String> command = new ArrayList<>(List.of(within));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx64m", source.toString(), socket.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    @Test
    void anotherUserIsTurnedAwayEvenWhenTheDoorStandsOpen() throws Exception {
        boolean can =
                "root".equals(System.getProperty("user.name"))
                        && Files.isExecutable(Path.of("/usr/bin/setpriv"));
        if (!can) System.out.println("SKIPPED: only root can become another user, by setpriv");
        assumeTrue(can);
        String[] nobody = {
            "/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"
        };
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (RealNode alice = new RealNode(folder, "Alice", FreePorts.one(), "")) {
            alice.init().start();
            Path run = alice.home.resolve("run");
            Path socket = run.resolve("control.sock");
            assertEquals("answered", probe(socket), "the owner");
            assertEquals("denied", probe(socket, nobody), "the folder is closed to others");
            // Whatever made it so: a careless chmod, a file system without rights.
            for (Path open : List.of(alice.home, run, socket)) {
                Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            assertEquals("closed", probe(socket, nobody), "the system says who it is");
            assertEquals("answered", probe(socket), "the owner still");
            assertEquals("ready", alice.status().get("state"));
        }
    }
}
