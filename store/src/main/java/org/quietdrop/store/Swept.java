package org.quietdrop.store;

import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.journal.Gone;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the store has forgotten: a frame of its own in the journal. The newest one counts.
 * FORMAT.md 11.
 *
 * @param until what was deleted or overwritten before this time is in no file any more
 * @param gone the segments destroyed for that
 */
record Swept(Instant until, Gone gone) {
    static final int SCHEMA = 2;
    private static final int RANGE = 32;

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(2 + 8 + 4 + RANGE * gone.ranges().size());
        out.putShort((short) SCHEMA).putLong(until.toEpochMilli()).putInt(gone.ranges().size());
        for (Gone.Range range : gone.ranges()) {
            out.putLong(range.from()).putLong(range.to());
            out.putLong(range.firstSeq()).putLong(range.nextSeq());
        }
        return out.array();
    }

    /** Whether an authentic frame is one of these and no batch of changes. */
    static boolean is(byte[] frame) {
        return frame.length >= 2 && ByteBuffer.wrap(frame).getShort() == SCHEMA;
    }

    /** Reads what {@link #is} recognised. */
    static Swept decode(byte[] frame) {
        return read(ByteBuffer.wrap(frame));
    }

    /** Reads one and leaves what follows. */
    static Swept read(ByteBuffer in) {
        try {
            in.getShort();
            Instant until = Instant.ofEpochMilli(in.getLong());
            int count = in.getInt();
            if (count < 0 || count > in.remaining() / RANGE) {
                throw new BufferUnderflowException();
            }
            List<Gone.Range> ranges = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ranges.add(new Gone.Range(in.getLong(), in.getLong(), in.getLong(), in.getLong()));
            }
            return new Swept(until, new Gone(ranges));
        } catch (BufferUnderflowException e) {
            throw new StoreFailure.Damaged("an authentic frame does not parse");
        }
    }
}
