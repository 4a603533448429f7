package org.quietdrop.node.daemon;

import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The questions that wait for an answer of the core. Thread-safe. */
final class Asks {
    private final Map<Long, CompletableFuture<View>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Puts a question to the core; a cancelled future tells it that nobody waits any more. */
    CompletableFuture<View> ask(Request request, Consumer<Event> core) {
        long ask = numbers.incrementAndGet();
        CompletableFuture<View> answer = new CompletableFuture<>();
        waiting.put(ask, answer);
        var _ =
                answer.whenComplete((_, _) -> {
                    if (waiting.remove(ask) != null && answer.isCancelled()) {
                        core.accept(new Event.AskDropped(ask));
                    }
                });
        core.accept(new Event.Asked(ask, request));
        return answer;
    }

    /** The core has answered. */
    void answered(long ask, Reply reply) {
        CompletableFuture<View> answer = waiting.remove(ask);
        if (answer == null) return;
        switch (reply) {
            case Reply.Ok ok -> answer.complete(ok.view());
            case Reply.No no -> answer.completeExceptionally(no.error());
        }
    }

    /** Nobody will answer any more. */
    void fail(UserError error) {
        for (Long ask : List.copyOf(waiting.keySet())) {
            CompletableFuture<View> answer = waiting.remove(ask);
            if (answer != null) answer.completeExceptionally(error);
        }
    }
}
