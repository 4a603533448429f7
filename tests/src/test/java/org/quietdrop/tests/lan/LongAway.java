package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Pairs of nodes of which one is away for a while, each in another way, all at the same time on one
 * LAN: cut off without seeing it, cable out, process stopped.
 */
final class LongAway {
    /** A minute of silence, half of one for the answer, and a little. */
    private static final Duration SEEN_GONE = Duration.ofSeconds(95);

    /** Of two links that came up at once one is closed within this. */
    private static final Duration SETTLED = Duration.ofSeconds(3);

    private final Lan lan;
    private final Path folder;
    private final Duration away;

    LongAway(Lan lan, Path folder, Duration away) {
        this.lan = lan;
        this.folder = folder;
        this.away = away;
    }

    /** Three pairs on six hosts, this one the first; what is to be done with them. */
    List<Callable<Void>> from(int host) throws Exception {
        Neighbours first = pair(host);
        Neighbours second = pair(host + 2);
        Neighbours third = pair(host + 4);
        return List.of(
                () -> without(first, host + 1, "cut off", "cut", "heal"),
                () -> without(second, host + 3, "unplugged", "unplug", "plug"),
                () -> stopped(third));
    }

    /** Does all of it side by side; the first failure is thrown once all have ended. */
    static void sideBySide(List<Callable<Void>> all) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Void>> ends = new ArrayList<>();
            for (Callable<Void> one : all) ends.add(threads.submit(one));
            for (Future<Void> end : ends) get(end);
        }
    }

    private static void get(Future<Void> end) throws Exception {
        try {
            end.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException given) throw given;
            throw e;
        }
    }

    private Neighbours pair(int host) throws Exception {
        RealNode one = lan.node(folder, "Node" + host, host);
        RealNode other = lan.node(folder, "Node" + (host + 1), host + 1);
        Neighbours pair = Neighbours.paired(lan, one, host, other);
        Thread.sleep(SETTLED);
        pair.again("pairing");
        return pair;
    }

    private Void without(Neighbours pair, int host, String how, String off, String on)
            throws Exception {
        String at = String.valueOf(host);
        lan.tell(off, at);
        Neighbours.Since since = Neighbours.Since.now();
        seenGone(pair, how, since);
        pair.gone(pair.other(), since, SEEN_GONE);
        wait(since);
        lan.tell(on, at);
        pair.again(how + " for " + since.time().toSeconds() + " s");
        return null;
    }

    private Void stopped(Neighbours pair) throws Exception {
        signal("-STOP", pair.other());
        Neighbours.Since since = Neighbours.Since.now();
        seenGone(pair, "stopped", since);
        wait(since);
        signal("-CONT", pair.other());
        pair.again("stopped for " + since.time().toSeconds() + " s");
        return null;
    }

    private static void seenGone(Neighbours pair, String how, Neighbours.Since since)
            throws InterruptedException {
        Duration gone = pair.gone(pair.one(), since, SEEN_GONE);
        System.out.printf(
                "%s, %s: seen gone after %d ms%n", pair.other().name, how, gone.toMillis());
    }

    private void wait(Neighbours.Since since) throws InterruptedException {
        long left = away.minus(since.time()).toMillis();
        if (left > 0) Thread.sleep(left);
    }

    private static void signal(String signal, RealNode node) throws Exception {
        String pid = String.valueOf(node.pid());
        assertEquals(0, new ProcessBuilder("kill", signal, pid).start().waitFor());
    }
}
