package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * The shell's one connection for calls, made anew when the node was away. Ctrl-C ends the waiting.
 * One thread calls; others may call {@link #aside} and {@link #close}.
 */
final class Calls implements AutoCloseable {
    /** The person did not want to wait any longer. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    private final Path home;
    private final Map<String, String> environment;
    private final Seat seat;
    private @Nullable ControlClient client;
    private boolean talking;
    private volatile boolean stopped;
    private volatile @Nullable CompletableFuture<?> awaited;

    Calls(Path home, Map<String, String> environment, Seat seat) {
        this.home = home;
        this.environment = environment;
        this.seat = seat;
    }

    /**
     * Calls a method.
     *
     * @throws Stopped on Ctrl-C; the node may have done it all the same
     */
    <T> T call(String method, Map<String, ? extends @Nullable Object> params, Class<T> type) {
        return waitFor(c -> c.call(method, params, type));
    }

    /**
     * Calls a method for whose answer nobody sits at the screen; blocks. Any thread.
     *
     * @throws UserError when the node is away or does not want to
     */
    <T> T aside(String method, Map<String, ? extends @Nullable Object> params, Class<T> type) {
        return connected().call(method, params, type);
    }

    /** Opens the vault; the caller wipes the array. */
    void unlock(char[] passphrase) {
        boolean _ =
                waitFor(c -> {
                    c.unlock(passphrase);
                    return true;
                });
    }

    /** Opens the vault by what a keyring remembers. */
    void unlockRemembered() {
        boolean _ =
                waitFor(c -> {
                    c.unlockRemembered();
                    return true;
                });
    }

    /** Opens the vault and lets a keyring remember how; the caller wipes the array. Which one. */
    String remember(char[] passphrase) {
        return waitFor(c -> c.remember(passphrase));
    }

    /** Ends that; whether there was something. */
    boolean forgetRemembered() {
        return waitFor(ControlClient::forgetRemembered);
    }

    /**
     * Begins a talk of many calls: until it is closed, a Ctrl-C between two of them stops the next.
     */
    Seat.Watchful talk() {
        Seat.Watchful watch = seat.onInterrupt(this::stop);
        stopped = false;
        talking = true;
        return () -> {
            talking = false;
            watch.close();
        };
    }

    private void stop() {
        stopped = true;
        CompletableFuture<?> now = awaited;
        if (now != null) now.cancel(false);
    }

    private <T> T waitFor(Function<ControlClient, T> work) {
        ControlClient with = connected();
        CompletableFuture<T> answer = new CompletableFuture<>();
        awaited = answer;
        // Between calls that belong to no talk nobody waits for anything.
        if (!talking) stopped = false;
        try (Seat.Watchful _ = seat.onInterrupt(this::stop)) {
            if (stopped) throw new CancellationException();
            // Begun only now: a Ctrl-C as soon as the node is asked must not be lost.
            var _ = answer.completeAsync(() -> work.apply(with), Thread::startVirtualThread);
            return answer.get();
        } catch (CancellationException e) {
            stopped = false;
            throw new Stopped();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UserError error) throw error;
            throw new IllegalStateException("call", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        } finally {
            awaited = null;
        }
    }

    private synchronized ControlClient connected() {
        ControlClient known = client;
        if (known != null && !known.hasEnded()) return known;
        if (known != null) known.close();
        ControlClient made = ControlClient.connect(home, environment);
        client = made;
        return made;
    }

    /** Ends the connection, and with it a pairing that runs; the next call makes another. */
    @Override
    public synchronized void close() {
        if (client != null) client.close();
        client = null;
    }
}
