package org.quietdrop.store.record;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;

import java.util.Optional;

/**
 * A drop that was made for a relay: on its way there, or kept there by the relay's word. Stored
 * under the relay and the beginning of the drop's id.
 *
 * @param contact for whom it is
 * @param line the place in the outbox of the message in it; 0: a receipt
 * @param messageId the message in it, 16 bytes; zeros: a receipt
 * @param dropId 16 bytes
 * @param handle under which the relay keeps it, 16 bytes
 * @param endDay the day, counted from 1970, from which on nobody keeps it
 * @param drop its 4,040 bytes until the relay has answered, to be sent again as they are
 */
public record DropCopy(
        UserId contact,
        long line,
        Bytes messageId,
        Bytes dropId,
        Bytes handle,
        long endDay,
        Optional<Bytes> drop) {
    private static final int VERSION = 1;

    /** The same for a message of the outbox. */
    public DropCopy of(long place, Bytes message) {
        return new DropCopy(contact, place, message, dropId, handle, endDay, drop);
    }

    /** The same when the relay has said that it keeps it. */
    public DropCopy kept() {
        return new DropCopy(contact, line, messageId, dropId, handle, endDay, Optional.empty());
    }

    /** For the store. */
    public byte[] encode() {
        RecordWriter out =
                new RecordWriter(VERSION)
                        .raw(contact.bytes())
                        .u64(line)
                        .raw(messageId)
                        .raw(dropId)
                        .raw(handle)
                        .u64(endDay)
                        .flag(drop.isPresent());
        drop.ifPresent(out::bytes);
        return out.done();
    }

    /** From the store. */
    public static DropCopy decode(byte[] bytes) {
        RecordReader in = new RecordReader("drop copy", bytes, VERSION);
        UserId contact = UserId.of(in.raw(32));
        long line = in.u64();
        Bytes messageId = Bytes.of(in.raw(16));
        Bytes dropId = Bytes.of(in.raw(16));
        Bytes handle = Bytes.of(in.raw(16));
        long endDay = in.u64();
        Optional<Bytes> drop = in.flag() ? Optional.of(in.value()) : Optional.empty();
        in.end();
        return new DropCopy(contact, line, messageId, dropId, handle, endDay, drop);
    }
}
