package org.quietdrop.node.demo;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.daemon.NewHome;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@code quietdrop demo}: three real nodes, each its own process, on loopback only; between them a
 * recorder. They pair and talk; mail for one who is away waits with a friend. Then everything that
 * a stranger could have is searched for what was said, and it is told what the friend knows. Leaves
 * nothing behind, also on Ctrl-C.
 */
public final class Demo {
    /** For what was begun and must end before all is deleted. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration HEARD = Duration.ofMillis(200);

    private final Teller teller;
    private final InstantSource clock;
    private final RandomSource random;
    private final List<AutoCloseable> toEnd = new ArrayList<>();
    private final String planted;
    private volatile boolean over;

    private Demo(PrintStream out, InstantSource clock, RandomSource random) {
        this.teller = new Teller(out);
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

    /** What goes wrong after an interruption is nobody's concern; the nodes may hear it first. */
    private int stopped(PrintStream err, String why) {
        try {
            Thread.sleep(HEARD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!over) err.println("quietdrop: the demo stopped: " + why);
        return Exit.FAILED.code();
    }

    private int play() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("qd-demo");
        later(() -> deleteAll(folder));
        Instant began = clock.instant();
        teller.say("Three nodes on this machine, each its own process: alice, bob and carol.");
        List<DemoNode> cast =
                List.of(
                        node("alice", "Alice Archer", folder),
                        node("bob", "Bob Baker", folder),
                        node("carol", "Carol Cooper", folder));
        together(cast, this::home);
        for (DemoNode node : cast) node.start();
        for (DemoNode node : cast) node.awaitReady();
        Recorder recorder = new Recorder(this::later);
        Story story = new Story(cast, recorder, teller, clock);
        story.friends();
        story.talk();
        Carrier carrier = new Carrier(cast.getLast(), folder, clock);
        later(carrier);
        story.away(carrier);
        story.back(carrier);
        Proof proof = new Proof(cast, recorder, carrier, teller, random, planted);
        Evidence evidence = proof.gather();
        Duration time = Duration.between(began, clock.instant());
        proof.unlock();
        boolean well = proof.nothingIn(evidence, story.codes(), time) && proof.carrierKnows();
        if (!well) return Exit.FAILED.code();
        teller.say("Everything is deleted again. Chat for real: ./quietdrop");
        return 0;
    }

    private DemoNode node(String who, String name, Path folder) throws IOException {
        Path home = folder.resolve(who);
        DemoNode node = new DemoNode(who, name, home, Ports.free(), "pass-" + hex(12), planted);
        later(node);
        return node;
    }

    private void home(DemoNode node) {
        char[] passphrase = node.passphrase().toCharArray();
        var _ = NewHome.create(node.home(), node.name(), passphrase, random);
        NewHome.configure(node.home(), "share-addresses", "off");
    }

    /** Does it for all at the same time. Nothing is deleted while it goes on. */
    private void together(List<DemoNode> cast, Consumer<DemoNode> work) {
        CompletableFuture<Void> all =
                CompletableFuture.allOf(
                        cast.stream()
                                .map(node -> CompletableFuture.runAsync(() -> work.accept(node)))
                                .toArray(CompletableFuture[]::new));
        later(() -> all.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        all.join();
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

    /** Again and again: interrupted, the story may just be writing something. */
    private static void deleteAll(Path folder) throws InterruptedException {
        int gone = 0;
        for (int i = 0; i < 100 && gone < 3; i++) {
            try {
                if (Files.exists(folder)) delete(folder);
                gone++;
            } catch (IOException | UncheckedIOException e) {
                gone = 0;
            }
            Thread.sleep(20);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
        }
    }
}
