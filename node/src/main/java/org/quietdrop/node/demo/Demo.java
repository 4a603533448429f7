package org.quietdrop.node.demo;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.NewHome;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * {@code quietdrop demo}: two real nodes, each its own process, on loopback only; between them a
 * recorder. They pair, talk, one is killed and comes back; then everything that a stranger could
 * have is searched for what was said. Leaves nothing behind, also on Ctrl-C.
 */
public final class Demo {
    private static final String ALICE = "Alice Archer";
    private static final String BOB = "Bob Baker";
    private static final String FIRST = "The meeting is at eight.";
    private static final String SECOND = "I'll be there.";
    private static final String THIRD = "Bring the maps.";

    private static final int CELL = 4096;

    private final PrintStream out;
    private final InstantSource clock;
    private final RandomSource random;
    private final List<AutoCloseable> toEnd = new ArrayList<>();
    private final List<WireTap> taps = new ArrayList<>();
    private final List<WireTap> links = new ArrayList<>();
    private final String planted;
    private int step;
    private volatile boolean over;

    private Demo(PrintStream out, InstantSource clock, RandomSource random) {
        this.out = out;
        this.clock = clock;
        this.random = random;
        this.planted = "planted-" + hex(12);
    }

    /**
     * Plays the whole story.
     *
     * @return exit code: 0, or 1 if a step failed or anything was found that must not be
     */
    public static int run(
            PrintStream out, PrintStream err, InstantSource clock, RandomSource random) {
        Demo demo = new Demo(out, clock, random);
        Thread cleaner = Thread.ofPlatform().unstarted(demo::end);
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            return demo.play();
        } catch (UserError e) {
            return demo.stopped(err, e.text());
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            return demo.stopped(
                    err, cause instanceof UserError error ? error.text() : String.valueOf(cause));
        } catch (IOException e) {
            return demo.stopped(err, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED.code();
        } finally {
            demo.end();
        }
    }

    /** What goes wrong after an interruption is nobody's concern. */
    private int stopped(PrintStream err, String why) {
        if (!over) err.println("quietdrop: the demo stopped: " + why);
        return Exit.FAILED.code();
    }

    private int play() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("qd-demo");
        later(() -> deleteAll(folder));
        Instant began = clock.instant();
        out.println("Two nodes on this machine, each its own process: alice and bob.");
        DemoNode alice = node("alice", folder);
        DemoNode bob = node("bob", folder);
        together(() -> home(alice, ALICE), () -> home(bob, BOB));
        alice.start();
        bob.start();
        alice.awaitReady();
        bob.awaitReady();
        WireTap toAlice = tap(alice.port());
        WireTap toBob = tap(bob.port());
        links.add(toAlice);
        links.add(toBob);
        String code = pair(alice, bob);
        alice.call("address.add", Map.of("name", BOB, "address", toBob.address()), View.Done.class);
        bob.call(
                "address.add",
                Map.of("name", ALICE, "address", toAlice.address()),
                View.Done.class);
        say(alice, BOB, FIRST);
        say(bob, ALICE, SECOND);
        away(alice, bob);
        allWasRecorded();
        plantOnWire(toBob);
        alone(alice, bob);
        Evidence evidence = gather(alice, bob);
        return judge(evidence, secrets(code, alice, bob), began);
    }

    // ---- the stage

    private DemoNode node(String who, Path folder) throws IOException {
        DemoNode node =
                new DemoNode(who, folder.resolve(who), freePort(), "pass-" + hex(12), planted);
        later(node);
        return node;
    }

    private void home(DemoNode node, String name) {
        char[] passphrase = node.passphrase().toCharArray();
        NewHome.create(node.home(), name, passphrase, random);
        NewHome.configure(node.home(), "share-addresses", "off");
    }

    private WireTap tap(int target) throws IOException {
        WireTap tap = new WireTap(target);
        taps.add(tap);
        later(tap);
        return tap;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, loopback())) {
            return probe.getLocalPort();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void together(Runnable one, Runnable other) {
        CompletableFuture.allOf(CompletableFuture.runAsync(one), CompletableFuture.runAsync(other))
                .join();
    }

    // ---- the story

    private String pair(DemoNode alice, DemoNode bob) throws IOException {
        int port = freePort();
        View.PairingOpen shown =
                alice.call(
                        "pair.open", Map.of("listen", "127.0.0.1:" + port), View.PairingOpen.class);
        String code = String.valueOf(shown.code());
        WireTap tap = tap(port);
        View.PairingOpen typed =
                bob.call(
                        "pair.with",
                        Map.of("code", code, "at", tap.address()),
                        View.PairingOpen.class);
        View.PairingStep atBob = paired(bob, typed.pairing());
        View.PairingStep atAlice = paired(alice, shown.pairing());
        if (atAlice.words() == null || !atAlice.words().equals(atBob.words())) {
            throw new UserError(Exit.FAILED, "the two screens show different words");
        }
        tell("alice and bob pair with the code " + code, "both see: " + atAlice.words());
        return code;
    }

    private static View.PairingStep paired(DemoNode node, long pairing) {
        int after = 0;
        while (true) {
            View.PairingStep step =
                    node.call(
                            "pair.next",
                            Map.of("pairing", pairing, "after", after),
                            View.PairingStep.class);
            if (step.kind().equals("paired")) return step;
            if (step.last()) {
                throw new UserError(Exit.FAILED, node.who() + " could not pair: " + step.text());
            }
            after = step.step();
        }
    }

    private void say(DemoNode from, String to, String text) {
        Instant start = clock.instant();
        View.Sent sent = from.call("send", Map.of("to", to, "text", text), View.Sent.class);
        delivered(from, sent, Duration.ofSeconds(30));
        long millis = Duration.between(start, clock.instant()).toMillis();
        String other = from.who().equals("alice") ? "bob" : "alice";
        tell(from.who() + " -> " + other + "   \"" + text + "\"", "delivered in " + millis + " ms");
    }

    private static void delivered(DemoNode from, View.Sent sent, Duration timeout) {
        from.call(
                "await",
                Map.of("id", sent.id(), "state", "delivered", "timeout_ms", timeout.toMillis()),
                View.Sent.class);
    }

    private void away(DemoNode alice, DemoNode bob) throws IOException, InterruptedException {
        bob.kill();
        tell("bob's process is killed (kill -9)", null);
        View.Sent sent = alice.call("send", Map.of("to", BOB, "text", THIRD), View.Sent.class);
        try {
            delivered(alice, sent, Duration.ofSeconds(1));
            throw new UserError(Exit.FAILED, "a message to nobody was called delivered");
        } catch (UserError e) {
            if (e.exit() != Exit.NOT_DELIVERED) throw e;
        }
        tell(
                "alice -> bob   \"" + THIRD + "\"",
                "waiting: bob is away; kept, sealed, on alice's disk");
        bob.start();
        bob.awaitReady();
        delivered(alice, sent, Duration.ofSeconds(60));
        // Whoever would send it twice gets the time to do so.
        Thread.sleep(1_000);
        exactly(bob, ALICE, List.of(FIRST, THIRD));
        exactly(alice, BOB, List.of(SECOND));
        tell("bob comes back: \"" + THIRD + "\" arrives", "once");
    }

    private static void exactly(DemoNode node, String with, List<String> texts) {
        List<String> received =
                node.history(with).stream()
                        .filter(line -> line.state().equals("received"))
                        .map(View.Line::text)
                        .toList();
        if (!received.equals(texts)) {
            throw new UserError(
                    Exit.FAILED,
                    node.who()
                            + " has "
                            + received.size()
                            + " messages where there should be "
                            + texts.size());
        }
    }

    // ---- the proof

    /** One link before the kill and one after it: had they met past the recorder, it would show. */
    private void allWasRecorded() {
        long carrying =
                links.stream()
                        .flatMap(tap -> tap.recorded().stream())
                        .filter(c -> c.there().length > 2 * CELL && c.back().length > 2 * CELL)
                        .count();
        if (carrying < 2) {
            throw new UserError(Exit.FAILED, "the nodes spoke past the recorder");
        }
    }

    /** Sends a line to a node that is no QuietDrop at all: the wire's positive control. */
    private void plantOnWire(WireTap tap) throws IOException {
        try (Socket socket = new Socket(loopback(), tap.port())) {
            OutputStream to = socket.getOutputStream();
            to.write(planted.getBytes(StandardCharsets.UTF_8));
            to.flush();
        }
    }

    /** Both nodes are still there after strange bytes came in. */
    private static void alone(DemoNode alice, DemoNode bob) {
        alice.call("contacts", Map.of(), View.Contacts.class);
        bob.call("contacts", Map.of(), View.Contacts.class);
    }

    private List<WireTap.Connection> recorded() {
        return taps.stream().flatMap(tap -> tap.recorded().stream()).toList();
    }

    private Evidence gather(DemoNode alice, DemoNode bob) throws IOException, InterruptedException {
        Evidence evidence = new Evidence();
        evidence.process("alice", alice.pid());
        evidence.process("bob", bob.pid());
        alice.stop();
        bob.stop();
        evidence.wire(recorded());
        for (DemoNode node : List.of(alice, bob)) {
            Evidence.plant(node.home().resolve("planted"), planted);
            evidence.home(node.who(), node.home());
        }
        return evidence;
    }

    private SecretSearch secrets(String code, DemoNode alice, DemoNode bob) {
        SecretSearch search = new SecretSearch();
        search.text("the first sentence", FIRST);
        search.text("the second sentence", SECOND);
        search.text("the third sentence", THIRD);
        search.text("alice's name", ALICE);
        search.text("bob's name", BOB);
        search.text("the pairing code", code);
        for (DemoNode node : List.of(alice, bob)) {
            search.text(node.who() + "'s passphrase", node.passphrase());
            NewHome.secrets(node.home(), node.passphrase().toCharArray(), random)
                    .forEach(secret -> search.bytes(node.who() + "'s keys", secret));
        }
        return search;
    }

    private int judge(Evidence evidence, SecretSearch search, Instant began) {
        SecretSearch control = new SecretSearch();
        control.text("the planted line", planted);
        List<String> forms =
                evidence.search(control).stream()
                        .map(SecretSearch.Finding::form)
                        .distinct()
                        .toList();
        List<String> blind = new ArrayList<>(evidence.blindFor(control));
        Evidence.FORMS.stream().filter(form -> !forms.contains(form)).forEach(blind::add);
        if (!blind.isEmpty()) {
            throw new UserError(Exit.FAILED, "the search is blind for " + String.join(", ", blind));
        }
        tellObserver(Duration.between(began, clock.instant()));
        List<SecretSearch.Finding> found = evidence.search(search);
        if (!found.isEmpty()) {
            for (SecretSearch.Finding one : found) {
                out.println("    FOUND " + one.what() + " as " + one.form() + " in " + one.place());
            }
            return Exit.FAILED.code();
        }
        tell(
                String.format(
                        Locale.ROOT,
                        "Searched all of it, and the nodes' logs, arguments and environment (%,d bytes),",
                        evidence.searched()),
                null);
        out.println(
                "    for the three sentences, the names, the passphrases, the code and the keys: nothing.");
        out.println(
                "    (A planted line was found at every place and in every form, so the search works.)");
        out.println("Everything is deleted again. Chat for real: ./quietdrop");
        return 0;
    }

    private void tellObserver(Duration time) {
        long cells = 0;
        long bytes = 0;
        List<WireTap.Connection> all = recorded();
        for (WireTap.Connection one : all) {
            cells += one.there().length / CELL + one.back().length / CELL;
            bytes += one.there().length + one.back().length;
        }
        tell(
                String.format(
                        Locale.ROOT,
                        "Between alice and bob, in %d s: %d connections, %d cells of 4,096 bytes, %,d bytes in all.",
                        time.toSeconds(),
                        all.size(),
                        cells,
                        bytes),
                null);
        out.println(
                "    An observer has these, their times, and which port spoke to which. Not who, not what, not how long.");
    }

    // ---- telling and ending

    private void tell(String what, @Nullable String result) {
        step++;
        String line = String.format(Locale.ROOT, "%2d  %s", step, what);
        out.println(result == null ? line : String.format(Locale.ROOT, "%-72s %s", line, result));
        out.flush();
    }

    private String hex(int bytes) {
        return HexFormat.of().formatHex(random.bytes(bytes));
    }

    private synchronized void later(AutoCloseable end) {
        if (over) quietly(end);
        else toEnd.add(end);
    }

    /** Ends all that was begun, newest first. */
    private synchronized void end() {
        over = true;
        while (!toEnd.isEmpty()) quietly(toEnd.removeLast());
    }

    private static void quietly(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            // The rest must be ended, too.
        }
    }

    /** Twice: interrupted, the story may just have been writing something. */
    private static void deleteAll(Path folder) throws IOException, InterruptedException {
        delete(folder);
        Thread.sleep(20);
        if (Files.exists(folder)) delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
        }
    }
}
