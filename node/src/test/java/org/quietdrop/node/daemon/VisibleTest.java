package org.quietdrop.node.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.quietdrop.node.core.View;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(300)
final class VisibleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration TEN = Duration.ofMinutes(10);

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final Visible visible = new Visible(clock::get, done::add, () -> done.add("hidden"));

    private boolean seen() {
        return visible.view(List.of(), date -> date).isPresent();
    }

    @Test
    void isSeenUntilItsTimeIsOver() {
        assertFalse(seen());
        visible.show("Alice", TEN);
        assertEquals(
                Optional.of(new View.Visible("Alice", "2026-03-01T10:10:00Z", List.of("10.0.0.1"))),
                visible.view(List.of("10.0.0.1"), date -> date));
        clock.set(NOW.plus(TEN).minusMillis(1));
        visible.look();
        assertTrue(seen());
        clock.set(NOW.plus(TEN));
        visible.look();
        assertFalse(seen());
        assertEquals(List.of("Alice", "hidden"), List.copyOf(done));
    }

    /** The clock is never set; people read the date. */
    @Test
    void untilWhenIsSaidByTheDate() {
        visible.show("Alice", TEN);
        View.Visible shown =
                visible.view(List.of(), at -> at.plus(Duration.ofDays(1))).orElseThrow();
        assertEquals("2026-03-02T10:10:00Z", shown.until());
    }

    /** Nobody needs to look. */
    @Test
    void endsByItself() throws InterruptedException {
        visible.show("Alice", Duration.ofMillis(300));
        assertEquals("Alice", done.take());
        clock.set(NOW.plusSeconds(1));
        assertEquals("hidden", done.take());
        assertFalse(visible.hide());
    }

    @Test
    void aClockThatIsSetBackEndsIt() {
        visible.show("Alice", TEN);
        clock.set(NOW.minusSeconds(1));
        visible.look();
        assertFalse(seen());
    }

    @Test
    void endsWhenItIsTold() {
        assertFalse(visible.hide());
        visible.show("Alice", TEN);
        assertTrue(visible.hide());
        assertFalse(visible.hide());
        assertEquals(List.of("Alice", "hidden"), List.copyOf(done));
    }

    @Test
    void theLastWordCounts() {
        visible.show("Alice", TEN);
        clock.set(NOW.plusSeconds(300));
        visible.show("Alice", TEN);
        clock.set(NOW.plusSeconds(899));
        visible.look();
        assertTrue(seen());
        clock.set(NOW.plusSeconds(900));
        visible.look();
        assertFalse(seen());
    }
}
