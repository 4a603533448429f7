package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One client. A virtual thread reads its lines and begins its calls in their order; the answers
 * come as they are ready. When the client goes, its waits are cancelled and its pairings ended.
 */
final class ControlConnection {
    /** The longest line a client may send. */
    static final int LONGEST_LINE = 1024 * 1024;

    /** Calls without an answer that was written. */
    static final int UNDER_WAY = 64;

    private static final long PATIENCE_SECONDS = 5;

    /**
     * A call that is not answered yet.
     *
     * @param begun the desk's side of it
     * @param answered completes once the answer is on its way
     */
    private record UnderWay(CompletableFuture<?> begun, CompletableFuture<Boolean> answered) {}

    private final SocketChannel channel;
    private final Desk desk;
    private final ControlMethods methods;
    private final Outgoing outgoing;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final Map<Long, UnderWay> underWay = new ConcurrentHashMap<>();
    private final Set<Long> pairings = new HashSet<>();
    private volatile long calls;
    private @Nullable Watch watch;
    private boolean gone;

    ControlConnection(SocketChannel channel, Desk desk, ControlMethods methods, Backlog backlog) {
        this.channel = channel;
        this.desk = desk;
        this.methods = methods;
        this.outgoing = new Outgoing(channel, backlog);
    }

    /** Serves the client until it goes; the body of its virtual thread. */
    void run() {
        Thread writer = Thread.startVirtualThread(outgoing::run);
        try {
            LineReader lines = new LineReader(channel, LONGEST_LINE);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (!blank(line)) take(line);
            }
            letFinish();
        } catch (LineReader.LineTooLong e) {
            refuse(ControlMessage.INVALID, "a line has at most " + LONGEST_LINE + " bytes");
        } catch (IOException | InterruptedException e) {
            // The client is gone, or the server is closing.
        } finally {
            leave();
            outgoing.end();
            join(writer);
        }
    }

    /** Ends the connection now. */
    void close() {
        outgoing.drop();
    }

    /**
     * What tells whether the client is alive: the same later, it has neither asked for anything nor
     * read what waits for it. Empty: it has asked once, and has read all.
     */
    Optional<List<Long>> still() {
        long stuck = outgoing.stuckAt();
        return calls > 0 && stuck < 0 ? Optional.empty() : Optional.of(List.of(calls, stuck));
    }

    /** Says why nobody is served here, and ends the connection. */
    void turnAway(String why, String hint) {
        UserError error = new UserError(UserError.Exit.REFUSED, why, hint);
        outgoing.offer(
                ControlMessage.encode(ControlMessage.failure(JsonNull.INSTANCE, error)), () -> {});
        outgoing.end();
        outgoing.run();
    }

    /** A pairing that this client began; it ends with the client. */
    void pairingOpened(long pairing) {
        synchronized (this) {
            if (!gone) {
                pairings.add(pairing);
                return;
            }
        }
        cancel(pairing);
    }

    /** A pairing is over by itself. */
    synchronized void pairingEnded(long pairing) {
        pairings.remove(pairing);
    }

    /** Begins to watch; blocks. One watch a connection. */
    Watch watch(OptionalLong cursor) {
        synchronized (this) {
            if (watch != null) {
                throw new UserError(UserError.Exit.USAGE, "this connection watches already");
            }
        }
        Watch begun = new Watch(desk, outgoing, cursor);
        synchronized (this) {
            if (!gone && watch == null) {
                watch = begun;
                return begun;
            }
        }
        begun.close();
        throw new UserError(UserError.Exit.USAGE, "this connection watches already");
    }

    private void take(byte[] line) throws InterruptedException {
        try (CutSecrets secrets = new CutSecrets(line)) {
            take(secrets);
        }
    }

    private void take(CutSecrets secrets) throws InterruptedException {
        JsonObject object;
        try {
            object = Json.object(secrets.rest());
        } catch (UserError e) {
            answer(new ControlMessage.Failure(JsonNull.INSTANCE, ControlMessage.PARSE, e));
            return;
        }
        ControlMessage.Call call;
        try {
            call = ControlMessage.call(object);
        } catch (UserError e) {
            JsonElement id = ControlMessage.idOf(object);
            answer(new ControlMessage.Failure(id, ControlMessage.INVALID, e));
            return;
        }
        serve(call, secrets);
    }

    private void serve(ControlMessage.Call call, CutSecrets secrets) throws InterruptedException {
        JsonElement id = call.id().orElse(JsonNull.INSTANCE);
        if (!room.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            String why = "more than " + UNDER_WAY + " calls under way on this connection";
            answer(ControlMessage.failure(id, new UserError(UserError.Exit.REFUSED, why)));
            return;
        }
        CompletableFuture<?> begun = begin(call, secrets);
        long number = calls + 1;
        calls = number;
        UnderWay one = new UnderWay(begun, new CompletableFuture<>());
        underWay.put(number, one);
        var _ =
                begun.whenCompleteAsync(
                        (result, thrown) -> {
                            finish(call, result, thrown);
                            underWay.remove(number);
                            one.answered().complete(true);
                        },
                        Thread::startVirtualThread);
        if (isGone()) begun.cancel(true);
    }

    private CompletableFuture<?> begin(ControlMessage.Call call, CutSecrets secrets) {
        try {
            return methods.call(call.method(), call.params(), secrets, this);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void finish(
            ControlMessage.Call call, @Nullable Object result, @Nullable Throwable thrown) {
        boolean listens = !outgoing.isOver();
        if (call.id().isPresent() && listens && !(thrown instanceof CancellationException)) {
            outgoing.offer(
                    ControlMessage.encode(outcome(call, call.id().get(), result, thrown)),
                    room::release);
        } else {
            room.release();
        }
        if (result instanceof Watch watch) Thread.startVirtualThread(watch::run);
    }

    private static ControlMessage outcome(
            ControlMessage.Call call,
            JsonElement id,
            @Nullable Object result,
            @Nullable Throwable thrown) {
        if (result instanceof Watch watch) {
            return new ControlMessage.Result(id, Json.tree(watch.begun()));
        }
        if (result != null) return new ControlMessage.Result(id, Json.tree(result));
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return switch (cause) {
            case ControlMethods.Unknown _ ->
                    new ControlMessage.Failure(
                            id,
                            ControlMessage.NO_METHOD,
                            new UserError(
                                    UserError.Exit.USAGE,
                                    "there is no method \"" + call.method() + "\"",
                                    "this node is of version "
                                            + Version.TEXT
                                            + "; methods: node/PROTOCOL.md, \"Control\""));
            case Params.Wrong e ->
                    new ControlMessage.Failure(id, ControlMessage.PARAMETERS, e.error());
            case null -> ControlMessage.failure(id, new IllegalStateException("no answer"));
            default -> ControlMessage.failure(id, cause);
        };
    }

    /** An answer made on the reading thread: it waits for the client to read. */
    private void answer(ControlMessage message) throws InterruptedException {
        if (!outgoing.put(ControlMessage.encode(message))) throw new InterruptedException();
    }

    private void refuse(int code, String why) {
        UserError error = new UserError(UserError.Exit.USAGE, why);
        outgoing.offer(
                ControlMessage.encode(new ControlMessage.Failure(JsonNull.INSTANCE, code, error)),
                () -> {});
    }

    /**
     * The end of the client's lines: it may have gone, or said all and still listen. What is nearly
     * done gets the chance to be answered.
     */
    private void letFinish() throws InterruptedException {
        try {
            var _ =
                    CompletableFuture.allOf(
                                    underWay.values().stream()
                                            .map(UnderWay::answered)
                                            .toArray(CompletableFuture[]::new))
                            .get(1, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // To be cancelled.
        }
    }

    private void leave() {
        Set<Long> left;
        Watch watched;
        synchronized (this) {
            gone = true;
            left = Set.copyOf(pairings);
            pairings.clear();
            watched = watch;
        }
        if (watched != null) watched.close();
        for (UnderWay call : underWay.values()) call.begun().cancel(true);
        for (long pairing : left) cancel(pairing);
    }

    private void cancel(long pairing) {
        try {
            var _ = desk.ask(new Request.PairCancel(pairing));
        } catch (UserError e) {
            // Locked meanwhile: the pairing ended with that.
        }
    }

    private synchronized boolean isGone() {
        return gone;
    }

    private static boolean blank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') return false;
        }
        return true;
    }

    private void join(Thread writer) {
        try {
            // Whoever does not read the last line has had its chance.
            writer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            outgoing.drop();
        }
    }
}
