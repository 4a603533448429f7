package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.Json;
import org.quietdrop.node.core.View;
import org.quietdrop.node.system.Outside;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that is started for each message that comes, without a shell. What it is to know goes
 * to its standard input, which other users of the machine cannot see. Bounded in time and number;
 * each kind of failure is said once, without anything of a message.
 */
final class MessageProgram implements AutoCloseable {
    /** How many run at one time. */
    static final int AT_ONCE = 4;

    /** Messages that wait for their turn; more are not handed over. */
    static final int WAITING = 100;

    /** How long each may run. */
    static final Duration TIME = Duration.ofSeconds(10);

    /** How long the end of a program may take, in milliseconds. */
    private static final long ENDING = 2_000;

    private final List<String> command;
    private final boolean withText;
    private final Consumer<String> remark;
    private final Duration time;
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor workers;

    /**
     * @param command the program and its arguments, as they are handed to the system
     * @param withText whether it is told what a message says
     * @param remark takes a sentence about a failure, on any thread
     */
    MessageProgram(List<String> command, boolean withText, Consumer<String> remark) {
        this(command, withText, remark, TIME);
    }

    MessageProgram(List<String> command, boolean withText, Consumer<String> remark, Duration time) {
        this.command = List.copyOf(command);
        this.withText = withText;
        this.remark = remark;
        this.time = time;
        this.workers =
                new ThreadPoolExecutor(
                        AT_ONCE,
                        AT_ONCE,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING),
                        // A process is waited for: not on the threads that carry virtual ones.
                        Thread.ofPlatform().daemon().name("on message").factory());
    }

    /** Hands a message over, if it is one that came in; does not wait. */
    void hear(View.Notice notice) {
        View.Line line = notice.line();
        if (line == null || !notice.event().equals("message") || !line.state().equals("received")) {
            return;
        }
        String object = Json.write(fields(notice.cursor(), line));
        try {
            workers.execute(() -> run(object));
        } catch (RejectedExecutionException e) {
            say("more messages came than the program for them can take; some were left out");
        }
    }

    private Map<String, @Nullable Object> fields(long cursor, View.Line line) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("id", line.id());
        fields.put("conversation", line.conversation());
        fields.put("from", line.from());
        fields.put("verified", line.verified());
        fields.put("time", line.time());
        fields.put("cursor", cursor);
        if (withText) fields.put("text", line.text());
        return fields;
    }

    private void run(String object) {
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start();
        } catch (IOException | RuntimeException e) {
            say("the program for messages cannot be started");
            return;
        }
        try {
            hand(process, object);
            if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
                say("the program for messages took more than " + time.toSeconds() + " s");
            } else if (process.exitValue() != 0) {
                say("the program for messages ended with " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Outside.end(process);
        }
    }

    /** One line, small enough for the pipe: a program that does not read holds up nobody. */
    private static void hand(Process process, String object) {
        try (OutputStream in = process.getOutputStream()) {
            in.write((object + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It did not want to know.
        }
    }

    private void say(String sentence) {
        if (said.add(sentence)) remark.accept(sentence + " (said once)");
    }

    /** Lets those that run end, for as long as one may take, and starts no more. */
    @Override
    public void close() {
        workers.shutdown();
        try {
            if (workers.awaitTermination(time.toMillis() + ENDING, TimeUnit.MILLISECONDS)) return;
            // Each ends its program before it goes.
            workers.shutdownNow();
            var _ = workers.awaitTermination(ENDING, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
