package org.quietdrop.node.inspect;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.message.History;
import org.quietdrop.node.relay.DropCopies;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.Line;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads the book of the wire with the eyes of the user: whose cell it was and what was in it, from
 * what is committed.
 */
public final class WireReading {
    /** Reads what the store keeps, after all that the core was told before. */
    public interface Reader extends Consumer<Consumer<Transaction>> {}

    private final WireBook book;
    private final Reader reader;

    /** Over one book. */
    public WireReading(WireBook book, Reader reader) {
        this.book = book;
        this.reader = reader;
    }

    /** What came after a number; waits for it. As {@code inspect.wire}. */
    public WireLines next(OptionalLong after, Duration patience) {
        WireBook.Page page = book.next(after, patience);
        List<WireLines.WireLine> lines = new ArrayList<>();
        if (!page.lines().isEmpty()) {
            // What is in an envelope that came is said when the core has let its effects out.
            reader.accept(_ -> {});
            reader.accept(tx -> page.lines().forEach(p -> lines.add(line(tx, p))));
        }
        return new WireLines(lines, page.next(), page.lost());
    }

    private WireLines.WireLine line(Transaction tx, Passing p) {
        return new WireLines.WireLine(
                p.number(),
                p.at().truncatedTo(ChronoUnit.MILLIS).toString(),
                p.sent(),
                p.from(),
                p.to(),
                p.bytes(),
                p.kind(),
                p.with().map(id -> name(tx, id)).orElse(null),
                p.said().stream().map(said -> meaning(tx, p, said)).toList());
    }

    private static String name(Transaction tx, UserId id) {
        return new Contacts(tx).get(id).map(Contact::petname).orElse("somebody forgotten");
    }

    private WireLines.Meaning meaning(Transaction tx, Passing p, Passing.Said said) {
        return switch (said) {
            case Passing.Said.Plain plain -> plain.meaning();
            case Passing.Said.Envelope envelope ->
                    book.inside(envelope.id())
                            .map(inside -> inside(tx, inside))
                            // It came before, came too late, or does not open.
                            .orElseGet(() -> WireLines.Meaning.of("envelope"));
            case Passing.Said.Box box ->
                    p.with()
                            .flatMap(relay -> new DropCopies(tx).get(relay, box.dropId()))
                            .map(copy -> box(tx, copy))
                            .orElseGet(() -> WireLines.Meaning.of("deposit"));
        };
    }

    private static WireLines.Meaning inside(Transaction tx, Effect.Inside inside) {
        return switch (inside.kind()) {
            case TEXT ->
                    new WireLines.Meaning(
                            "text",
                            characters(tx, inside.with(), inside.place()).orElse(null),
                            null,
                            null);
            case RECEIPT -> WireLines.Meaning.of("receipt");
            case HINTS -> WireLines.Meaning.of("hints");
            case OFFER, ANSWER -> WireLines.Meaning.of("kem");
            case INTRODUCTION -> WireLines.Meaning.of("introduction");
            case CHANGE -> WireLines.Meaning.of("change");
            case UNKNOWN -> WireLines.Meaning.of("unknown");
        };
    }

    private static WireLines.Meaning box(Transaction tx, DropCopy copy) {
        Integer characters =
                copy.line() == 0 ? null : characters(tx, copy.contact(), copy.line()).orElse(null);
        return new WireLines.Meaning("deposit", characters, null, name(tx, copy.contact()));
    }

    private static Optional<Integer> characters(Transaction tx, UserId with, long place) {
        return new History(tx)
                .get(with, place)
                .map(Line::text)
                .map(text -> text.codePointCount(0, text.length()));
    }
}
