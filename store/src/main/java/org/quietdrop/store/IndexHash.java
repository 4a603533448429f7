package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keyed hash of a whole index file, piece by piece. A damaged MapDB file may open, answer wrongly
 * or never come back; so it is opened only when it is, byte for byte, the one we closed. FORMAT.md
 * 8.
 */
final class IndexHash {
    private static final int PIECE = 1 << 20;

    private IndexHash() {}

    static Bytes of(Path file, SecretKey key) throws IOException {
        ByteArrayOutputStream hashes = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(file)) {
            for (int number = 0; ; number++) {
                byte[] piece = in.readNBytes(PIECE);
                byte[] place = ByteBuffer.allocate(4).putInt(number).array();
                hashes.writeBytes(Blake2b.prf(key.expose(), "QDv1 db piece", place, piece));
                if (piece.length < PIECE) {
                    break;
                }
            }
        }
        return Bytes.of(Blake2b.prf(key.expose(), "QDv1 db file", hashes.toByteArray()));
    }
}
