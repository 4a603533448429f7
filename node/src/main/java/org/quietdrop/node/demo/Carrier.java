package org.quietdrop.node.demo;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.UnlockedHome;
import org.quietdrop.node.daemon.UnlockedHome.Kept;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Looks over the shoulder of the one who carries: asks her node without a pause how many boxes it
 * keeps, and whenever that changes takes a copy of her home. A thread of its own; thread-safe.
 */
final class Carrier implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(25);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A change as it was seen, and the home as it was then. */
    private record Change(Instant at, long boxes, Set<String> linked, Path copy) {}

    private final DemoNode node;
    private final Path folder;
    private final InstantSource clock;
    private final ControlClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Change> changes = new ArrayList<>();
    private final Thread watching;
    private long boxes;

    /** Changes that were waited for. */
    private int told;

    private boolean ended;

    /**
     * Begins to look, at a node that is ready.
     *
     * @param folder where copies of its home go
     */
    Carrier(DemoNode node, Path folder, InstantSource clock) {
        this.node = node;
        this.folder = folder;
        this.clock = clock;
        this.client = ControlClient.connect(node.home(), System.getenv());
        this.watching = Thread.ofVirtual().name("over the shoulder").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                look();
                Thread.sleep(LOOK);
            }
        } catch (IOException | UserError | InterruptedException e) {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void look() throws IOException {
        long now = client.call("relay.status", Map.of(), View.Relay.class).boxes();
        if (now == boxes) return;
        Set<String> linked =
                client.call("contacts", Map.of(), View.Contacts.class).contacts().stream()
                        .filter(View.Contact::linked)
                        .map(View.Contact::id)
                        .collect(Collectors.toSet());
        Instant at = clock.instant();
        Path copy = folder.resolve(node.who() + "-" + changes.size());
        UnlockedHome.copy(node.home(), copy);
        lock.lock();
        try {
            changes.add(new Change(at, now, linked, copy));
            boxes = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next change after which boxes are kept, or none is. */
    void await(boolean carries) throws InterruptedException {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (!next(carries)) {
                if (ended || left <= 0) {
                    throw new UserError(
                            Exit.FAILED,
                            node.who() + (carries ? " carries nothing" : " still carries a box"));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean next(boolean carries) {
        while (told < changes.size()) {
            if (changes.get(told++).boxes() > 0 == carries) return true;
        }
        return false;
    }

    /** The homes as they were when something had changed, for those who have no passphrase. */
    List<Path> copies() {
        return changes.stream().map(Change::copy).toList();
    }

    /**
     * What the store held whenever something had changed in it. After {@link #close}.
     *
     * @param unlocked the {@link #copies}
     */
    List<Knowledge.Moment> moments(List<UnlockedHome> unlocked) {
        List<Knowledge.Moment> moments = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            Map<Bytes, Kept> carried = unlocked.get(i).carried();
            moments.add(new Knowledge.Moment(change.at(), change.linked(), carried));
        }
        return moments;
    }

    /** Ends the looking. */
    @Override
    public void close() {
        watching.interrupt();
        client.close();
        try {
            watching.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
