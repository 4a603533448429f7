package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.Direction;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.crypto.relay.Padding;
import org.quietdrop.crypto.relay.Week;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.FrameCodec;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.RelationKeys;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects mail from relays (protocol, section 7): asks for the handles under which contacts may
 * have left something, among others that stand for nobody; takes what is handed over, and answers
 * for all of it. Confined to the core thread.
 */
final class Collecting {
    /** Relations are filled up to a multiple of this, so that nobody can count them. */
    private static final int PADDED = 256;

    /** Drops of no use after which a link is ended. */
    private static final int MOST_USELESS = 1_000;

    /** Drops of a link that are known when they come again: as many as an honest relay holds. */
    private static final int MOST_REMEMBERED = Quotas.DEFAULT.all();

    private final UserId self;
    private final RandomSource random;
    private final Arrivals arrivals;
    private final Warnings warnings;

    Collecting(UserId self, RandomSource random, Arrivals arrivals, Warnings warnings) {
        this.self = self;
        this.random = random;
        this.arrivals = arrivals;
        this.warnings = warnings;
    }

    /** Asks a relay for everything that contacts may have left there. */
    void ask(Turn turn, LiveLink relay) {
        List<Bytes> handles = new ArrayList<>();
        int relations = 0;
        List<Long> weeks = Week.asked(turn.now());
        for (Contact c : turn.contacts().all()) {
            if (c.state() != Contact.State.CONTACT || c.id().equals(relay.peer())) continue;
            Optional<RelationKeys> keys = turn.contacts().keys(c.id());
            if (keys.isEmpty()) continue;
            try (RelationKeys open = keys.get()) {
                Direction direction = Direction.from(c.id(), self);
                for (long week : weeks) {
                    Bytes handle =
                            DropKeys.handle(open.keys().tagRoot(), direction, week, relay.peer());
                    relay.relay.sought.put(handle, new RelayLink.Sought(c.id(), week));
                    handles.add(handle);
                }
            }
            relations++;
        }
        int padded = PADDED * Math.max(1, Math.ceilDiv(relations, PADDED));
        try (Padding padding = turn.padding(random)) {
            for (int place = relations; place < padded; place++) {
                for (long week : weeks) handles.add(padding.handle(place, week, relay.peer()));
            }
        }
        shuffle(handles);
        int all = handles.size();
        List<Frame> frames = new ArrayList<>();
        for (int at = 0; at < all; at += FrameCodec.MAX_HANDLES) {
            int end = Math.min(all, at + FrameCodec.MAX_HANDLES);
            frames.add(new Frame.Ask(end == all, handles.subList(at, end)));
        }
        turn.effect(new Effect.Send(relay.id(), frames));
    }

    private void shuffle(List<Bytes> handles) {
        ByteBuffer drawn = ByteBuffer.wrap(random.bytes(Long.BYTES * handles.size()));
        for (int i = handles.size() - 1; i > 0; i--) {
            int at = (int) Long.remainderUnsigned(drawn.getLong(), i + 1L);
            Bytes other = handles.get(at);
            handles.set(at, handles.get(i));
            handles.set(i, other);
        }
    }

    /**
     * A drop is handed over. Whatever is in it, it is answered: what stays unanswered would stop
     * those behind it.
     *
     * @return whether word of it is owed to somebody
     */
    boolean arrived(Turn turn, LiveLink relay, Frame.Drop drop) {
        Bytes id = DropId.of(drop.drop());
        boolean first = relay.relay.came.add(id);
        if (relay.relay.came.size() > MOST_REMEMBERED) relay.relay.came.removeFirst();
        boolean owed = false;
        if (first) {
            owed = open(turn, relay, drop);
        } else {
            useless(turn, relay, "hands over the same box again and again");
        }
        if (relay.over) return owed;
        turn.effect(new Effect.Send(relay.id(), List.of(new Frame.Taken(id))));
        return owed;
    }

    private boolean open(Turn turn, LiveLink relay, Frame.Drop drop) {
        RelayLink.Sought sought = relay.relay.sought.get(drop.handle());
        Optional<RelationKeys> keys =
                sought == null ? Optional.empty() : turn.contacts().keys(sought.from());
        if (sought == null || keys.isEmpty()) {
            useless(turn, relay, "hands over boxes that were not asked for");
            return false;
        }
        Bytes envelope;
        try (RelationKeys open = keys.get();
                DropKeys seal =
                        DropKeys.of(
                                open.keys().tagRoot(),
                                Direction.from(sought.from(), self),
                                sought.week(),
                                relay.peer())) {
            envelope = Bytes.of(seal.open(drop.drop()));
        } catch (OpenFailed e) {
            told(turn, relay, "hands over boxes that do not open");
            return false;
        }
        return switch (arrivals.take(turn, sought.from(), envelope, Optional.of(relay.peer()))) {
            case TAKEN -> true;
            case NOTED, AGAIN, SILENT -> false;
            case LATE -> {
                told(turn, relay, "hands over messages after their lifetime");
                yield false;
            }
            case UNOPENED -> {
                String from = turn.petname(sought.from());
                warnings.tell(turn, sought.from(), "a message from " + from + " did not open");
                yield false;
            }
        };
    }

    /** Told once an hour. It may be the doing of who left it there: the link stays. */
    private void told(Turn turn, LiveLink relay, String what) {
        warnings.tell(turn, relay.peer(), turn.petname(relay.peer()) + " " + what);
    }

    /** What only the relay can have done; a flood of it ends the link. */
    private void useless(Turn turn, LiveLink relay, String what) {
        told(turn, relay, what);
        if (++relay.relay.useless > MOST_USELESS) Renewals.end(turn, relay);
    }
}
