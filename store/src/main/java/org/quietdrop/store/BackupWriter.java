package org.quietdrop.store;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes a backup, chunk by chunk: never more than one is in memory. What was written without
 * {@link #finish} is no backup. FORMAT.md 12. Not for use by several threads.
 */
public final class BackupWriter implements AutoCloseable {
    private static final int LENGTH = 4;

    private final OutputStream out;
    private final BackupHeader header;
    private final SecretKey key;
    private final ByteBuffer chunk = ByteBuffer.allocate(BackupHeader.CHUNK).position(LENGTH);
    private long number;

    /**
     * Begins; takes about a second, for the passphrase's sake.
     *
     * @param out stays the caller's to close
     * @param passphrase not empty; stays the caller's to wipe
     */
    public BackupWriter(OutputStream out, char[] passphrase, Argon2Cost cost, RandomSource random)
            throws IOException {
        if (passphrase.length == 0) throw new IllegalArgumentException("empty passphrase");
        this.out = out;
        this.header = BackupHeader.fresh(cost, random);
        this.key = header.key(passphrase);
        out.write(header.encode(key));
    }

    /**
     * Adds an item.
     *
     * @param kind 1 to 255
     * @param body at most {@link Store#MAX_VALUE} bytes; stays the caller's to wipe
     */
    public void item(int kind, byte[] body) throws IOException {
        put(ByteBuffer.allocate(1 + LENGTH).put((byte) kind).putInt(body.length).array());
        put(body);
    }

    private void put(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; ) {
            if (!chunk.hasRemaining()) seal(false);
            int some = Math.min(chunk.remaining(), bytes.length - at);
            chunk.put(bytes, at, some);
            at += some;
        }
    }

    /** Writes the last chunk; nothing may be added any more. */
    public void finish() throws IOException {
        seal(true);
    }

    private void seal(boolean last) throws IOException {
        chunk.putInt(0, chunk.position() - LENGTH);
        out.write(header.seal(key, number++, last, chunk.array()));
        Arrays.fill(chunk.array(), (byte) 0);
        chunk.position(LENGTH);
    }

    /** Wipes the key and what was not written. */
    @Override
    public void close() {
        key.close();
        Arrays.fill(chunk.array(), (byte) 0);
    }
}
