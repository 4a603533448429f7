package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.Watching;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Watches a node, if wanted beyond its end: then it waits until one serves the same home again,
 * unlocked, and goes on behind the last cursor. Used by one thread.
 */
final class Following {
    /** Hears each notice once, in order. */
    interface Listener {
        /** Something happened. */
        void hear(View.Notice notice);
    }

    private static final long LOOK_MILLIS = 250;

    private final Face face;
    private final Listener listener;
    private OptionalLong cursor = OptionalLong.empty();
    private String said = "";

    Following(Face face, Listener listener) {
        this.face = face;
        this.listener = listener;
    }

    /**
     * Watches until nobody reads or the node goes away.
     *
     * @param from behind which cursor; empty: only what is new
     * @param kept end behind what was kept
     * @param follow do not end when the node does, or when it is locked
     */
    void run(OptionalLong from, boolean kept, boolean follow) {
        cursor = from;
        while (true) {
            try {
                watch(kept);
                return;
            } catch (UserError e) {
                if (!follow || !passing(e)) throw e;
                remark(e);
                pause();
            }
        }
    }

    private void watch(boolean kept) {
        try (ControlClient client = face.connect();
                Watching watching = client.watch(cursor)) {
            said = "";
            boolean gap = cursor.isPresent() && cursor.getAsLong() != watching.cursor();
            if (cursor.isEmpty()) cursor = OptionalLong.of(watching.latest());
            while (!face.readerIsGone()) {
                boolean more = gap || cursor.orElse(0) < watching.latest();
                if (kept && !more) return;
                Optional<View.Notice> notice = watching.next();
                if (notice.isEmpty()) return;
                gap = false;
                long at = notice.get().cursor();
                boolean moved = at > cursor.orElse(0) || notice.get().event().equals("gap");
                // Told once and not kept: no place to go on from.
                if (at > 0 && moved) cursor = OptionalLong.of(at);
                listener.hear(notice.get());
            }
        }
    }

    /**
     * Whether it may come back: nobody runs it, or it is locked. A home that is gone stays gone.
     */
    private boolean passing(UserError e) {
        return switch (e.exit()) {
            case LOCKED -> true;
            case DAEMON -> Files.isDirectory(face.home());
            case FAILED, USAGE, KEY, AMBIGUOUS, NOT_DELIVERED, REFUSED, NOT_FOUND -> false;
        };
    }

    private void remark(UserError e) {
        String why = e.exit() == UserError.Exit.LOCKED ? "the node is locked" : "no node is there";
        if (why.equals(said)) return;
        said = why;
        face.remark(why + "; waiting for it");
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError(UserError.Exit.FAILED, "interrupted");
        }
    }
}
