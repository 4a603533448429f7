package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;

/**
 * Keyed hash of a whole index file, piece by piece. A damaged MapDB file may open, answer wrongly
 * or never come back; so it is opened only when it is, byte for byte, the one we closed. FORMAT.md
 * 8.
 */
final class IndexHash {
    private static final int PIECE = 1 << 20;

    private IndexHash() {}

    /** The pieces are read and hashed on all processors: a start waits for this. */
    static Bytes of(Path file, SecretKey key) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            int pieces = Math.toIntExact(size / PIECE + 1);
            byte[][] hashes = new byte[pieces][];
            IntStream.range(0, pieces)
                    .parallel()
                    .forEach(number -> hashes[number] = piece(channel, size, number, key));
            return Bytes.of(Blake2b.prf(key, "QDv1 db file", hashes));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static byte[] piece(FileChannel channel, long size, int number, SecretKey key) {
        long begin = (long) number * PIECE;
        ByteBuffer piece = ByteBuffer.allocate(Math.clamp(size - begin, 0, PIECE));
        try {
            while (piece.hasRemaining()) {
                if (channel.read(piece, begin + piece.position()) < 0) {
                    throw new EOFException("the index ends before " + size);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] place = ByteBuffer.allocate(4).putInt(number).array();
        return Blake2b.prf(key, "QDv1 db piece", place, piece.array());
    }
}
