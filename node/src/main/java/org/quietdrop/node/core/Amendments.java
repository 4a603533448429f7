package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.message.Forgetting;
import org.quietdrop.node.message.History;
import org.quietdrop.node.wire.Amendment;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Marks;
import org.quietdrop.store.record.MessagePlace;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.Sign;
import org.quietdrop.store.record.Step;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Changes to messages (PROTOCOL.md, "Amendments"): made here, told to the other side, and taken
 * from it. A change of ours holds here at once; what the other side makes of it nobody can know.
 */
final class Amendments {
    /** Words may be changed for so long after they were written. */
    static final Duration EDITABLE = Duration.ofDays(Body.MAX_DAYS);

    /** Clocks of two people may differ by this much. */
    private static final Duration TOLERANCE = Duration.ofDays(1);

    private static final String EDITED = "edited";
    private static final String DELETED = "deleted";
    private static final String REACTED = "reacted";

    private final Delivery delivery;
    private final Progress progress;
    private final Searching searching;

    Amendments(Delivery delivery, Progress progress, Searching searching) {
        this.delivery = delivery;
        this.progress = progress;
        this.searching = searching;
    }

    // ---- ours

    /** Puts other words in the place of a message of ours. */
    View.Changed edit(Turn turn, History.Placed at, String text) {
        Delivery.check(text);
        Line line = at.line();
        editable(turn, at);
        boolean left = !waitsHere(turn, at);
        if (left && blocked(turn, at)) {
            throw refused("edited", turn.petname(at.contact()) + " is blocked");
        }
        int edition = left ? line.marks().edition() + 1 : 0;
        Line changed = line.reworded(text, edition);
        if (left) {
            changed = changed.with(new Step(turn.now(), Step.What.EDITED, ""));
            var edit = new Amendment.Edit(original(line), edition, new Payload.Text(text));
            tell(turn, at.contact(), OutboxEntry.Kind.EDIT, edit, daysLeft(turn, at));
        }
        reword(turn, at, changed);
        Notices.changed(turn, at.contact(), at.place(), EDITED);
        return changed(turn, at, EDITED, left);
    }

    private static void editable(Turn turn, History.Placed at) {
        Line line = at.line();
        if (line.marks().deleted()) throw refused("edited", "it is deleted");
        switch (line.state()) {
            case RECEIVED ->
                    throw refused("edited", turn.petname(at.contact()) + " wrote it, not you");
            case EXPIRED -> throw refused("edited", "it is expired: send it again");
            case REFUSED -> throw refused("edited", "it was refused");
            case RECALLED -> throw refused("edited", "it was taken back");
            case DELETED -> throw refused("edited", "it is deleted");
            case QUEUED, CARRIED, DELIVERED, READ -> {
                if (turn.now().isAfter(line.written().plus(EDITABLE))) {
                    throw refused("edited", "it is older than " + EDITABLE.toDays() + " days");
                }
            }
        }
    }

    private static UserError refused(String what, String why) {
        return new UserError(UserError.Exit.REFUSED, "it cannot be " + what + ": " + why);
    }

    private static boolean blocked(Turn turn, History.Placed at) {
        return turn.contacts()
                .get(at.contact())
                .filter(c -> c.state() == Contact.State.BLOCKED)
                .isPresent();
    }

    /** Not a copy of it has left this node. */
    private static boolean waitsHere(Turn turn, History.Placed at) {
        return turn.outbox()
                .get(at.contact(), at.place())
                .filter(e -> e.messageId().equals(at.line().id()) && !e.left())
                .isPresent();
    }

    /**
     * Deletes a message here. If it is ours and may have left, the other side's node is asked to do
     * the same.
     */
    View.Changed delete(Turn turn, History.Placed at) {
        Line line = at.line();
        if (line.marks().deleted()) throw refused(DELETED, "it is deleted already");
        if (line.mine() && waitsHere(turn, at)) {
            line = delivery.recall(turn, at);
            erase(turn, at, line.deleted());
            return changed(turn, at, DELETED, false);
        }
        boolean asks =
                line.mine()
                        && line.state() != Line.State.RECALLED
                        && line.state() != Line.State.REFUSED
                        && !blocked(turn, at);
        Step step = new Step(turn.now(), Step.What.DELETED, "");
        if (line.mine()) {
            // What was sealed of it goes no further from here; what friends have of it, they have.
            turn.outbox()
                    .get(at.contact(), at.place())
                    .ifPresent(e -> Progress.settle(turn, at.contact(), at.place(), e));
            erase(turn, at, line.deleted());
            progress.become(turn, at.contact(), at.place(), Line.State.DELETED, step);
        } else {
            erase(turn, at, line.deleted().with(step));
        }
        dropUntold(turn, at.contact(), line.id(), OutboxEntry.Kind.EDIT);
        if (asks) {
            var wish = new Amendment.Deletion(original(line));
            tell(turn, at.contact(), OutboxEntry.Kind.DELETION, wish, Body.MAX_DAYS);
        }
        Notices.changed(turn, at.contact(), at.place(), DELETED);
        return changed(turn, at, DELETED, asks);
    }

    /**
     * Puts a sign to a message of either side, in place of an earlier one; empty: none any more.
     */
    View.Changed react(Turn turn, History.Placed at, String sign) {
        checkSign(sign);
        Line line = at.line();
        if (line.marks().deleted()) throw refused("reacted to", "it is deleted");
        if (blocked(turn, at)) {
            throw refused("reacted to", turn.petname(at.contact()) + " is blocked");
        }
        if (line.mine() && waitsHere(turn, at)) {
            throw refused("reacted to", "it has not left yet");
        }
        int number = line.marks().mine().number() + 1;
        turn.history().put(at.contact(), at.place(), line.signed(true, new Sign(number, sign)));
        var reaction = new Amendment.Reaction(line.id(), number, sign);
        tell(turn, at.contact(), OutboxEntry.Kind.REACTION, reaction, Body.MAX_DAYS);
        Notices.changed(turn, at.contact(), at.place(), REACTED + " by me");
        return changed(turn, at, REACTED, true);
    }

    private static void checkSign(String sign) {
        boolean whole = StandardCharsets.UTF_8.newEncoder().canEncode(sign);
        boolean plain = sign.codePoints().noneMatch(c -> Character.isISOControl(c) || c == ' ');
        boolean fits = sign.getBytes(StandardCharsets.UTF_8).length <= Amendment.Reaction.MAX_BYTES;
        if (whole && plain && fits) return;
        throw new UserError(
                UserError.Exit.USAGE,
                "that is no sign to react with",
                "one emoji or a short word without blanks, like +1");
    }

    private static Amendment.Original original(Line line) {
        return new Amendment.Original(line.id(), line.seq(), line.written());
    }

    /** A change that has not left yet is replaced by the newer one. */
    private void tell(Turn turn, UserId to, OutboxEntry.Kind kind, Amendment change, int days) {
        dropUntold(turn, to, change.of(), kind);
        var unseen = new OutboxEntry.Unseen(kind, Bytes.of(change.encode()));
        delivery.queueUnseen(turn, to, unseen, days);
    }

    /** An edit is the message, where that has not arrived: it lives no longer. */
    private static int daysLeft(Turn turn, History.Placed at) {
        return turn.outbox()
                .get(at.contact(), at.place())
                .map(e -> Duration.between(turn.now(), Delivery.end(e)).toHours() / 24 + 1)
                .map(days -> Math.clamp(days, 1, Body.MAX_DAYS))
                .orElse(Body.MAX_DAYS);
    }

    private static void dropUntold(Turn turn, UserId to, Bytes message, OutboxEntry.Kind kind) {
        turn.outbox()
                .removeUnsent(
                        to,
                        entry ->
                                entry.changes().filter(message::equals).isPresent()
                                        && entry.unseen().orElseThrow().kind() == kind);
    }

    private static View.Changed changed(Turn turn, History.Placed at, String what, boolean asked) {
        return new View.Changed(at.line().id().hex(), what, turn.petname(at.contact()), asked);
    }

    /** What becomes of a change of ours is a step in the story of the message. */
    static void settled(Turn turn, UserId contact, OutboxEntry entry, Step.What what) {
        Optional<Bytes> message = entry.changes();
        if (message.isEmpty()) return;
        find(turn, contact, message.get())
                .ifPresent(at -> {
                    Step step = new Step(turn.now(), what, name(entry));
                    turn.history().put(contact, at.place(), at.line().with(step));
                });
    }

    /**
     * A change has lived too long. Word of an edit may still come, and is word of its message then:
     * who has the edit has that.
     */
    static void expired(Turn turn, UserId contact, OutboxEntry entry) {
        if (entry.isEdit()) {
            entry.changes()
                    .flatMap(id -> find(turn, contact, id))
                    .ifPresent(at -> {
                        var message = new MessagePlace(contact, at.place(), at.line().id());
                        for (Bytes id : entry.envelopeIds()) {
                            turn.outbox().remember(message, id, turn.now());
                        }
                    });
        }
        settled(turn, contact, entry, Step.What.CHANGE_EXPIRED);
    }

    /** Which change it is, in words. */
    static String name(OutboxEntry entry) {
        return switch (entry.unseen().orElseThrow().kind()) {
            case EDIT -> "edit";
            case DELETION -> "wish to delete it";
            case REACTION -> "reaction";
            case HINTS, OFFER, ANSWER, INTRODUCTION -> throw new IllegalArgumentException("change");
        };
    }

    // ---- theirs

    /**
     * A change of the other side's. What does not fit to what is here changes nothing.
     *
     * @return whether a message was shown that had not come yet
     */
    boolean taken(Turn turn, UserId from, Body body, Amendment change) {
        return switch (change) {
            case Amendment.Edit edit -> edited(turn, from, body.time(), edit);
            case Amendment.Deletion wish -> {
                deleted(turn, from, wish);
                yield false;
            }
            case Amendment.Reaction reaction -> {
                reacted(turn, from, reaction);
                yield false;
            }
        };
    }

    private boolean edited(Turn turn, UserId from, Instant said, Amendment.Edit edit) {
        Amendment.Original original = edit.original();
        if (said.isAfter(original.written().plus(EDITABLE).plus(TOLERANCE))) return false;
        Optional<History.Placed> found = find(turn, from, edit.of());
        if (found.isPresent()) {
            reword(turn, from, found.get(), edit);
            return false;
        }
        Optional<Line> line =
                ahead(turn, from, original)
                        .map(l -> l.reworded(edit.text().text(), edit.edition()));
        line.ifPresent(l -> Arrivals.show(turn, from, l));
        return line.isPresent();
    }

    private void reword(Turn turn, UserId from, History.Placed found, Amendment.Edit edit) {
        Line line = found.line();
        boolean newer = edit.edition() > line.marks().edition();
        if (line.mine() || line.marks().deleted() || !newer) return;
        Step step = new Step(turn.now(), Step.What.EDITED, "");
        reword(turn, found, line.reworded(edit.text().text(), edit.edition()).with(step));
        Notices.changed(turn, from, found.place(), EDITED);
    }

    private void deleted(Turn turn, UserId from, Amendment.Deletion wish) {
        Optional<History.Placed> found = find(turn, from, wish.of());
        if (found.isEmpty()) {
            ahead(turn, from, wish.original())
                    .ifPresent(line -> Arrivals.show(turn, from, line.deleted()));
            return;
        }
        Line line = found.get().line();
        if (line.mine() || line.marks().deleted()) return;
        Step step = new Step(turn.now(), Step.What.DELETED, "");
        erase(turn, found.get(), line.deleted().with(step));
        Notices.changed(turn, from, found.get().place(), DELETED);
    }

    private static void reacted(Turn turn, UserId from, Amendment.Reaction reaction) {
        Optional<History.Placed> found = find(turn, from, reaction.of());
        if (found.isEmpty()) return;
        Line line = found.get().line();
        Marks marks = line.marks();
        if (marks.deleted() || reaction.number() <= marks.theirs().number()) return;
        Sign sign = new Sign(reaction.number(), reaction.sign());
        turn.history().put(from, found.get().place(), line.signed(false, sign));
        Notices.changed(turn, from, found.get().place(), REACTED);
    }

    /**
     * The change overtook its message, which counts as come from now on; empty: the message was
     * here, and is not wanted any more, or is so old that this cannot be known.
     */
    private static Optional<Line> ahead(Turn turn, UserId from, Amendment.Original original) {
        boolean old =
                turn.now().isAfter(original.written().plus(Duration.ofDays(Forgetting.DAYS - 1)));
        if (old || turn.seen().messageKnown(from, original.id())) return Optional.empty();
        turn.seen().rememberMessage(from, original.id(), turn.now());
        return Optional.of(
                new Line(
                        original.id(),
                        false,
                        "",
                        original.written(),
                        turn.now(),
                        original.seq(),
                        0,
                        Line.State.RECEIVED,
                        List.of(new Step(turn.now(), Step.What.RECEIVED, ""))));
    }

    // ---- both

    /** The message with this id in this conversation. */
    static Optional<History.Placed> find(Turn turn, UserId contact, Bytes message) {
        return turn.history().byPrefix(message.hex()).stream()
                .filter(p -> p.contact().equals(contact))
                .findFirst();
    }

    private void reword(Turn turn, History.Placed at, Line line) {
        turn.history().put(at.contact(), at.place(), line);
        searching.reworded(turn, at.contact(), at.place());
        turn.tx().forgetSoon();
    }

    private void erase(Turn turn, History.Placed at, Line line) {
        turn.history().put(at.contact(), at.place(), line);
        searching.removed(turn, at.contact(), List.of(at.place()));
        turn.tx().forgetSoon();
    }
}
