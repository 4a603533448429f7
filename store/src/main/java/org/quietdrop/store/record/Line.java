package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
        List<Step> steps) {
    private static final int VERSION = 1;
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
        RECALLED
    }

    /** Copies the list. */
    public Line {
        steps = List.copyOf(steps);
    }

    /** The same line in another state. */
    public Line in(State newState) {
        return new Line(id, mine, text, written, kept, seq, gap, newState, steps);
    }

    /** The same line when fewer messages are missing before it. */
    public Line withGap(long missing) {
        return new Line(id, mine, text, written, kept, seq, missing, state, steps);
    }

    /** The same line under another user sequence number. */
    public Line numbered(long number) {
        return new Line(id, mine, text, written, kept, number, gap, state, steps);
    }

    /** The same line with a step more; in the middle of a long story steps are left out. */
    public Line with(Step step) {
        List<Step> all = new ArrayList<>(steps);
        if (all.size() >= MAX_STEPS) all.remove(MAX_STEPS / 2);
        all.add(step);
        return new Line(id, mine, text, written, kept, seq, gap, state, all);
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
        in.end();
        return new Line(id, mine, text, written, kept, seq, gap, state, steps);
    }
}
