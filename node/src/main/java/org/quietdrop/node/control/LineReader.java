package org.quietdrop.node.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Cuts a channel into lines ending in {@code \n}, none longer than a limit. Used by one thread.
 * What was handed out is wiped here, as a line may hold a passphrase.
 */
final class LineReader {
    /** A line went on past the limit; the channel is of no further use. */
    static final class LineTooLong extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final ReadableByteChannel channel;
    private final int limit;

    // The JDK would read into a direct buffer of its own, which nobody wipes.
    private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024).flip();
    private byte[] line = new byte[1024];
    private int length;

    LineReader(ReadableByteChannel channel, int limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /**
     * The next line without its end; null when the channel has ended. Half a line before the end is
     * dropped.
     */
    byte @Nullable [] next() throws IOException {
        while (true) {
            while (in.hasRemaining()) {
                byte b = in.get();
                in.put(in.position() - 1, (byte) 0);
                if (b == '\n') return take();
                if (length == limit) throw new LineTooLong();
                if (length == line.length) grow();
                line[length++] = b;
            }
            in.clear();
            int read = channel.read(in);
            in.flip();
            if (read < 0) return null;
        }
    }

    private byte[] take() {
        byte[] taken = Arrays.copyOf(line, length);
        Arrays.fill(line, 0, length, (byte) 0);
        length = 0;
        if (line.length > 64 * 1024) line = new byte[1024];
        return taken;
    }

    private void grow() {
        byte[] longer = Arrays.copyOf(line, Math.min(limit, line.length * 2));
        Arrays.fill(line, (byte) 0);
        line = longer;
    }
}
