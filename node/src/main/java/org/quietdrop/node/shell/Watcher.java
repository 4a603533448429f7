package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.Watching;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hears what happens at the node over a connection of its own. When the node goes away it looks for
 * it every second, and goes on with the notice after the last one heard: none is missing, none
 * comes twice.
 */
final class Watcher implements AutoCloseable {
    /** What became of the connection. */
    interface Ear {
        /** Something happened. */
        void hear(View.Notice notice);

        /** The node is there again. */
        void back();

        /** The node is not there, or is locked; told once until {@link #back}. */
        void lost(UserError why);
    }

    private static final long LOOK_MILLIS = 1000;

    private final Path home;
    private final Map<String, String> environment;
    private final Ear ear;
    private final CountDownLatch closed = new CountDownLatch(1);
    private OptionalLong cursor = OptionalLong.empty();
    private UserError.@Nullable Exit told;
    private volatile @Nullable Watching watching;

    Watcher(Path home, Map<String, String> environment, Ear ear) {
        this.home = home;
        this.environment = environment;
        this.ear = ear;
    }

    /** Begins with what happens after this call; returns when nothing can be missed any more. */
    void begin() {
        CountDownLatch listening = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("shell-watcher").start(() -> run(listening));
        try {
            listening.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(CountDownLatch listening) {
        do {
            try (Watching open = watch()) {
                watching = open;
                listening.countDown();
                if (told != null) ear.back();
                told = null;
                hearAll(open, ear::hear);
            } catch (UserError e) {
                listening.countDown();
                if (closed.getCount() > 0 && told != e.exit()) ear.lost(e);
                told = e.exit();
            }
        } while (!ended());
    }

    private Watching watch() {
        try (ControlClient client = ControlClient.connect(home, environment)) {
            Watching open = client.watch(cursor);
            if (cursor.isEmpty()) cursor = OptionalLong.of(open.latest());
            return open;
        }
    }

    private void hearAll(Watching open, Consumer<View.Notice> listener) {
        for (Optional<View.Notice> next = open.next(); next.isPresent(); next = open.next()) {
            View.Notice notice = next.get();
            listener.accept(notice);
            // Zero: told once, not kept.
            if (notice.cursor() > 0) cursor = OptionalLong.of(notice.cursor());
        }
    }

    private boolean ended() {
        try {
            return closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Watching open = watching;
        if (open != null) open.close();
    }
}
