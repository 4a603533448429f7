package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes the fields of one record: a version byte, then fields in order, integers big-endian, what
 * varies in length with a 4-byte length before it. The result is plain text for the store to seal.
 */
final class RecordWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    RecordWriter(int version) {
        u8(version);
    }

    RecordWriter u8(int value) {
        out.write(value);
        return this;
    }

    /** A value of an enum whose order never changes: new values come last. */
    @SuppressWarnings("EnumOrdinal")
    RecordWriter choice(Enum<?> value) {
        return u8(value.ordinal());
    }

    RecordWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    RecordWriter u32(int value) {
        return raw(ByteBuffer.allocate(4).putInt(value).array());
    }

    RecordWriter u64(long value) {
        return raw(ByteBuffer.allocate(8).putLong(value).array());
    }

    /** Milliseconds since 1970. */
    RecordWriter time(Instant value) {
        return u64(value.toEpochMilli());
    }

    RecordWriter raw(byte[] value) {
        out.write(value, 0, value.length);
        return this;
    }

    RecordWriter raw(Bytes value) {
        return raw(value.toArray());
    }

    RecordWriter bytes(byte[] value) {
        u32(value.length);
        return raw(value);
    }

    RecordWriter bytes(Bytes value) {
        return bytes(value.toArray());
    }

    RecordWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    RecordWriter secret(SecretKey value) {
        return bytes(value.expose());
    }

    byte[] done() {
        return out.toByteArray();
    }
}
