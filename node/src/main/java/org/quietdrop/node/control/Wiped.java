package org.quietdrop.node.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Writes without leaving copies: a channel copies what lies in the heap into direct memory, which
 * the JDK keeps for the next time and does not wipe. Ours is wiped.
 */
final class Wiped {
    private static final int PIECE = 16 * 1024;

    private Wiped() {}

    /** Writes all of it, however long it takes. */
    static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(Math.min(PIECE, bytes.remaining()));
        try {
            while (bytes.hasRemaining()) {
                int length = Math.min(piece.capacity(), bytes.remaining());
                piece.clear().put(bytes.slice(bytes.position(), length)).flip();
                while (piece.hasRemaining()) channel.write(piece);
                bytes.position(bytes.position() + length);
            }
        } finally {
            piece.clear();
            while (piece.hasRemaining()) piece.put((byte) 0);
        }
    }
}
