package org.quietdrop.store.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.LastingKeys;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.crypto.relay.Padding;
import org.quietdrop.store.Golden;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The records are, byte for byte, what FORMAT.md says. */
final class FormatTest {
    private static final Instant TIME = Instant.ofEpochMilli(0x0102030405L);

    private static byte[] filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Bytes bits(int lowest) {
        return Bytes.of(ByteBuffer.allocate(128).putLong(lowest).array());
    }

    private static Bytes bytes(int value, int size) {
        return Bytes.of(filled(value, size));
    }

    private static SecretKey secret(int value) {
        return SecretKey.take(filled(value, 32));
    }

    private static RelationKeys relationKeys() {
        return new RelationKeys(
                bytes(0x10, 16),
                new LastingKeys(secret(0x11), secret(0x12), secret(0x13), secret(0x14)));
    }

    private static Card card() {
        return new Card(
                UserId.of(filled(0x01, 32)),
                PublicKey.of(filled(0x02, 32)),
                PublicKey.of(filled(0x03, 32)),
                "Bob",
                bytes(0x04, 256));
    }

    private static Contact contact() {
        return new Contact(
                card(),
                "bob",
                true,
                false,
                Contact.State.CONTACT,
                TIME,
                Instant.EPOCH,
                List.of(new Contact.Address("10.0.0.2:4000", true, TIME)),
                true);
    }

    private static Line line() {
        return new Line(
                bytes(0x21, 16),
                true,
                "hi",
                TIME,
                TIME,
                5,
                0,
                Line.State.DELIVERED,
                List.of(new Step(TIME, Step.What.SENT, "x")));
    }

    private static OutboxEntry entry(Optional<OutboxEntry.Sealing> sealing) {
        return new OutboxEntry(
                bytes(0x21, 16),
                5,
                TIME,
                7,
                sealing,
                List.of(bytes(0x22, 16)),
                2,
                TIME,
                Optional.empty(),
                List.of(new OutboxEntry.Copy(user(0x51), bytes(0x52, 16), true)));
    }

    private static UserId user(int value) {
        return UserId.of(filled(value, 32));
    }

    private static DropCopy copy(Optional<Bytes> drop) {
        return new DropCopy(
                user(0x01), 7, bytes(0x21, 16), bytes(0x52, 16), bytes(0x53, 16), 20_000, drop);
    }

    /** Reads what an earlier version wrote; what is written then is of the present one. */
    private static <R> void old(
            String name, R record, Function<R, byte[]> encode, Function<byte[], R> decode)
            throws Exception {
        byte[] golden = Golden.vector(name);
        assertEquals(record, decode.apply(golden));
        assertEquals(record, decode.apply(encode.apply(record)));
        strict(golden, decode);
    }

    /** Writes as the page says, reads what the page says, and takes neither more nor less. */
    private static <R> void check(
            String name, R record, Function<R, byte[]> encode, Function<byte[], R> decode)
            throws Exception {
        Golden.check(name, encode.apply(record));
        byte[] golden = Golden.vector(name);
        assertEquals(record, decode.apply(golden));
        strict(golden, decode);
    }

    private static void strict(byte[] good, Function<byte[], ?> decode) {
        for (int length = 1; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(RuntimeException.class, () -> decode.apply(cut), "cut to " + length);
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThrows(RuntimeException.class, () -> decode.apply(longer));
        byte[] newer = good.clone();
        newer[0] = (byte) 99;
        assertThrows(StoreFailure.Newer.class, () -> decode.apply(newer));
    }

    @Test
    void contacts() throws Exception {
        check("record-contact", contact(), Contact::encode, Contact::decode);
        check(
                "record-contact-expected",
                Contact.expected(user(0x01), "bob", Contact.Origin.introducedBy(user(0x07)), TIME),
                Contact::encode,
                Contact::decode);
        old("record-contact-2", contact(), Contact::encode, Contact::decode);
    }

    @Test
    void conversations() throws Exception {
        check(
                "record-conversation",
                new Conversation(5, 6, 7, 4),
                Conversation::encode,
                Conversation::decode);
    }

    @Test
    void keys() throws Exception {
        Golden.check("record-keys", relationKeys().encode());
        byte[] golden = Golden.vector("record-keys");
        assertArrayEquals(golden, RelationKeys.decode(golden).encode());
        strict(golden, RelationKeys::decode);
    }

    @Test
    void identities() throws Exception {
        Instant never = Instant.EPOCH;
        OwnIdentity own = new OwnIdentity(secret(0x31), "Ann", TIME, TIME);
        Golden.check("record-identity", own.encode());
        for (String name : List.of("record-identity", "record-identity-2", "record-identity-1")) {
            byte[] golden = Golden.vector(name);
            OwnIdentity read = OwnIdentity.decode(golden);
            Instant restored = name.endsWith("-1") ? never : TIME;
            Instant asOf = name.endsWith("y") ? TIME : never;
            OwnIdentity same = new OwnIdentity(secret(0x31), "Ann", restored, asOf);
            assertArrayEquals(same.encode(), read.encode(), name);
            byte[] nameless = Arrays.copyOf(golden, golden.length - 3);
            assertThrows(IllegalStateException.class, () -> OwnIdentity.decode(nameless));
            byte[] newer = golden.clone();
            newer[0] = 4;
            assertThrows(StoreFailure.Newer.class, () -> OwnIdentity.decode(newer));
        }
    }

    @Test
    void lines() throws Exception {
        Line changed =
                line().answering(Optional.of(bytes(0x29, 16)))
                        .reworded("hi", 2)
                        .signed(false, new Sign(3, "+1"));
        check("record-line", changed, Line::encode, Line::decode);
    }

    @Test
    void outboxEntries() throws Exception {
        check("record-outbox", entry(Optional.empty()), OutboxEntry::encode, OutboxEntry::decode);
        var sealing = new OutboxEntry.Sealing(bytes(0x23, 8), PublicKey.of(filled(0x24, 32)), 9);
        check(
                "record-outbox-sealed",
                entry(Optional.of(sealing)),
                OutboxEntry::encode,
                OutboxEntry::decode);
    }

    @Test
    void places() throws Exception {
        check(
                "record-place",
                new MessagePlace(UserId.of(filled(0x01, 32)), 7, bytes(0x21, 16)),
                MessagePlace::encode,
                MessagePlace::decode);
    }

    @Test
    void happenings() throws Exception {
        check(
                "record-happening",
                new Happening(Happening.Kind.STATE, TIME, bytes(0x01, 32), 7, "x"),
                Happening::encode,
                Happening::decode);
    }

    @Test
    void homeStamps() throws Exception {
        check(
                "record-home",
                new HomeStamp(TIME, TIME.plusMillis(1), TIME.plusMillis(2)),
                HomeStamp::encode,
                HomeStamp::decode);
    }

    @Test
    void invitations() throws Exception {
        for (String name : List.of("record-invitation", "record-invitation-ours")) {
            byte[] golden = Golden.vector(name);
            try (OpenInvitation read = OpenInvitation.decode(golden)) {
                boolean ours = name.endsWith("ours");
                assertEquals(bytes(0x71, 16), read.id());
                assertEquals(
                        ours ? OpenInvitation.Side.OURS : OpenInvitation.Side.ACCEPTED,
                        read.side());
                assertEquals(ours ? Optional.empty() : Optional.of(user(0x01)), read.peer());
                assertEquals(ours ? Optional.empty() : Optional.of(user(0x07)), read.introducer());
                assertEquals(ours ? Optional.empty() : Optional.of("bob"), read.petname());
                assertEquals(TIME, read.made());
                assertEquals(TIME, read.expiry());
                assertArrayEquals(filled(0x72, 32), read.secret().expose());
                assertArrayEquals(golden, read.encode());
            }
            strict(golden, OpenInvitation::decode);
        }
    }

    @Test
    void owedAcks() throws Exception {
        check(
                "record-owed",
                new OwedAck(OwedAck.Kind.READ, bytes(0x22, 16), TIME, true),
                OwedAck::encode,
                OwedAck::decode);
    }

    @Test
    void paddingKeys() {
        byte[] said =
                ByteBuffer.allocate(1 + 4 + 32)
                        .put((byte) 1)
                        .putInt(32)
                        .put(filled(0x61, 32))
                        .array();
        assertArrayEquals(said, PaddingKey.encode(new Padding(secret(0x61))));
        assertArrayEquals(said, PaddingKey.encode(PaddingKey.decode(said)));
        strict(said, PaddingKey::decode);
    }

    @Test
    void keepingAndSearching() throws Exception {
        check(
                "record-retention",
                new Retention(Optional.of(Duration.ofDays(30))),
                Retention::encode,
                Retention::decode);
        assertEquals(
                Optional.empty(),
                Retention.decode(new Retention(Optional.empty()).encode()).keep());
        check(
                "record-search",
                new SearchBlock(
                        1,
                        bits(0b100001),
                        bits(1),
                        0x01020304,
                        Bytes.of(new byte[] {119}),
                        Bytes.ofHex("0003626f62010000026869010002017301050004746869730105")),
                SearchBlock::encode,
                SearchBlock::decode);
    }

    @Test
    void relays() throws Exception {
        check(
                "record-drop-copy",
                copy(Optional.of(bytes(0x54, 8))),
                DropCopy::encode,
                DropCopy::decode);
        check("record-drop-kept", copy(Optional.empty()), DropCopy::encode, DropCopy::decode);
        check(
                "record-carried",
                new KeptDrop(bytes(0x53, 16), user(0x01), 20_000),
                KeptDrop::encode,
                KeptDrop::decode);
        check(
                "record-lost",
                new LostDrop(bytes(0x52, 16), TIME),
                LostDrop::encode,
                LostDrop::decode);
        check(
                "record-hints",
                new RelayHints(bytes(0x55, 16), TIME, List.of(bytes(0x56, 8), bytes(0x57, 8))),
                RelayHints::encode,
                RelayHints::decode);
        check("record-outbox-hints", hints(), OutboxEntry::encode, OutboxEntry::decode);
        check(
                "record-outbox-offer",
                unseen(OutboxEntry.Kind.OFFER, bytes(0x58, 1_188)),
                OutboxEntry::encode,
                OutboxEntry::decode);
    }

    private static OutboxEntry hints() {
        return unseen(OutboxEntry.Kind.HINTS, bytes(0x56, 128));
    }

    private static OutboxEntry unseen(OutboxEntry.Kind kind, Bytes content) {
        return OutboxEntry.fresh(
                bytes(0x21, 16), 0, TIME, 30, Optional.of(new OutboxEntry.Unseen(kind, content)));
    }

    @Test
    void recordsOfTheFirstVersion() throws Exception {
        old("record-contact-1", contact().trustingUs(false), Contact::encode, Contact::decode);
        old(
                "record-conversation-1",
                new Conversation(5, 6, 7, 0),
                Conversation::encode,
                Conversation::decode);
        old(
                "record-outbox-1",
                entry(Optional.empty()).copied(List.of()),
                OutboxEntry::encode,
                OutboxEntry::decode);
        old("record-line-1", line(), Line::encode, Line::decode);
        old(
                "record-happening-1",
                new Happening(Happening.Kind.STATE, TIME, bytes(0x01, 32), 7, "x"),
                Happening::encode,
                Happening::decode);
        old("record-outbox-4", entry(Optional.empty()), OutboxEntry::encode, OutboxEntry::decode);
        old("record-outbox-2", entry(Optional.empty()), OutboxEntry::encode, OutboxEntry::decode);
        old("record-outbox-hints-2", hints(), OutboxEntry::encode, OutboxEntry::decode);
        old(
                "record-owed-1",
                new OwedAck(OwedAck.Kind.TAKEN, bytes(0x22, 16), TIME, false),
                OwedAck::encode,
                OwedAck::decode);
    }

    private static RatchetState ratchet(Identity alice, Identity bob) {
        PairKeys keys =
                PairKeys.derive(secret(0x31), secret(0x32), KeyingKind.CODE, filled(0x33, 9));
        return DoubleRatchet.bob(keys, alice.userId(), bob.userId(), secret(0x34), Instant.EPOCH);
    }

    /** Layout only: the ratchet inside has its own page. */
    @Test
    void sessions() {
        Identity alice = Identity.fromSeed(secret(0x41));
        Identity bob = Identity.fromSeed(secret(0x42));
        byte[] state = ratchet(alice, bob).encode();
        byte[] written =
                new Session(
                                RatchetState.decode(state),
                                new Session.Acknowledged(PublicKey.of(filled(0x24, 32)), 9),
                                true)
                        .encode();
        byte[] said =
                ByteBuffer.allocate(1 + 4 + state.length + 32 + 4 + 1)
                        .put((byte) 2)
                        .putInt(state.length)
                        .put(state)
                        .put(filled(0x24, 32))
                        .putInt(9)
                        .put((byte) 1)
                        .array();
        assertArrayEquals(said, written);
        assertArrayEquals(said, Session.decode(said).encode());
        strictEnds(said);
        byte[] first = Arrays.copyOf(said, said.length - 1);
        first[0] = 1;
        byte[] since = said.clone();
        since[said.length - 1] = 0;
        assertArrayEquals(since, Session.decode(first).encode());
        strictEnds(first);
    }

    private static void strictEnds(byte[] good) {
        assertThrows(
                RuntimeException.class, () -> Session.decode(Arrays.copyOf(good, good.length - 1)));
        assertThrows(
                RuntimeException.class, () -> Session.decode(Arrays.copyOf(good, good.length + 1)));
    }

    /** Layout only: card, keys and ratchet have their own pages. */
    @Test
    void pendings() {
        Identity alice = Identity.fromSeed(secret(0x41));
        Identity bob = Identity.fromSeed(secret(0x42));
        byte[] card = bob.card("Bob").encode();
        byte[] keys = relationKeys().encode();
        byte[] state = ratchet(alice, bob).encode();
        byte[] said =
                ByteBuffer.allocate(
                                1 + 4 + card.length + 1 + 4 + keys.length + 4 + state.length + 8)
                        .put((byte) 1)
                        .putInt(card.length)
                        .put(card)
                        .put((byte) 1)
                        .putInt(keys.length)
                        .put(keys)
                        .putInt(state.length)
                        .put(state)
                        .putLong(TIME.toEpochMilli())
                        .array();
        try (Pending pending = Pending.decode(said)) {
            assertEquals(bob.userId(), pending.card().userId());
            assertEquals(TIME, pending.since());
            assertArrayEquals(said, pending.encode());
        }
        assertThrows(
                RuntimeException.class, () -> Pending.decode(Arrays.copyOf(said, said.length + 1)));
    }
}
