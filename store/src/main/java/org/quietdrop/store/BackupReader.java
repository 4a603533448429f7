package org.quietdrop.store;

import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a backup, as often as wanted: never more than one chunk and one item are in memory.
 * FORMAT.md 12. Not for use by several threads.
 */
public final class BackupReader implements AutoCloseable {
    /** Where the file is read from, each time from its beginning. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /** Takes what is read. */
    @FunctionalInterface
    public interface Taker {
        /** One item; the array is wiped afterwards. */
        void take(int kind, byte[] body);
    }

    private final Source source;
    private final BackupHeader header;
    private final SecretKey key;

    private BackupReader(Source source, BackupHeader header, SecretKey key) {
        this.source = source;
        this.header = header;
        this.key = key;
    }

    /**
     * Opens a backup; takes about a second, for the passphrase's sake.
     *
     * @param passphrase stays the caller's to wipe
     * @return empty if it is not the passphrase
     * @throws StoreFailure.Damaged if it is no backup, or not whole as far as that can be seen
     * @throws StoreFailure.Newer if it is of a later format
     */
    public static Optional<BackupReader> open(Source source, char[] passphrase) throws IOException {
        byte[] file;
        try (InputStream in = source.open()) {
            file = in.readNBytes(BackupHeader.LENGTH);
        }
        BackupHeader header = BackupHeader.read(file);
        SecretKey key = header.key(passphrase);
        if (header.fits(key, file)) return Optional.of(new BackupReader(source, header, key));
        key.close();
        return Optional.empty();
    }

    /**
     * Reads all items, in their order. What was taken counts only if this returns.
     *
     * @throws StoreFailure.Damaged if anything is missing, another, elsewhere, or too much
     */
    public void each(Taker taker) throws IOException {
        try (InputStream in = source.open()) {
            in.skipNBytes(BackupHeader.LENGTH);
            Items items = new Items(taker);
            boolean last = false;
            byte[] sealed = next(in);
            for (long number = 0; !last; number++) {
                byte[] following = next(in);
                last = following.length == 0;
                byte[] chunk = open(number, last, sealed);
                items.chunk(chunk);
                Arrays.fill(chunk, (byte) 0);
                sealed = following;
            }
            items.end();
        }
    }

    private static byte[] next(InputStream in) throws IOException {
        return in.readNBytes(BackupHeader.SEALED);
    }

    private byte[] open(long number, boolean last, byte[] sealed) {
        if (sealed.length < BackupHeader.SEALED) {
            throw new StoreFailure.Damaged("it is cut short");
        }
        try {
            return header.open(key, number, last, sealed);
        } catch (OpenFailed e) {
            if (last && opensInside(number, sealed)) {
                throw new StoreFailure.Damaged("it is cut short");
            }
            throw BackupHeader.damaged();
        }
    }

    private boolean opensInside(long number, byte[] sealed) {
        try {
            Arrays.fill(header.open(key, number, false, sealed), (byte) 0);
            return true;
        } catch (OpenFailed e) {
            return false;
        }
    }

    /** Cuts the row of chunks into items. */
    private static final class Items {
        private final Taker taker;
        private final ByteBuffer head = ByteBuffer.allocate(5);
        private ByteBuffer body = ByteBuffer.allocate(0);

        Items(Taker taker) {
            this.taker = taker;
        }

        void chunk(byte[] chunk) {
            int length = ByteBuffer.wrap(chunk).getInt();
            if (length < 0 || length > chunk.length - 4) throw BackupHeader.damaged();
            ByteBuffer in = ByteBuffer.wrap(chunk, 4, length);
            while (in.hasRemaining()) {
                if (head.hasRemaining()) head(in);
                if (!head.hasRemaining()) body(in);
            }
        }

        private void head(ByteBuffer in) {
            while (head.hasRemaining() && in.hasRemaining()) head.put(in.get());
            if (head.hasRemaining()) return;
            int size = head.getInt(1);
            if (size < 0 || size > Store.MAX_VALUE) throw BackupHeader.damaged();
            body = ByteBuffer.allocate(size);
        }

        private void body(ByteBuffer in) {
            int some = Math.min(body.remaining(), in.remaining());
            body.put(in.slice(in.position(), some));
            in.position(in.position() + some);
            if (body.hasRemaining()) return;
            taker.take(head.get(0) & 0xff, body.array());
            Arrays.fill(body.array(), (byte) 0);
            head.clear();
        }

        void end() {
            if (head.position() > 0) throw BackupHeader.damaged();
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
