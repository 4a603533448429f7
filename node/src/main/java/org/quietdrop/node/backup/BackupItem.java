package org.quietdrop.node.backup;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Conversation;
import org.quietdrop.store.record.HomeStamp;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OutboxEntry;
import org.quietdrop.store.record.OwnIdentity;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.store.record.Retention;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * One thing in a backup (store/FORMAT.md, "Backup"). There is no item for a ratchet: a session can
 * not come back.
 */
public sealed interface BackupItem {
    /** When the backup was made; the first item. */
    record Made(Instant at) implements BackupItem {}

    /** Whose it is; the second item. Whoever takes it closes it. */
    record Self(OwnIdentity identity) implements BackupItem {}

    /** The settings, as their file. */
    record Settings(String text) implements BackupItem {}

    /** A contact. */
    record Person(Contact contact) implements BackupItem {}

    /** The lasting keys of a contact. Whoever takes it closes them. */
    record Keys(UserId contact, RelationKeys keys) implements BackupItem {}

    /** The counters of the conversation with a contact. */
    record Counters(UserId contact, Conversation conversation) implements BackupItem {}

    /** A message that is not known to have arrived, unsealed. */
    record Waiting(UserId contact, long place, OutboxEntry entry) implements BackupItem {}

    /** A line of a conversation. */
    record Said(UserId contact, long place, Line line) implements BackupItem {}

    /** What is known of the homes of a contact. */
    record Home(UserId contact, HomeStamp stamp) implements BackupItem {}

    /** How long the lines of a conversation are kept, if that was said of it. */
    record Kept(UserId contact, Retention retention) implements BackupItem {}

    /** Something that a newer version put in, and that an older one may leave out. */
    record Unknown(int kind) implements BackupItem {}

    /** Kinds from here up are left out by who does not know them. */
    int SKIPPABLE = 128;

    /** The number of its kind. */
    default int kind() {
        return switch (this) {
            case Made _ -> 1;
            case Self _ -> 2;
            case Settings _ -> 3;
            case Person _ -> 4;
            case Keys _ -> 5;
            case Counters _ -> 6;
            case Waiting _ -> 7;
            case Said _ -> 8;
            case Home _ -> 9;
            case Kept _ -> 10;
            case Unknown unknown -> unknown.kind();
        };
    }

    /** Its body; the caller wipes it. */
    default byte[] body() {
        return switch (this) {
            case Made(Instant at) -> number(at.toEpochMilli());
            case Self(OwnIdentity identity) -> identity.encode();
            case Settings(String text) -> text.getBytes(StandardCharsets.UTF_8);
            case Person(Contact contact) -> contact.encode();
            case Keys(UserId contact, RelationKeys keys) -> of(contact, keys.encode());
            case Counters(UserId contact, Conversation c) -> of(contact, c.encode());
            case Waiting(UserId contact, long place, OutboxEntry entry) ->
                    of(contact, Bytes.join(number(place), entry.encode()));
            case Said(UserId contact, long place, Line line) ->
                    of(contact, Bytes.join(number(place), line.encode()));
            case Home(UserId contact, HomeStamp stamp) -> of(contact, stamp.encode());
            case Kept(UserId contact, Retention kept) -> of(contact, kept.encode());
            case Unknown _ -> throw new IllegalStateException("nothing to write");
        };
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static byte[] of(UserId contact, byte[] rest) {
        byte[] body = Bytes.join(contact.bytes().toArray(), rest);
        Arrays.fill(rest, (byte) 0);
        return body;
    }

    /**
     * Reads a body.
     *
     * @param body stays the caller's to wipe
     * @throws IllegalStateException if it is not one of this kind, or of a newer version
     */
    static BackupItem read(int kind, byte[] body) {
        return switch (kind) {
            case 1 -> new Made(Instant.ofEpochMilli(place(body, 0)));
            case 2 -> new Self(OwnIdentity.decode(body));
            case 3 -> new Settings(new String(body, StandardCharsets.UTF_8));
            case 4 -> new Person(Contact.decode(body));
            case 5 -> new Keys(contact(body), RelationKeys.decode(rest(body, 32)));
            case 6 -> new Counters(contact(body), Conversation.decode(rest(body, 32)));
            case 7 ->
                    new Waiting(contact(body), place(body, 32), OutboxEntry.decode(rest(body, 40)));
            case 8 -> new Said(contact(body), place(body, 32), Line.decode(rest(body, 40)));
            case 9 -> new Home(contact(body), HomeStamp.decode(rest(body, 32)));
            case 10 -> new Kept(contact(body), Retention.decode(rest(body, 32)));
            default -> {
                if (kind < SKIPPABLE) throw new IllegalStateException("an item of kind " + kind);
                yield new Unknown(kind);
            }
        };
    }

    private static UserId contact(byte[] body) {
        return UserId.of(Arrays.copyOf(rest(body, 0), 32));
    }

    private static long place(byte[] body, int at) {
        if (body.length < at + 8) throw new IllegalStateException("an item that is too short");
        return ByteBuffer.wrap(body).getLong(at);
    }

    private static byte[] rest(byte[] body, int from) {
        if (body.length < from) throw new IllegalStateException("an item that is too short");
        return Arrays.copyOfRange(body, from, body.length);
    }
}
