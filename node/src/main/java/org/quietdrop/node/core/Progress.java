package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.node.message.History;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.MessagePlace;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Step;

import java.util.List;
import java.util.Optional;

/**
 * How far our messages are (design section 6): each state with its evidence, a step of the
 * message's story, told to those who watch and to those who wait for it.
 */
final class Progress {
    private final Awaiting awaiting;

    Progress(Awaiting awaiting) {
        this.awaiting = awaiting;
    }

    /** Adds a step to a message's story. */
    static void step(Turn turn, UserId contact, long place, Step.What what, String detail) {
        turn.history()
                .get(contact, place)
                .ifPresent(line ->
                        turn.history()
                                .put(
                                        contact,
                                        place,
                                        line.with(new Step(turn.now(), what, detail))));
    }

    /** A message is in another state from now on. */
    void become(Turn turn, UserId contact, long place, Line.State state, Step step) {
        turn.history()
                .get(contact, place)
                .ifPresent(line -> show(turn, contact, place, line.in(state).with(step)));
    }

    private void show(Turn turn, UserId contact, long place, Line changed) {
        turn.history().put(contact, place, changed);
        Notices.state(turn, contact, place);
        awaiting.reached(turn, contact, place, changed);
    }

    /** The copies of a message have changed: keeps the entry and calls it carried, or waiting. */
    void copied(Turn turn, UserId contact, long place, OutboxEntry entry, Step step) {
        turn.outbox().put(contact, place, entry);
        Optional<Line> line = turn.history().get(contact, place);
        if (line.isEmpty()) return;
        Line told = line.get().with(step);
        Line.State state = entry.carriers().isEmpty() ? Line.State.QUEUED : Line.State.CARRIED;
        if (told.state() == state || !waits(told.state())) {
            turn.history().put(contact, place, told);
        } else {
            show(turn, contact, place, told.in(state));
        }
    }

    private static boolean waits(Line.State state) {
        return state == Line.State.QUEUED || state == Line.State.CARRIED;
    }

    /** Nothing of it is sent any more. What relays still have of it goes its own way. */
    static void settle(Turn turn, UserId contact, long place, OutboxEntry entry) {
        forgetCopies(turn, entry);
        turn.outbox().remove(contact, place);
        // Other hints may have waited for word of these.
        if (entry.hints().isPresent()) turn.trustChanged();
    }

    private static void forgetCopies(Turn turn, OutboxEntry entry) {
        for (OutboxEntry.Copy copy : entry.copies()) {
            turn.copies().remove(copy.relay(), copy.dropId());
        }
    }

    /**
     * Takes back all seals for a contact, because the session they were made in is gone. What
     * relays keep was sealed in it, too, and may never open: it counts no more.
     */
    static void unsealAll(Turn turn, UserId contact) {
        for (Outbox.Placed p : turn.outbox().of(contact, 0, Integer.MAX_VALUE)) {
            if (p.entry().endsWithSession()) settle(turn, contact, p.place(), p.entry());
            if (p.entry().endsWithSession() || p.entry().sealing().isEmpty()) continue;
            forgetCopies(turn, p.entry());
            turn.outbox().put(contact, p.place(), p.entry().unsealed());
            Optional<Line> line = turn.history().get(contact, p.place());
            if (line.isPresent() && line.get().state() == Line.State.CARRIED) {
                turn.history().put(contact, p.place(), line.get().in(Line.State.QUEUED));
                Notices.state(turn, contact, p.place());
            }
        }
    }

    /**
     * The other side says that it has committed an envelope of ours.
     *
     * @param by how the word came
     */
    void arrived(Turn turn, UserId from, Bytes envelopeId, Step.What by) {
        Optional<MessagePlace> sent = turn.outbox().sent(envelopeId);
        if (sent.isEmpty() || !sent.get().contact().equals(from)) return;
        long place = sent.get().line();
        Optional<OutboxEntry> entry =
                turn.outbox().get(from, place).filter(e -> e.messageId().equals(sent.get().id()));
        entry.flatMap(OutboxEntry::sealing)
                .filter(s -> EnvelopeId.of(s.envelope()).equals(envelopeId))
                .ifPresent(s -> turn.sessions().acknowledged(from, s.chain(), s.n()));
        entry.ifPresent(e -> {
            settle(turn, from, place, e);
            Amendments.settled(turn, from, e, Step.What.CHANGE_TAKEN);
        });
        entry.filter(OutboxEntry::isEdit).ifPresent(e -> edited(turn, from, e, by));
        Optional<Line> line = turn.history().get(from, place);
        if (line.isEmpty() || !line.get().id().equals(sent.get().id())) return;
        Line.State before = line.get().state();
        if (before == Line.State.DELIVERED || before == Line.State.READ) return;
        // What was deleted here after it had left stays deleted.
        Line.State after = before == Line.State.DELETED ? Line.State.DELETED : Line.State.DELIVERED;
        become(turn, from, place, after, new Step(turn.now(), by, ""));
    }

    /** Who has an edit has the message, whatever became of the message itself. */
    private void edited(Turn turn, UserId from, OutboxEntry edit, Step.What by) {
        Optional<History.Placed> found =
                edit.changes().flatMap(id -> Amendments.find(turn, from, id));
        if (found.isEmpty()) return;
        History.Placed at = found.get();
        if (!waits(at.line().state()) && at.line().state() != Line.State.EXPIRED) return;
        turn.outbox()
                .get(from, at.place())
                .ifPresent(original -> settle(turn, from, at.place(), original));
        become(turn, from, at.place(), Line.State.DELIVERED, new Step(turn.now(), by, ""));
    }

    private static boolean settledFor(Line.State state) {
        return state == Line.State.READ
                || state == Line.State.RECALLED
                || state == Line.State.DELETED;
    }

    /** The other side says that its user has read a message of ours. */
    void read(Turn turn, UserId from, Bytes messageId) {
        List<History.Placed> found = turn.history().byPrefix(messageId.hex());
        for (History.Placed at : found) {
            boolean ours = at.contact().equals(from) && at.line().mine();
            Line.State before = at.line().state();
            if (!ours || settledFor(before)) continue;
            // What never left cannot have been read.
            Optional<OutboxEntry> entry = turn.outbox().get(from, at.place());
            if (entry.isPresent() && !entry.get().left()) continue;
            // Who has read it has it: word of that alone may come first.
            entry.flatMap(OutboxEntry::sealing)
                    .ifPresent(s -> turn.sessions().acknowledged(from, s.chain(), s.n()));
            entry.ifPresent(e -> settle(turn, from, at.place(), e));
            become(
                    turn,
                    from,
                    at.place(),
                    Line.State.READ,
                    new Step(turn.now(), Step.What.READ, ""));
        }
    }
}
