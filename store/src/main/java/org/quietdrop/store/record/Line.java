package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message in the history of a conversation.
 *
 * @param id message id, 16 bytes, chosen by the sender
 * @param mine whether it was written here
 * @param text what was said
 * @param written the writer's clock
 * @param kept our clock, when it was committed here
 * @param seq the sender's user sequence number
 * @param gap incoming: how many of the sender's messages before it had not arrived when it came
 * @param state how far it is
 * @param steps its story
 * @param replyTo the message that it answers, 16 bytes
 * @param marks what became of it after it was written
 */
public record Line(
        Bytes id,
        boolean mine,
        String text,
        Instant written,
        Instant kept,
        long seq,
        long gap,
        State state,
        List<Step> steps,
        Optional<Bytes> replyTo,
        Marks marks) {
    private static final int VERSION = 2;
    private static final int MAX_STEPS = 24;

    /** How far a message is. Codes are stored: add at the end only. */
    public enum State {
        QUEUED,
        DELIVERED,
        EXPIRED,
        REFUSED,
        RECEIVED,
        CARRIED,
        READ,
        RECALLED,
        /** Ours, and deleted after it had left. */
        DELETED
    }

    /** Copies the list. */
    public Line {
        steps = List.copyOf(steps);
    }

    /** An answer to nothing, as it was written. */
    public Line(
            Bytes id,
            boolean mine,
            String text,
            Instant written,
            Instant kept,
            long seq,
            long gap,
            State state,
            List<Step> steps) {
        this(id, mine, text, written, kept, seq, gap, state, steps, Optional.empty(), Marks.NONE);
    }

    private Line with(String words, long number, long missing, State now, Marks newMarks) {
        return new Line(
                id, mine, words, written, kept, number, missing, now, steps, replyTo, newMarks);
    }

    /** The same line in another state. */
    public Line in(State newState) {
        return with(text, seq, gap, newState, marks);
    }

    /** The same line when fewer messages are missing before it. */
    public Line withGap(long missing) {
        return with(text, seq, missing, state, marks);
    }

    /** The same line under another user sequence number. */
    public Line numbered(long number) {
        return with(text, number, gap, state, marks);
    }

    /** The same line as an answer to this message. */
    public Line answering(Optional<Bytes> message) {
        return new Line(id, mine, text, written, kept, seq, gap, state, steps, message, marks);
    }

    /** The same line with other words; edition 0: nobody else has seen the words before. */
    public Line reworded(String words, int edition) {
        return with(words, seq, gap, state, marks.edited(edition));
    }

    /** The same line with nothing in it any more. */
    public Line deleted() {
        return with("", seq, gap, state, Marks.GONE);
    }

    /** The same line with a reaction of the reader here, or of the other side. */
    public Line signed(boolean byMe, Sign sign) {
        return with(text, seq, gap, state, marks.signed(byMe, sign));
    }

    /** The same line with a step more; in the middle of a long story steps are left out. */
    public Line with(Step step) {
        List<Step> all = new ArrayList<>(steps);
        if (all.size() >= MAX_STEPS) all.remove(MAX_STEPS / 2);
        all.add(step);
        return new Line(id, mine, text, written, kept, seq, gap, state, all, replyTo, marks);
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out =
                new RecordWriter(VERSION)
                        .raw(id)
                        .flag(mine)
                        .text(text)
                        .time(written)
                        .time(kept)
                        .u64(seq)
                        .u64(gap)
                        .choice(state)
                        .u8(steps.size());
        for (Step step : steps) step.write(out);
        out.flag(replyTo.isPresent());
        replyTo.ifPresent(out::raw);
        marks.write(out);
        return out.done();
    }

    /** From the store. */
    public static Line decode(byte[] bytes) {
        RecordReader in = new RecordReader("line", bytes, VERSION);
        Bytes id = Bytes.of(in.raw(16));
        boolean mine = in.flag();
        String text = in.text();
        Instant written = in.time();
        Instant kept = in.time();
        long seq = in.u64();
        long gap = in.u64();
        State state = in.choice(State.values());
        int count = in.u8();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) steps.add(Step.read(in));
        Optional<Bytes> replyTo =
                in.since(2) && in.flag() ? Optional.of(Bytes.of(in.raw(16))) : Optional.empty();
        Marks marks = in.since(2) ? Marks.read(in) : Marks.NONE;
        in.end();
        return new Line(id, mine, text, written, kept, seq, gap, state, steps, replyTo, marks);
    }
}
