package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.FreePorts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts and idle memory of the distribution beside an empty program and beside the least server on
 * Netty, on the same Java with the same flags and an AOT cache made the same way. All in one run,
 * in turn; medians. What must be is asserted as a ratio, goals are printed.
 *
 * <p>Run by {@code mvn -Pdist,bench verify}, or when the distribution is there already.
 */
@Tag("bench")
final class StartBenchTest {
    private static final double READY_MUST = 3;
    private static final double READY_GOAL = 1.7;
    private static final double MEMORY_MUST = 1.8;
    private static final double MEMORY_GOAL = 1.3;
    private static final double VERSION_GOAL = 2;
    private static final double STATUS_GOAL = 3;
    private static final String PASSPHRASE = "some words for the vault";

    /** What "idle" is: this long after the start, or after unlocking. */
    private static final long IDLE_MILLIS = 30_000;

    @TempDir private Path folder;

    private Distribution distribution;
    private Path home;
    private final List<Process> alive = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        Optional<Distribution> found = Distribution.find(folder);
        if (found.isEmpty()) System.out.println("SKIPPED: no distribution; mvn -Pdist makes it");
        assumeTrue(found.isPresent(), "no distribution");
        boolean linux = Files.exists(Path.of("/proc/self/stat"));
        if (!linux) System.out.println("SKIPPED: measured through /proc");
        assumeTrue(linux, "no /proc");
        distribution = found.get();
        home = folder.resolve("home");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), PASSPHRASE);
        String file = passphrase.toString();
        ended(ours("init", "--name", "Ann", "--passphrase-file", file), 0);
        Files.writeString(home.resolve("config"), "listen = 127.0.0.1:0\nmdns = off\n");
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process one : alive) stop(one);
    }

    private List<String> ours(String... words) {
        List<String> command =
                new ArrayList<>(List.of(distribution.launcher(), "--home", home.toString()));
        command.addAll(List.of(words));
        return command;
    }

    /** Milliseconds of the whole process and all that it started, until it ended by itself. */
    private static double ended(List<String> command, int exit) throws Exception {
        double before = Usage.ofEndedChildren();
        Process process = Distribution.start(command);
        process.getOutputStream().close();
        byte[] said = process.getInputStream().readAllBytes();
        assertEquals(
                exit,
                process.waitFor(),
                () -> command + " " + new String(said, StandardCharsets.UTF_8));
        return Usage.ofEndedChildren() - before;
    }

    private record Subject(String name, List<String> command, double goal, List<Double> costs) {}

    @Test
    void commands() throws Exception {
        List<String> empty = distribution.peer(EmptyProgram.class, distribution.flags("status"));
        Server node = new Node();
        node.begin();
        List<Subject> all = new ArrayList<>();
        all.add(new Subject("empty program", empty, 0, new ArrayList<>()));
        String launcher = distribution.launcher();
        all.add(subject("quietdrop --version", VERSION_GOAL, List.of(launcher, "--version")));
        all.add(subject("quietdrop status, locked", STATUS_GOAL, ours("status")));
        sourceLauncher(all);
        int rounds = rounds(15);
        for (int round = 0; round <= rounds; round++) {
            for (Subject one : all) {
                double cost = ended(one.command(), 0);
                // The first round fills the page cache.
                if (round > 0) one.costs().add(cost);
            }
        }
        node.unlock();
        Subject open = subject("quietdrop status, ready", STATUS_GOAL, ours("status"));
        for (int round = 0; round < rounds; round++) open.costs().add(ended(open.command(), 0));
        all.add(open);
        double base = Usage.median(all.getFirst().costs());
        System.out.printf("%-44s %9s %8s%n", "CPU of the whole process, ms, median", "ms", "ratio");
        for (Subject one : all) {
            double cost = Usage.median(one.costs());
            String told = one.goal() == 0 ? "" : goal(cost / base, one.goal());
            System.out.printf("%-44s %9.1f %7.2fx%s%n", one.name(), cost, cost / base, told);
        }
    }

    private static Subject subject(String name, double goal, List<String> command) {
        return new Subject(name, command, goal, new ArrayList<>());
    }

    private static String goal(double ratio, double goal) {
        return "  goal %.1fx %s".formatted(goal, ratio <= goal ? "reached" : "missed");
    }

    private static int rounds(int usual) {
        return Integer.getInteger("quietdrop.rounds", usual);
    }

    /** The launcher of the README, if it would run at once and not build first. */
    private void sourceLauncher(List<Subject> all) throws IOException {
        Path top = Path.of("..").toAbsolutePath().normalize();
        Path jar = top.resolve("node/target/quietdrop-node-0.1.0.jar");
        if (!Files.exists(jar) || newest(top).compareTo(Files.getLastModifiedTime(jar)) > 0) {
            System.out.println("NOT MEASURED: the launcher of the README, which would build");
            return;
        }
        boolean archive = Files.exists(top.resolve("node/target/quietdrop.jsa"));
        String name = "./quietdrop" + (archive ? "" : " (no archive)");
        String launcher = top.resolve("quietdrop").toString();
        all.add(subject(name + " --version", VERSION_GOAL, List.of(launcher, "--version")));
        List<String> status = List.of(launcher, "--home", home.toString(), "status");
        all.add(subject(name + " status, locked", STATUS_GOAL, status));
    }

    private static FileTime newest(Path top) throws IOException {
        FileTime newest = FileTime.fromMillis(0);
        for (String module : List.of("crypto", "store", "discovery", "node")) {
            try (Stream<Path> all = Files.walk(top.resolve(module).resolve("src/main"))) {
                for (Path one : all.toList()) {
                    FileTime time = Files.getLastModifiedTime(one);
                    if (time.compareTo(newest) > 0) newest = time;
                }
            }
        }
        return newest;
    }

    @Test
    void readyAndIdle() throws Exception {
        List<String> flags = distribution.flags("daemon");
        String port = Integer.toString(FreePorts.one());
        List<String> echo = distribution.peer(EchoServer.class, flags, port, "once");
        Server node = new Node();
        Server peer = new Echo(echo);
        int rounds = rounds(9);
        for (int round = 0; round < rounds; round++) {
            for (Server one : round % 2 == 0 ? List.of(peer, node) : List.of(node, peer)) {
                one.begin();
                one.end();
            }
        }
        System.out.printf("Ready: until the first answer, medians of %d rounds%n", rounds);
        double cpu = told("CPU, ms", node.cpu, peer.cpu, READY_GOAL);
        double wall = told("time, ms", node.wall, peer.wall, READY_GOAL);
        double locked = idle(node, peer, false);
        double ready = idle(node, peer, true);
        assertTrue(cpu <= READY_MUST, "CPU until ready: " + cpu);
        assertTrue(wall <= READY_MUST, "time until ready: " + wall);
        assertTrue(locked <= MEMORY_MUST, "memory, locked: " + locked);
        assertTrue(ready <= MEMORY_MUST, "memory, ready: " + ready);
    }

    /**
     * Judged by VmRSS, which every user may see; most of what is shared is shared by both alike.
     */
    private double idle(Server node, Server peer, boolean unlocked) throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> ourShare = new ArrayList<>();
        List<Double> theirShare = new ArrayList<>();
        for (int round = 0; round < Math.min(3, rounds(3)); round++) {
            peer.begin();
            node.begin();
            if (unlocked) node.unlock();
            Thread.sleep(IDLE_MILLIS);
            ours.add(Usage.residentKib(node.pid()) / 1024.0);
            theirs.add(Usage.residentKib(peer.pid()) / 1024.0);
            share(node, ourShare);
            share(peer, theirShare);
            node.end();
            peer.end();
        }
        String state = unlocked ? "ready" : "locked";
        System.out.printf("Idle for %d s, %s%n", IDLE_MILLIS / 1000, state);
        double ratio = told("resident (VmRSS), MiB", ours, theirs, MEMORY_GOAL);
        if (ourShare.isEmpty()) System.out.println("NOT MEASURED: Pss, which only root sees");
        else told("proportional (Pss), MiB", ourShare, theirShare, MEMORY_GOAL);
        return ratio;
    }

    private static void share(Server server, List<Double> to) {
        try {
            to.add(Usage.proportionalKib(server.pid()) / 1024.0);
        } catch (IOException e) {
            to.clear();
        }
    }

    private static double told(String what, List<Double> ours, List<Double> theirs, double goal) {
        double own = Usage.median(ours);
        double other = Usage.median(theirs);
        System.out.printf(
                "%-28s node %8.1f, echo server %8.1f: %6.2fx%s%n",
                what, own, other, own / other, goal(own / other, goal));
        return own / other;
    }

    private void stop(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** One that is started and asked until it answers. */
    private abstract class Server {
        final List<Double> cpu = new ArrayList<>();
        final List<Double> wall = new ArrayList<>();
        private @Nullable Process process;

        abstract List<String> command() throws IOException;

        /** Whether it gave an answer. */
        abstract boolean answers() throws IOException;

        void unlock() throws Exception {}

        final long pid() {
            return Objects.requireNonNull(process).pid();
        }

        final void begin() throws Exception {
            long begun = System.nanoTime();
            List<String> command = command();
            Process begin =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process = begin;
            alive.add(begin);
            while (!asked()) {
                if (!begin.isAlive()) throw new AssertionError("ended: " + command);
                if (System.nanoTime() - begun > 60e9) throw new AssertionError("no answer");
                Thread.sleep(1);
            }
            wall.add((System.nanoTime() - begun) / 1e6);
            cpu.add(Usage.of(pid()));
        }

        private boolean asked() {
            try {
                return answers();
            } catch (IOException e) {
                return false;
            }
        }

        final void end() throws InterruptedException {
            Process ending = Objects.requireNonNull(process);
            stop(ending);
            alive.remove(ending);
        }
    }

    private final class Node extends Server {
        @Override
        List<String> command() {
            return ours("daemon");
        }

        @Override
        boolean answers() throws IOException {
            return Asking.unix(home.resolve("run/control.sock"), "status", "{}")
                    .contains("\"state\":\"locked\"");
        }

        @Override
        void unlock() throws Exception {
            ended(ours("unlock", "--passphrase-file", folder.resolve("passphrase").toString()), 0);
        }
    }

    private final class Echo extends Server {
        private final List<String> peer;
        private int port;

        Echo(List<String> peer) {
            this.peer = peer;
        }

        @Override
        List<String> command() throws IOException {
            port = FreePorts.one();
            List<String> command = new ArrayList<>(peer);
            command.add(Integer.toString(port));
            return command;
        }

        @Override
        boolean answers() throws IOException {
            return Asking.echo(port);
        }
    }
}
