package org.quietdrop.node.core;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.History;
import org.quietdrop.store.record.Line;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Requests that wait for a message to reach a state. Confined to the core thread. */
final class Awaiting {
    private record One(UserId contact, long place, Instant until, String id) {}

    private final Map<Long, One> waiting = new HashMap<>();

    /** Waits for {@code delivered}; answers at once when it is so already. */
    void add(Turn turn, long ask, History.Placed at, Instant until) {
        if (!at.line().mine()) {
            throw new UserError(UserError.Exit.USAGE, "that message came in; it was not sent");
        }
        if (at.line().state() != Line.State.QUEUED) {
            answer(turn, ask, at.contact(), at.line());
            return;
        }
        waiting.put(ask, new One(at.contact(), at.place(), until, at.line().id().hex()));
    }

    /** A message has changed. */
    void reached(Turn turn, UserId contact, long place, Line line) {
        for (Map.Entry<Long, One> e : List.copyOf(waiting.entrySet())) {
            One one = e.getValue();
            if (!one.contact().equals(contact) || one.place() != place) continue;
            waiting.remove(e.getKey());
            answer(turn, e.getKey(), contact, line);
        }
    }

    private static void answer(Turn turn, long ask, UserId contact, Line line) {
        String name = turn.petname(contact);
        if (line.state() == Line.State.EXPIRED || line.state() == Line.State.REFUSED) {
            turn.refuse(
                    ask,
                    new UserError(
                            UserError.Exit.NOT_DELIVERED,
                            "not delivered to "
                                    + name
                                    + ": "
                                    + line.state().name().toLowerCase(Locale.ROOT),
                            "see: quietdrop why " + line.id().hex().substring(0, 6)));
            return;
        }
        turn.answer(
                ask,
                new View.Sent(line.id().hex(), line.state().name().toLowerCase(Locale.ROOT), name));
    }

    /** Answers those whose time is over. */
    void expire(Turn turn, java.util.function.Predicate<UserId> linked) {
        for (Map.Entry<Long, One> e : List.copyOf(waiting.entrySet())) {
            One one = e.getValue();
            if (turn.now().isBefore(one.until())) continue;
            waiting.remove(e.getKey());
            String name = turn.petname(one.contact());
            turn.refuse(
                    e.getKey(),
                    new UserError(
                            UserError.Exit.NOT_DELIVERED,
                            "not delivered in the time given: "
                                    + name
                                    + (linked.test(one.contact())
                                            ? " has not confirmed it yet"
                                            : " is away"),
                            "kept; it goes as soon as possible. see: quietdrop why "
                                    + one.id().substring(0, 6)));
        }
    }

    /** Answers those who wait for messages to somebody who is forgotten. */
    void forgotten(Turn turn, UserId contact, String name) {
        for (Map.Entry<Long, One> e : List.copyOf(waiting.entrySet())) {
            if (!e.getValue().contact().equals(contact)) continue;
            waiting.remove(e.getKey());
            turn.refuse(
                    e.getKey(),
                    new UserError(
                            UserError.Exit.NOT_FOUND, name + " was forgotten, with all messages"));
        }
    }

    /** Nobody waits any more. */
    void drop(long ask) {
        waiting.remove(ask);
    }

    /** Whether this one will still be answered. */
    boolean holds(long ask) {
        return waiting.containsKey(ask);
    }

    /** When the next one runs out. */
    Optional<Instant> next() {
        List<Instant> all = new ArrayList<>();
        waiting.values().forEach(o -> all.add(o.until()));
        return all.stream().min(Instant::compareTo);
    }
}
