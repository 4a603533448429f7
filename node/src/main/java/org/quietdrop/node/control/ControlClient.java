package org.quietdrop.node.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.IOException;
import java.io.StringReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Speaks with the node of a home over its control socket. Any thread may call; calls of several
 * threads overlap. Errors of the node come as the {@link UserError} that it made; a node that is
 * not there or goes away is exit 3.
 */
public final class ControlClient implements AutoCloseable {
    /** The longest line a server may send. */
    static final int LONGEST_ANSWER = 16 * 1024 * 1024;

    private static final Duration PROBE = Duration.ofSeconds(2);

    /** A call that the node answered with an error. */
    private static final class NotDone extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient ControlMessage.Failure failure;

        NotDone(ControlMessage.Failure failure) {
            super("not done", null, false, false);
            this.failure = failure;
        }

        ControlMessage.Failure failure() {
            return failure;
        }
    }

    private final Path home;
    private final Map<String, String> environment;
    private final SocketChannel channel;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonElement>> waiting = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable UserError end;

    private ControlClient(Path home, Map<String, String> environment, SocketChannel channel) {
        this.home = home;
        this.environment = environment;
        this.channel = channel;
    }

    /**
     * Connects to the node of this home.
     *
     * @param environment for {@code XDG_RUNTIME_DIR}
     * @throws UserError exit 3 when none is running
     */
    public static ControlClient connect(Path home, Map<String, String> environment) {
        ControlClient client =
                new ControlClient(home, Map.copyOf(environment), dial(home, environment));
        Thread.ofPlatform().daemon().name("control-client").start(client::read);
        return client;
    }

    /**
     * Calls a method and waits for its answer.
     *
     * @param params names and values: strings, numbers, booleans; null values are left out
     * @param type the record that the result is read as, or {@code Map.class}
     */
    public <T> T call(
            String method, Map<String, ? extends @Nullable Object> params, Class<T> type) {
        JsonObject given = Json.tree(params).getAsJsonObject();
        return Json.read(understood(method, begin(method, given)), type);
    }

    /** Calls a method that has no parameters; the fields of its result are read one by one. */
    public Answer answer(String method) {
        return new Answer(result(begin(method, new JsonObject())));
    }

    /** Calls a method with parameters in JSON; the result is one line of JSON. */
    public String raw(String method, String params) {
        return Json.write(result(begin(method, parameters(params))));
    }

    /** Opens the vault; the caller wipes the array, the line sent is wiped here. */
    public void unlock(char[] passphrase) {
        var _ = secret("unlock", Map.of(), Map.of("passphrase", passphrase));
    }

    /** Opens the vault by what a keyring remembers. */
    public void unlockRemembered() {
        var _ = call("unlock", Map.of(), View.Done.class);
    }

    /**
     * Opens the vault and lets a keyring remember how; the caller wipes the array.
     *
     * @return which keyring, as people say it
     */
    public String remember(char[] passphrase) {
        JsonElement kept =
                secret("unlock", Map.of(), Map.of("passphrase", passphrase), "\"remember\":true,");
        return kept.getAsJsonObject().get("remembered").getAsString();
    }

    /** From now on only the passphrase opens the vault; whether it was otherwise. */
    public boolean forgetRemembered() {
        return Boolean.TRUE.equals(call("remember.off", Map.of(), Map.class).get("forgotten"));
    }

    /** Changes the passphrase; {@code wanted} empty: none from now on. The caller wipes both. */
    public void passphrase(char[] old, char[] wanted) {
        Map<String, char[]> secrets =
                wanted.length == 0 ? Map.of("old", old) : Map.of("old", old, "new", wanted);
        var _ = secret("passphrase", Map.of(), secrets);
    }

    /** The recovery words; the caller wipes the passphrase. */
    public View.Words words(char[] passphrase) {
        JsonElement words = secret("words.show", Map.of(), Map.of("passphrase", passphrase));
        return Json.read(words, View.Words.class);
    }

    /** Makes a backup; the caller wipes both passphrases. */
    public View.BackedUp backup(Path to, char[] present, char[] passphrase) {
        JsonElement made =
                secret(
                        "backup.create",
                        Map.of("file", to.toString()),
                        Map.of("passphrase", present, "new", passphrase));
        return Json.read(made, View.BackedUp.class);
    }

    private JsonElement secret(
            String method, Map<String, String> plain, Map<String, char[]> secrets) {
        return secret(method, plain, secrets, "");
    }

    private JsonElement secret(
            String method, Map<String, String> plain, Map<String, char[]> secrets, String more) {
        long id = ids.incrementAndGet();
        byte[] line = SecretLine.encode(id, method, plain, secrets, more);
        return understood(method, begin(id, line));
    }

    /** The answer to a call that this program makes by itself, so that both ought to know it. */
    private JsonElement understood(String method, CompletableFuture<JsonElement> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof NotDone not)) throw error(e);
            throw Otherness.of(method, not.failure(), this::version).orElse(not.failure().error());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** The node's process id; 0 when it does not say within two seconds. */
    public long pid() {
        return status("pid").map(JsonElement::getAsLong).orElse(0L);
    }

    /** The version of the node's program; empty when it does not say within two seconds. */
    String version() {
        return status("version").map(JsonElement::getAsString).orElse("");
    }

    private Optional<JsonElement> status(String field) {
        try {
            JsonElement status =
                    begin("status", new JsonObject()).get(PROBE.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.ofNullable(status.getAsJsonObject().get(field))
                    .filter(JsonElement::isJsonPrimitive);
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Watches over a connection of its own, so that a slow reader of notices holds up no call.
     *
     * @param cursor notices after this one, first those that were kept; empty: only what is new
     */
    public Watching watch(OptionalLong cursor) {
        JsonObject params = new JsonObject();
        if (cursor.isPresent()) params.addProperty("cursor", cursor.getAsLong());
        return new Watching(dial(home, environment), params);
    }

    /** As {@link #watch}, with parameters in JSON. */
    public Watching watchRaw(String params) {
        JsonObject read = parameters(params);
        return new Watching(dial(home, environment), read);
    }

    /** Waits until the node ends the connection; false when it has not in this time. */
    public boolean awaitEnd(Duration time) {
        try {
            return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether the node has ended the connection, or {@link #close} was called. */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private static JsonObject parameters(String params) {
        try {
            return Json.object(new StringReader(params));
        } catch (UserError e) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "the parameters are not one JSON object",
                    "like {\"name\":\"bob\"}");
        }
    }

    static UserError goneAway() {
        return new UserError(
                UserError.Exit.DAEMON,
                "the node has ended the connection",
                "see whether it runs: quietdrop status");
    }

    static void send(SocketChannel channel, byte[] line) throws IOException {
        Wiped.write(channel, ByteBuffer.wrap(line));
    }

    private static SocketChannel dial(Path home, Map<String, String> environment) {
        if (!Files.isDirectory(home)) {
            throw new UserError(
                    UserError.Exit.DAEMON,
                    "there is no node at " + home + " yet",
                    "make one with: quietdrop init --name NAME");
        }
        for (Path socket : ControlPath.candidates(home, environment)) {
            try {
                SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                // In a folder that all may write to, the socket could be somebody else's trap.
                if (Peer.is(channel, Files.getOwner(home))) return channel;
                channel.close();
            } catch (IOException e) {
                // Nobody there; perhaps at the next place.
            }
        }
        throw new UserError(
                UserError.Exit.DAEMON,
                "no node is running for this home",
                "start it with: quietdrop daemon --background");
    }

    private CompletableFuture<JsonElement> begin(String method, JsonObject params) {
        long id = ids.incrementAndGet();
        ControlMessage.Call call =
                new ControlMessage.Call(Optional.of(new JsonPrimitive(id)), method, params);
        return begin(id, ControlMessage.encode(call));
    }

    private CompletableFuture<JsonElement> begin(long id, byte[] line) {
        CompletableFuture<JsonElement> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        try {
            synchronized (channel) {
                send(channel, line);
            }
        } catch (IOException e) {
            waiting.remove(id);
            // What the node said before it went explains more.
            var _ = awaitEnd(PROBE);
            UserError said = end;
            throw said == null ? goneAway() : said;
        } finally {
            Arrays.fill(line, (byte) 0);
        }
        UserError over = end;
        if (over != null) answer.completeExceptionally(over);
        return answer;
    }

    private static JsonElement result(CompletableFuture<JsonElement> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw error(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static UserError error(ExecutionException e) {
        return switch (e.getCause()) {
            case UserError error -> error;
            case NotDone not -> not.failure().error();
            case null, default -> throw new IllegalStateException(e);
        };
    }

    private static UserError interrupted() {
        Thread.currentThread().interrupt();
        return new UserError(UserError.Exit.FAILED, "interrupted");
    }

    private void read() {
        UserError over = goneAway();
        try (channel) {
            LineReader lines = new LineReader(channel, LONGEST_ANSWER);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                switch (ControlMessage.heard(line)) {
                    case ControlMessage.Result result ->
                            answer(result.id(), f -> f.complete(result.result()));
                    case ControlMessage.Failure failure when failure.id().isJsonNull() -> {
                        over = failure.error();
                        refuseAll(over);
                    }
                    case ControlMessage.Failure failure ->
                            answer(
                                    failure.id(),
                                    f -> f.completeExceptionally(new NotDone(failure)));
                    case ControlMessage.Notice _, ControlMessage.Call _ -> {}
                }
            }
        } catch (IOException e) {
            // As an end.
        } catch (UserError e) {
            over = e;
        } finally {
            end = over;
            ended.countDown();
            refuseAll(over);
        }
    }

    /** Whichever call was meant: none of those that wait will be answered otherwise. */
    private void refuseAll(UserError error) {
        for (CompletableFuture<JsonElement> answer : waiting.values()) {
            answer.completeExceptionally(error);
        }
    }

    private void answer(
            JsonElement id,
            java.util.function.Consumer<CompletableFuture<JsonElement>> completion) {
        CompletableFuture<JsonElement> answer = waiting.remove(id.getAsLong());
        if (answer != null) completion.accept(answer);
    }
}
