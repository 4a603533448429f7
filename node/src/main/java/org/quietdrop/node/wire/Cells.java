package org.quietdrop.node.wire;

import static org.quietdrop.node.wire.ProtocolViolation.check;

import org.quietdrop.node.wire.ProtocolViolation.Reason;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Packs frames into the plaintexts of cells and takes them out again. Every cell has the same size,
 * whatever is in it; a frame never spans two.
 */
public final class Cells {
    /** The plaintext of a cell, in bytes. */
    public static final int PLAINTEXT = 4_080;

    /** A cell on the wire: the plaintext and its tag, in bytes. */
    public static final int WIRE = 4_096;

    private Cells() {}

    /** All frames in their order, in as few cells as that order allows; none for no frames. */
    public static List<byte[]> pack(List<Frame> frames) {
        Queue<Frame> queue = new ArrayDeque<>(frames);
        List<byte[]> cells = new ArrayList<>();
        while (!queue.isEmpty()) {
            cells.add(packOne(queue));
        }
        return cells;
    }

    /** One cell with as many frames from the head of the queue as fit; removes them. */
    public static byte[] packOne(Queue<Frame> frames) {
        ByteBuffer cell = ByteBuffer.allocate(PLAINTEXT);
        Frame head = frames.peek();
        while (head != null && FrameCodec.size(head) <= cell.remaining()) {
            FrameCodec.encode(head, cell);
            frames.remove();
            head = frames.peek();
        }
        return cell.array();
    }

    /**
     * The frames of one cell, without those that are unknown and may be skipped.
     *
     * @throws ProtocolViolation if any part of the cell is not as it must be; no frame of it counts
     */
    public static List<Frame> unpack(byte[] cell) {
        check(cell.length == PLAINTEXT, Reason.SIZE);
        ByteBuffer in = ByteBuffer.wrap(cell);
        List<Frame> frames = new ArrayList<>();
        while (in.hasRemaining()) {
            if (in.get(in.position()) == 0) {
                FrameCodec.zeros(in);
            } else {
                FrameCodec.decode(in).ifPresent(frames::add);
            }
        }
        return frames;
    }
}
