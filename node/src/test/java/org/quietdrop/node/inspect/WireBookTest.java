package org.quietdrop.node.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.node.link.Crossing;
import org.quietdrop.node.wire.Endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

@Timeout(300)
final class WireBookTest {
    private static final Crossing HELLO =
            new Crossing(
                    true,
                    new Endpoint("192.0.2.1", 1),
                    new Endpoint("192.0.2.2", 2),
                    32,
                    Optional.empty(),
                    new Crossing.Load.Before(Crossing.Stage.HELLO));

    private final List<Boolean> eyes = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final WireBook book = new WireBook(() -> now, () -> now, eyes::add);

    private WireBook.Page after(long number) {
        return book.next(OptionalLong.of(number), Duration.ZERO);
    }

    @Test
    void nothingIsWrittenBeforeSomebodyLooks() {
        book.crossed(HELLO);
        assertEquals(List.of(), eyes);
        WireBook.Page begun = book.next(OptionalLong.empty(), Duration.ZERO);
        assertEquals(List.of(true), eyes);
        assertEquals(List.of(), begun.lines());
        book.crossed(HELLO);
        book.packet(true, "mdns", "192.0.2.1:5353", "224.0.0.251:5353", 120);
        WireBook.Page page = after(begun.next());
        assertEquals(List.of(32, 120), page.lines().stream().map(Passing::bytes).toList());
        assertEquals(0, page.lost());
        assertEquals(List.of(), after(page.next()).lines());
        assertEquals(List.of(true), eyes, "opened once");
    }

    @Test
    void whoDoesNotAskForAMinuteDoesNotLookAnyMore() {
        long begun = book.next(OptionalLong.empty(), Duration.ZERO).next();
        now = now.plus(WireBook.IDLE);
        book.crossed(HELLO);
        assertEquals(1, after(begun).lines().size());
        now = now.plus(WireBook.IDLE).plusMillis(1);
        book.crossed(HELLO);
        assertEquals(List.of(true, false), eyes);
        assertFalse(book.looking());
        book.crossed(HELLO);
        assertEquals(List.of(), after(begun + 1).lines(), "it looks anew");
        assertTrue(book.looking());
    }

    @Test
    void whoIsSlowIsToldHowMuchHeMissed() {
        long begun = book.next(OptionalLong.empty(), Duration.ZERO).next();
        for (int i = 0; i < WireBook.MOST + 10; i++) book.crossed(HELLO);
        WireBook.Page page = after(begun);
        assertEquals(10, page.lost());
        long taken = 0;
        while (!page.lines().isEmpty()) {
            taken += page.lines().size();
            page = after(page.next());
            assertEquals(0, page.lost());
        }
        assertEquals(WireBook.MOST, taken);
    }

    @Test
    void closingShutsTheEyes() {
        var _ = book.next(OptionalLong.empty(), Duration.ZERO);
        book.close();
        assertEquals(List.of(true, false), eyes);
        book.crossed(HELLO);
        assertFalse(book.looking());
    }
}
