package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Retentions;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Removes the lines of conversations that are older than their user wants them, here and nowhere
 * else, oldest first and some at a time. What was not read yet and what still waits to be delivered
 * stays until then.
 */
final class Retaining {
    /** Lines looked at in one step. */
    private static final int STEP = 512;

    private static final String DEFAULT = "default";

    private final Searching searching;
    private final Deque<UserId> left = new ArrayDeque<>();

    /** Where the look at the first of those that are left goes on. */
    private long from = 1;

    private Optional<Duration> usual;
    private boolean running;
    private boolean asked;

    Retaining(Searching searching, Settings settings) {
        this.searching = searching;
        this.usual = settings.retention();
    }

    /** Other settings hold from now on. */
    void set(Settings settings) {
        asked |= !usual.equals(settings.retention());
        usual = settings.retention();
    }

    /** Whether something changed, so that it shall be looked at once; asked once. */
    boolean takeAsked() {
        boolean was = asked;
        asked = false;
        return was;
    }

    /** What is in memory may be ahead of what is kept: it begins again. */
    void reset() {
        left.clear();
        running = false;
        asked = true;
    }

    /** A contact is forgotten with all that was said. */
    static void forgotten(Turn turn, UserId contact) {
        turn.retentions().remove(contact);
    }

    /** Says how long a conversation is kept, or shows it. */
    View.Retention ask(Turn turn, Request.Retain request) {
        Contact contact = turn.meant(request.name());
        @Nullable String keep = request.keep().orElse(null);
        if (keep != null) {
            if (keep.equals(DEFAULT)) {
                turn.retentions().remove(contact.id());
            } else {
                turn.retentions().put(contact.id(), new Retention(read(keep)));
            }
            asked = true;
            running = false;
        }
        return new View.Retention(
                contact.petname(),
                Retentions.format(keep(turn, contact.id())),
                turn.retentions().get(contact.id()).isPresent());
    }

    private static Optional<Duration> read(String keep) {
        if (keep.equals("off")) return Optional.empty();
        Optional<Duration> time = Retentions.parse(keep);
        if (time.isPresent()) return time;
        throw new UserError(
                UserError.Exit.USAGE,
                "\"" + keep + "\" is no time to keep messages for",
                "from 1h to 3650d, like 30d; or off, or default");
    }

    private Optional<Duration> keep(Turn turn, UserId contact) {
        return turn.retentions().get(contact).map(Retention::keep).orElse(usual);
    }

    /** One step; whether there is more to look at now. */
    boolean step(Turn turn) {
        if (!running) {
            left.clear();
            for (Contact c : turn.contacts().all()) {
                if (keep(turn, c.id()).isPresent()) left.add(c.id());
            }
            from = 1;
            running = true;
        }
        int looked = 0;
        while (!left.isEmpty() && looked < STEP) {
            UserId contact = left.getFirst();
            List<History.Placed> lines = turn.history().from(contact, from, STEP - looked);
            looked += 1 + lines.size();
            if (remove(turn, contact, lines) && !lines.isEmpty()) {
                from = lines.getLast().place() + 1;
            } else {
                left.removeFirst();
                from = 1;
            }
        }
        running = !left.isEmpty();
        return running;
    }

    /** Removes what is too old of these; whether the lines behind them may be, too. */
    private boolean remove(Turn turn, UserId contact, List<History.Placed> lines) {
        Optional<Duration> keep = keep(turn, contact);
        if (keep.isEmpty()) return false;
        Instant oldest = turn.now().minus(keep.get());
        Conversation c = turn.contacts().conversation(contact);
        List<Long> gone = new ArrayList<>();
        boolean more = true;
        for (History.Placed p : lines) {
            more = p.line().kept().isBefore(oldest);
            if (!more) break;
            if (stays(turn, p, c)) continue;
            turn.history().remove(contact, p.place(), p.line());
            gone.add(p.place());
        }
        if (!gone.isEmpty()) {
            searching.removed(turn, contact, gone);
            turn.tx().forgetSoon();
        }
        return more;
    }

    private static boolean stays(Turn turn, History.Placed p, Conversation c) {
        if (!p.line().mine()) return p.place() > c.readThrough();
        return p.line().state() == Line.State.QUEUED
                || p.line().state() == Line.State.CARRIED
                || turn.outbox().get(p.contact(), p.place()).isPresent();
    }
}
