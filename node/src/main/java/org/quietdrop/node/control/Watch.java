package org.quietdrop.node.control;

import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * One connection's view of what happens: first what was kept after a cursor, then what is new, in
 * order, without repeat. It listens before it reads what was kept, so nothing falls between; what
 * is kept no more, or never was, is said by a notice of its own.
 */
final class Watch implements AutoCloseable {
    /** What the call of {@code watch} answers: notices with larger cursors than this follow. */
    record Begun(long cursor, long latest) {}

    private static final int PAGE = 200;

    /** Beyond every cursor: only the newest one is wanted. */
    private static final long FAR = Params.MOST;

    /** New notices that wait while a client reads; one more and it is dropped. */
    static final int LIVE = 10_000;

    private final Desk desk;
    private final Outgoing outgoing;
    private final BlockingQueue<View.Notice> live = new ArrayBlockingQueue<>(LIVE);
    private final AutoCloseable subscription;
    private final Begun begun;
    private final long asked;
    private final View.Notices first;
    private volatile boolean closed;

    /**
     * Begins to listen and reads the first page; blocks.
     *
     * @param cursor where to begin; empty: with what happens next
     */
    Watch(Desk desk, Outgoing outgoing, OptionalLong cursor) {
        this.desk = desk;
        this.outgoing = outgoing;
        this.subscription = desk.watch(this::hear);
        try {
            first = page(cursor.orElse(FAR));
        } catch (RuntimeException e) {
            unsubscribe(subscription);
            throw e;
        }
        asked = Math.min(cursor.orElse(first.latest()), FAR);
        // A cursor from a later life of this node (a restored backup) must not silence the watch.
        long from = Math.min(Math.max(asked, first.lost()), first.latest());
        begun = new Begun(from, first.latest());
    }

    Begun begun() {
        return begun;
    }

    /** Sends until the client is gone; the body of a virtual thread. */
    void run() {
        try {
            long last = replay();
            while (!closed) {
                View.Notice notice = live.take();
                // A cursor of zero: told once, not kept.
                if (notice.cursor() > 0 && notice.cursor() <= last) continue;
                if (!send(notice)) return;
                last = Math.max(last, notice.cursor());
            }
        } catch (InterruptedException | RuntimeException e) {
            outgoing.drop();
        } finally {
            close();
        }
    }

    private long replay() throws InterruptedException {
        long last = asked;
        View.Notices page = first;
        if (asked > page.latest()) {
            tell(gap(page.latest(), page, unknown(asked, page.latest())));
            last = page.latest();
        }
        while (true) {
            if (page.lost() > last) {
                tell(gap(page.lost(), page, old(last + 1, page.lost())));
                last = page.lost();
            }
            if (page.notices().isEmpty()) return last;
            for (View.Notice notice : page.notices()) {
                if (notice.cursor() <= last) continue;
                tell(notice);
                last = notice.cursor();
            }
            page = page(last);
        }
    }

    private static String old(long from, long to) {
        return "what happened from cursor %d to %d is not kept any more; the messages are in the history"
                .formatted(from, to);
    }

    private static String unknown(long asked, long latest) {
        return "there is no cursor %d here, the newest is %d: it belongs to another home, or to this one before it was restored"
                .formatted(asked, latest);
    }

    private static View.Notice gap(long cursor, View.Notices page, String text) {
        return new View.Notice(cursor, "gap", page.time(), null, null, text);
    }

    private void tell(View.Notice notice) throws InterruptedException {
        if (!send(notice)) throw new InterruptedException();
    }

    private boolean send(View.Notice notice) throws InterruptedException {
        return outgoing.put(ControlMessage.encode(ControlMessage.notice(notice)));
    }

    private View.Notices page(long after) {
        try {
            View view = desk.ask(new Request.Events(after, PAGE)).join();
            if (view instanceof View.Notices notices) return notices;
            throw new IllegalStateException("not notices");
        } catch (CompletionException | CancellationException e) {
            if (e.getCause() instanceof UserError error) throw error;
            throw new IllegalStateException("no notices", e);
        }
    }

    private void hear(View.Notice notice) {
        if (!closed && !live.offer(notice)) outgoing.drop();
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        unsubscribe(subscription);
        // Wakes the sender, who then sees that it is over.
        live.clear();
        var _ = live.offer(new View.Notice(0, "warning", "", null, null, null));
    }

    private static void unsubscribe(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            throw new IllegalStateException("unsubscribe", e);
        }
    }
}
