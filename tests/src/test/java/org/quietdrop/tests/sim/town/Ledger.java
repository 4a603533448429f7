package org.quietdrop.tests.sim.town;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was promised and what became of it. Notes what must never be. */
final class Ledger {
    /** The lifetime that a message has when nobody says otherwise. */
    static final Duration LIFETIME = Duration.ofDays(7);

    /** Lifetime and the two days in which word of delivery may still come. */
    static final Duration EXPIRY = LIFETIME.plusDays(2);

    /** One accepted message. */
    static final class Message {
        final String id;
        final TownNode from;
        final TownNode to;
        final Instant accepted;
        @Nullable Instant committed;
        @Nullable Instant told;
        @Nullable Instant expired;

        Message(String id, TownNode from, TownNode to, Instant accepted) {
            this.id = id;
            this.from = from;
            this.to = to;
            this.accepted = accepted;
        }

        @Override
        public String toString() {
            return id + " from " + from.name() + " to " + to.name();
        }
    }

    private final Map<String, Message> messages = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    void accepted(String id, TownNode from, TownNode to, Instant now) {
        messages.put(id, new Message(id, from, to, now));
    }

    /** A node has committed a message that came in, and says so. */
    void committed(TownNode at, String id, Instant now) {
        Message message = messages.get(id);
        if (message == null || message.to != at) {
            violated(now, id + " came from nowhere at " + at.name());
        } else if (message.committed != null) {
            violated(now, message + " came twice");
        } else {
            message.committed = now;
        }
    }

    /** A node shows a state of its own message. */
    void shown(TownNode at, String id, String state, Instant now) {
        Message message = messages.get(id);
        if (message == null) return;
        if (message.from != at) violated(now, message + " is shown by " + at.name());
        switch (state) {
            case "delivered", "read" -> {
                if (message.committed == null) violated(now, message + " is not " + state);
                if (message.told == null) message.told = now;
            }
            case "expired" -> {
                Instant end = message.accepted.plus(EXPIRY);
                if (now.isBefore(end)) violated(now, message + " expired before its time");
                message.expired = now;
            }
            default -> {}
        }
    }

    void violated(Instant now, String what) {
        violations.add(now + " " + what);
    }

    Collection<Message> messages() {
        return messages.values();
    }

    @Nullable Message message(String id) {
        return messages.get(id);
    }

    List<String> violations() {
        return violations;
    }
}
