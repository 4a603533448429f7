package org.quietdrop.node.shell;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.Beginning;
import org.quietdrop.node.core.View;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells somebody who looks elsewhere that a message came, if the person wants that: by the
 * terminal's bell or by a notice of the desktop (OSC 9). Never what it says, and from whom only
 * where that was chosen. Many at once are one. Thread-safe.
 */
final class Bell {
    private static final String RING = "\u0007";
    private static final String NOTICE = "\u001b]9;%s\u001b\\";
    private static final int LONGEST_NAME = 40;

    private final Seat seat;
    private final Look look;
    private final long restMillis;
    private final AtomicBoolean resting = new AtomicBoolean();

    Bell(Seat seat, Look look, Pace pace) {
        this.seat = seat;
        this.look = look;
        restMillis = pace.rest();
    }

    /** A message came in. */
    void message(View.Line line) {
        Look.Notify how = look.notifying();
        if (how == Look.Notify.OFF || resting.getAndSet(true)) return;
        seat.signal(
                switch (how) {
                    case OFF -> "";
                    case BELL -> RING;
                    case OSC9 -> NOTICE.formatted("a message");
                    case OSC9_NAME -> NOTICE.formatted("message from " + name(line));
                });
        CompletableFuture.delayedExecutor(restMillis, TimeUnit.MILLISECONDS)
                .execute(() -> resting.set(false));
    }

    /** Nothing that could end the sequence or begin another is left in it. */
    private String name(View.Line line) {
        String name = TerminalText.clean(line.conversation());
        return look.called(Beginning.of(name, LONGEST_NAME), line.verified());
    }
}
