package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads what {@link RecordWriter} wrote. The bytes come out of our own sealed store, so anything
 * unexpected is a bug: {@link IllegalStateException}; or a newer version: {@link
 * StoreFailure.Newer}.
 */
final class RecordReader {
    private final ByteBuffer in;
    private final String what;
    private final int version;

    /** Reads records of the versions from 1 to {@code newest}. */
    RecordReader(String what, byte[] bytes, int newest) {
        this.what = what;
        this.in = ByteBuffer.wrap(bytes);
        this.version = u8();
        if (version > newest) {
            throw new StoreFailure.Newer("a record (" + what + ")", version);
        }
        if (version < 1) {
            throw new IllegalStateException(what + " of version " + version);
        }
    }

    /** Whether fields that came with this version are there. */
    boolean since(int added) {
        return version >= added;
    }

    int u8() {
        return need(1).get() & 0xff;
    }

    <E extends Enum<E>> E choice(E[] values) {
        int code = u8();
        if (code >= values.length) throw new IllegalStateException(what + " of a kind " + code);
        return values[code];
    }

    boolean flag() {
        return u8() == 1;
    }

    int u32() {
        return need(4).getInt();
    }

    long u64() {
        return need(8).getLong();
    }

    Instant time() {
        return Instant.ofEpochMilli(u64());
    }

    byte[] raw(int size) {
        byte[] value = new byte[size];
        need(size).get(value);
        return value;
    }

    byte[] bytes() {
        int size = u32();
        if (size < 0) throw new IllegalStateException(what);
        need(size);
        return raw(size);
    }

    Bytes value() {
        return Bytes.of(bytes());
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    SecretKey secret() {
        byte[] raw = bytes();
        SecretKey key = SecretKey.of(raw);
        Arrays.fill(raw, (byte) 0);
        return key;
    }

    /** What is left, at least one byte. */
    String restText() {
        if (!in.hasRemaining()) throw new IllegalStateException(what + " is too short");
        return new String(raw(in.remaining()), StandardCharsets.UTF_8);
    }

    void end() {
        if (in.hasRemaining()) throw new IllegalStateException(what + " is too long");
    }

    private ByteBuffer need(int size) {
        if (in.remaining() < size) {
            throw new IllegalStateException(what + " is too short", new BufferUnderflowException());
        }
        return in;
    }
}
