package org.quietdrop.store;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.disk.StoreFailure;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** One transaction as bytes: what a journal frame carries. FORMAT.md 6. */
final class Batch {
    static final int SCHEMA = 1;
    private static final int PUT = 1;
    private static final int DELETE = 2;

    private Batch() {}

    static byte[] encode(Collection<Change> changes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeShort(SCHEMA);
            out.writeInt(changes.size());
            for (Change change : changes) {
                Key key = change.key();
                out.writeByte(change.value().isPresent() ? PUT : DELETE);
                out.writeByte(key.table().code());
                out.writeByte(key.group().size());
                out.write(key.group().toArray());
                out.writeLong(key.order());
                if (change.value().isPresent()) {
                    Bytes value = change.value().get();
                    out.writeInt(value.size());
                    out.write(value.toArray());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot be: it is memory
        }
        return bytes.toByteArray();
    }

    /**
     * Reads an authentic batch.
     *
     * @throws StoreFailure.Newer if it was written with tables or a schema that we do not know
     */
    static List<Change> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int schema = Short.toUnsignedInt(in.getShort());
            if (schema > SCHEMA) {
                throw new StoreFailure.Newer("a batch of the journal", schema);
            }
            int count = in.getInt();
            List<Change> changes = new ArrayList<>(Math.min(count, 1024));
            for (int i = 0; i < count; i++) {
                changes.add(change(in));
            }
            return changes;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new StoreFailure.Damaged("an authentic batch does not parse");
        }
    }

    private static Change change(ByteBuffer in) {
        int operation = in.get();
        int code = Byte.toUnsignedInt(in.get());
        Table table =
                Table.of(code)
                        .orElseThrow(() -> new StoreFailure.Newer("table " + code, SCHEMA + 1));
        Bytes group = take(in, Byte.toUnsignedInt(in.get()));
        long order = in.getLong();
        Optional<Bytes> value =
                operation == PUT ? Optional.of(take(in, in.getInt())) : Optional.empty();
        return new Change(new Key(table, group, order), value);
    }

    private static Bytes take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Bytes.of(bytes);
    }
}
