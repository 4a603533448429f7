package org.quietdrop.node.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.inspect.WireLines.Meaning;
import org.quietdrop.node.link.Crossing;
import org.quietdrop.node.message.History;
import org.quietdrop.node.relay.DropCopies;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.Line;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** What the same cells mean to who has the store. */
@Timeout(300)
final class WireReadingTest {
    private static final UserId BOB = UserId.of(filled(32, 0xb0));
    private static final UserId CAROL = UserId.of(filled(32, 0xca));
    private static final Bytes DROP = Bytes.of(filled(4_040, 1));
    private static final Bytes ENVELOPE = Bytes.of(filled(4_000, 2));

    private final Random random = new Random(11);
    private final SecretKey key = SecretKey.take(filled(32, 9));
    private final Store store =
            Store.open(new MemoryDisk(), new IndexPlace.InHeap(), key, random::nextBytes);
    private final WireBook book = new WireBook(() -> Instant.EPOCH, () -> Instant.EPOCH, on -> {});
    private final WireReading reading =
            new WireReading(
                    book,
                    piece -> {
                        try (Transaction tx = store.begin()) {
                            piece.accept(tx);
                        }
                    });

    private static byte[] filled(int size, int with) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    @AfterEach
    void close() {
        store.close();
        key.close();
    }

    private void know(UserId id, String name) {
        try (Transaction tx = store.begin()) {
            new Contacts(tx).put(Contact.expected(id, name, Contact.Origin.CODE, Instant.EPOCH));
            tx.commit();
        }
    }

    private void wrote(String text, boolean left) {
        try (Transaction tx = store.begin()) {
            Bytes id = Bytes.of(filled(16, 3));
            new History(tx)
                    .put(
                            BOB,
                            5,
                            new Line(
                                    id,
                                    true,
                                    text,
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    1,
                                    0,
                                    Line.State.QUEUED,
                                    List.of()));
            if (left) {
                new DropCopies(tx)
                        .put(
                                CAROL,
                                new DropCopy(
                                        BOB,
                                        5,
                                        id,
                                        DropId.of(DROP),
                                        Bytes.of(filled(16, 4)),
                                        20_000,
                                        Optional.of(DROP)));
            }
            tx.commit();
        }
    }

    private static Crossing cell(boolean sent, UserId with, Frame... frames) {
        return new Crossing(
                sent,
                new Endpoint("192.0.2.1", 1),
                new Endpoint("192.0.2.2", 2),
                4_096,
                Optional.of(with),
                new Crossing.Load.Cell(List.of(frames)));
    }

    private WireLines.WireLine told(Crossing crossing) {
        long from = book.next(OptionalLong.empty(), Duration.ZERO).next();
        book.crossed(crossing);
        List<WireLines.WireLine> lines = reading.next(OptionalLong.of(from), Duration.ZERO).lines();
        assertEquals(1, lines.size());
        return lines.getFirst();
    }

    private static Frame deposit() {
        return new Frame.Deposit(Bytes.of(filled(16, 4)), 7, DROP);
    }

    @Test
    void aBoxThatWeLeaveIsForSomebodyAndAsLongAsItsText() {
        know(BOB, "bob");
        know(CAROL, "carol");
        wrote("a\ud83d\ude00b", true);
        WireLines.WireLine line = told(cell(true, CAROL, deposit()));
        assertEquals("carol", line.with());
        assertEquals(List.of(new Meaning("deposit", 3, null, "bob")), line.means());
    }

    @Test
    void ofABoxThatOthersLeaveNothingIsKnown() {
        know(BOB, "bob");
        know(CAROL, "carol");
        wrote("secret", true);
        assertEquals(List.of(Meaning.of("deposit")), told(cell(false, CAROL, deposit())).means());
        // The same bytes over another link are not our box.
        assertEquals(List.of(Meaning.of("deposit")), told(cell(true, BOB, deposit())).means());
    }

    @Test
    void anEnvelopeMeansWhatTheCoreSaid() {
        know(BOB, "bob");
        wrote("hello", false);
        Frame envelope = new Frame.Envelope(ENVELOPE);
        assertEquals(
                List.of(Meaning.of("envelope"), Meaning.of("ping")),
                told(cell(false, BOB, envelope, new Frame.Ping(1))).means());
        book.inside(new Effect.Inside(EnvelopeId.of(ENVELOPE), BOB, Effect.Inside.Kind.TEXT, 5));
        assertEquals(
                List.of(new Meaning("text", 5, null, null)),
                told(cell(true, BOB, envelope)).means());
        book.inside(new Effect.Inside(EnvelopeId.of(ENVELOPE), BOB, Effect.Inside.Kind.HINTS, 0));
        assertEquals(List.of(Meaning.of("hints")), told(cell(true, BOB, envelope)).means());
    }

    @Test
    void whoWasForgottenHasNoName() {
        assertEquals("somebody forgotten", told(cell(true, BOB)).with());
        assertEquals(List.of(), told(cell(true, BOB)).means());
    }
}
