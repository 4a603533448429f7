package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.quietdrop.tests.process.Place;
import org.quietdrop.tests.process.RealNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A LAN of network namespaces without a default route, made by {@code tests/netns/lan}. */
final class Lan implements AutoCloseable {
    private static final String TOOL = Path.of("netns/lan").toAbsolutePath().toString();

    /** The tool says so when a machine cannot have such a LAN. */
    private static final int CANNOT = 77;

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** No other LAN has it: this process, and which of its LANs it is. */
    private final String id =
            Long.toString(1_679_616 + ProcessHandle.current().pid() % 1_679_616, 36).substring(1)
                    + Integer.toString(36 + COUNT.getAndIncrement() % 1_260, 36);

    private final List<RealNode> nodes = new ArrayList<>();

    private Lan() {}

    /** Makes one, or gives the test up, loudly. */
    static Lan up(String... what) throws IOException, InterruptedException {
        // One after the other: the first namespace of a machine makes the place for all.
        synchronized (COUNT) {
            return made(what);
        }
    }

    private static Lan made(String... what) throws IOException, InterruptedException {
        Lan lan = new Lan();
        int can = lan.run("check");
        if (can == CANNOT) {
            System.out.println("SKIPPED: this machine cannot make a LAN of namespaces");
        }
        assumeTrue(can != CANNOT, "this machine cannot make a LAN of namespaces");
        List<String> command = new ArrayList<>(List.of("up"));
        command.addAll(List.of(what));
        assertEquals(0, lan.run(command.toArray(String[]::new)));
        return lan;
    }

    /** What the tool calls this LAN; a host's namespace is {@code qd-ID-NUMBER}. */
    String id() {
        return id;
    }

    /** A command on this host, to be started. */
    ProcessBuilder on(int host, String... command) {
        List<String> all = new ArrayList<>(List.of("exec", String.valueOf(host)));
        all.addAll(List.of(command));
        return builder(all.toArray(String[]::new));
    }

    private ProcessBuilder builder(String... command) {
        List<String> all = new ArrayList<>(List.of(TOOL));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().put("LAN_ID", id);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /** Runs the tool and returns how it ended. */
    int run(String... command) throws IOException, InterruptedException {
        return builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    /** Runs a command on the switch and returns how it ended. */
    int onSwitch(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", "qd-" + id + "-switch"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).inheritIO().start().waitFor();
    }

    /** What the tool says, without the end of its line. */
    String say(String... command) throws IOException, InterruptedException {
        Process process = builder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return said.strip();
    }

    /** Runs the tool, which must succeed, or gives the test up, loudly. */
    void tell(String... command) throws IOException, InterruptedException {
        String what = "lan " + String.join(" ", command);
        int ended = run(command);
        if (ended == CANNOT) System.out.println("SKIPPED: this machine cannot: " + what);
        assumeTrue(ended != CANNOT, what);
        assertEquals(0, ended, what);
    }

    /** A new node with a home of its own, started on this host. */
    RealNode node(Path folder, String name, int host, String... options)
            throws IOException, InterruptedException {
        return node(folder, name, host, Map.of(), options).start();
    }

    /** The same, not started yet, with more in its environment. */
    RealNode node(
            Path folder, String name, int host, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("LAN_ID", id);
        Place place =
                new Place(
                        List.of(TOOL, "exec", String.valueOf(host)),
                        Map.copyOf(all),
                        List.of(options));
        RealNode node = new RealNode(folder, name, place, "-" + host, "");
        nodes.add(node);
        return node.init();
    }

    /** A program that runs on this host until its standard input ends. */
    Process program(int host, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("exec", String.valueOf(host)));
        all.addAll(List.of(command));
        return builder(all.toArray(String[]::new)).start();
    }

    /** Records everything that any host sends, until it is closed. */
    Recording record(Path file) throws IOException {
        return new Recording(builder("sniff", file.toString()).start(), file);
    }

    /** What was sent, in a file. */
    static final class Recording implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;
        private final Path file;

        private Recording(Process process, Path file) throws IOException {
            this.process = process;
            this.file = file;
            said = process.inputReader(StandardCharsets.UTF_8);
            assertEquals("recording", said.readLine());
        }

        /** Waits until such a packet was recorded. */
        void await(String what, Predicate<Wire.Packet> wanted)
                throws IOException, InterruptedException {
            for (int i = 0; i < 600; i++) {
                if (Wire.read(file).packets().stream().anyMatch(wanted)) return;
                Thread.sleep(100);
            }
            throw new AssertionError("was not recorded within a minute: " + what);
        }

        /** Ends it; every frame must have been kept. */
        Wire end() throws IOException, InterruptedException {
            return end(Duration.ofDays(1));
        }

        /** The same; what came longer than that after the first frame is not told. */
        Wire end(Duration most) throws IOException, InterruptedException {
            process.getOutputStream().close();
            String last = said.readLine();
            if (!process.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("does not end");
            if (!String.valueOf(last).endsWith(" 0 lost")) throw new AssertionError(last);
            return Wire.read(file, most);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (RealNode node : nodes) node.close();
        assertEquals(0, run("down"));
    }
}
