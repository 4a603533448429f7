package org.quietdrop.node.link;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/**
 * Collects exactly as many bytes as the next step has. Nobody can make it hold more: it knows the
 * size before the first byte comes.
 */
final class FixedReader {
    private byte[] step = {};
    private int filled;

    /** How many bytes there are of a step that is not complete. */
    int pending() {
        return filled;
    }

    /**
     * Moves bytes from the buffer.
     *
     * @param size the size of the step, the same until it is complete
     * @return the whole step, or null when more bytes are needed
     */
    byte @Nullable [] read(ByteBuf in, int size) {
        if (filled == 0) step = new byte[size];
        int moved = Math.min(in.readableBytes(), size - filled);
        in.readBytes(step, filled, moved);
        filled += moved;
        if (filled < size) return null;
        filled = 0;
        byte[] whole = step;
        step = new byte[0];
        return whole;
    }
}
