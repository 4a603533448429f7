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
    private record One(UserId contact, long place, Line.State wanted, Instant until, String id) {}

    /** The states that one can wait for, each beyond the one before. */
    private static final List<Line.State> WAYS =
            List.of(Line.State.QUEUED, Line.State.CARRIED, Line.State.DELIVERED, Line.State.READ);

    private final Map<Long, One> waiting = new HashMap<>();

    /**
     * The state that a word names.
     *
     * @throws UserError exit 2 if it is none that one can wait for
     */
    static Line.State wanted(String word) {
        return WAYS.stream()
                .filter(state -> word(state).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new UserError(
                                UserError.Exit.USAGE,
                                "one can wait for queued, carried, delivered or read"));
    }

    private static String word(Line.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Whether this state ends waiting for that one: it is there, or can come no more. */
    private static boolean ends(Line.State state, Line.State wanted) {
        int at = WAYS.indexOf(state);
        return at < 0 || at >= WAYS.indexOf(wanted);
    }

    /** Waits for a state or one beyond it; answers at once when it is so already. */
    void add(Turn turn, long ask, History.Placed at, Line.State wanted, Instant until) {
        if (!at.line().mine()) {
            throw new UserError(UserError.Exit.USAGE, "that message came in; it was not sent");
        }
        if (ends(at.line().state(), wanted)) {
            answer(turn, ask, at.contact(), at.place(), at.line());
            return;
        }
        waiting.put(ask, new One(at.contact(), at.place(), wanted, until, at.line().id().hex()));
    }

    /** A message has changed. */
    void reached(Turn turn, UserId contact, long place, Line line) {
        for (Map.Entry<Long, One> e : List.copyOf(waiting.entrySet())) {
            One one = e.getValue();
            if (!one.contact().equals(contact) || one.place() != place) continue;
            if (!ends(line.state(), one.wanted())) continue;
            waiting.remove(e.getKey());
            answer(turn, e.getKey(), contact, place, line);
        }
    }

    private static void answer(Turn turn, long ask, UserId contact, long place, Line line) {
        String name = turn.petname(contact);
        if (!WAYS.contains(line.state())) {
            turn.refuse(
                    ask,
                    new UserError(
                            UserError.Exit.NOT_DELIVERED,
                            "not delivered to " + name + ": it is " + word(line.state()),
                            "see: quietdrop why " + line.id().hex().substring(0, 6)));
            return;
        }
        turn.answer(
                ask,
                new View.Sent(
                        line.id().hex(),
                        word(line.state()),
                        name,
                        Relays.carriers(turn, contact, place, line)));
    }

    /** Answers those whose time is over. */
    void expire(Turn turn, java.util.function.Predicate<UserId> linked) {
        for (Map.Entry<Long, One> e : List.copyOf(waiting.entrySet())) {
            One one = e.getValue();
            if (turn.steady().isBefore(one.until())) continue;
            waiting.remove(e.getKey());
            turn.refuse(
                    e.getKey(),
                    new UserError(
                            UserError.Exit.NOT_DELIVERED,
                            "not "
                                    + word(one.wanted())
                                    + " in the time given: "
                                    + why(turn, one, linked.test(one.contact())),
                            "kept; it goes as soon as possible. see: quietdrop why "
                                    + one.id().substring(0, 6)));
        }
    }

    private static String why(Turn turn, One one, boolean linked) {
        String name = turn.petname(one.contact());
        Line.State state =
                turn.history()
                        .get(one.contact(), one.place())
                        .map(Line::state)
                        .orElse(Line.State.QUEUED);
        if (state == Line.State.DELIVERED) return name + " has it and has not said more";
        if (linked) return name + " has not confirmed it yet";
        return state == Line.State.CARRIED
                ? name + " is away; friends carry it"
                : name + " is away";
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
