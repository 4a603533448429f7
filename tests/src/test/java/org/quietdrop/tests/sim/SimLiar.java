package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A relay that does not keep to the rules, made of one that does: it stands between its core and
 * the links. Lies only while the world is in chaos.
 */
final class SimLiar {
    /** What it does. */
    enum Way {
        /** Says that it keeps what it throws away, or refuses without need, or says lost. */
        ANSWERS_FALSELY,
        THROWS_AWAY,
        REPLAYS,
        /** Hands boxes over days later, after their end, too. */
        DELAYS,
        FLOODS
    }

    /** A box that was handed over, or was to be. */
    private record Hoarded(SimNode to, Frame.Drop drop) {}

    /** More junk than anybody bears on one link. */
    private static final int TOO_MUCH = 1_010;

    private static final int MOST_FLOODS = 6;

    private final SimWorld world;
    private final SimNode node;
    private final SplittableRandom random;
    private final RelayTotals totals;
    private final Set<Way> ways = EnumSet.noneOf(Way.class);
    private final List<Hoarded> hoard = new ArrayList<>();
    private final List<Bytes> seen = new ArrayList<>();
    private int floods;

    SimLiar(SimWorld world, SimNode node, RelayTotals totals) {
        this.world = world;
        this.node = node;
        this.totals = totals;
        this.random = new SplittableRandom(world.random.nextLong());
        ways.add(Way.values()[random.nextInt(Way.values().length)]);
        ways.add(Way.values()[random.nextInt(Way.values().length)]);
    }

    private boolean will(Way way, double probability) {
        return world.chaos && ways.contains(way) && random.nextDouble() < probability;
    }

    /** Whether its core never learns of this event. */
    boolean swallows(Event event) {
        if (!(event instanceof Event.FrameArrived f)) return false;
        if (f.frame() instanceof Frame.Deposit deposit) return swallows(f.link(), deposit);
        if (f.frame() instanceof Frame.Ask ask && ask.last()) asked(f.link(), ask);
        return false;
    }

    private boolean swallows(long link, Frame.Deposit deposit) {
        Bytes id = DropId.of(deposit.drop());
        seen.add(id);
        if (!will(Way.ANSWERS_FALSELY, 0.7)) return false;
        if (random.nextInt(4) == 0) {
            totals.add(RelayTotals.What.LIED_NOT_KEPT);
            Frame.NotKept.Reason[] reasons = Frame.NotKept.Reason.values();
            say(link, new Frame.NotKept(id, reasons[random.nextInt(reasons.length)]));
            return true;
        }
        totals.add(RelayTotals.What.LIED_KEPT);
        say(link, new Frame.Kept(id));
        if (random.nextInt(3) == 0) {
            totals.add(RelayTotals.What.LIED_LOST);
            say(link, new Frame.Lost(id));
            return false;
        }
        return true;
    }

    /** Somebody collects: the time for old boxes and for junk. */
    private void asked(long link, Frame.Ask ask) {
        Optional<SimNode> peer = world.network.peer(node, link);
        if (peer.isEmpty() || !world.chaos) return;
        for (Hoarded h : List.copyOf(hoard)) {
            if (h.to() != peer.get() || random.nextInt(3) == 0) continue;
            if (random.nextBoolean()) hoard.remove(h);
            totals.add(RelayTotals.What.BOX_LATE);
            later(link, h.drop());
        }
        if (floods < MOST_FLOODS && will(Way.FLOODS, 0.5)) flood(link, ask);
    }

    private void flood(long link, Frame.Ask ask) {
        totals.add(RelayTotals.What.FLOODED);
        boolean drowns = floods++ == 0 && random.nextInt(16) == 0;
        int many = drowns ? TOO_MUCH : random.nextInt(1, 30);
        for (int i = 0; i < many; i++) later(link, junk(ask, drowns));
    }

    private Frame junk(Frame.Ask ask, boolean boxes) {
        Bytes id = seen.isEmpty() || random.nextBoolean() ? some(16) : any(seen);
        return switch (boxes ? 0 : random.nextInt(7)) {
            case 0 -> new Frame.Drop(some(16), some(DropKeys.DROP_SIZE));
            case 1 -> new Frame.Drop(any(ask.handles()), some(DropKeys.DROP_SIZE));
            case 2 -> new Frame.Kept(id);
            case 3 -> new Frame.Lost(id);
            case 4 -> new Frame.Taken(id);
            case 5 -> new Frame.Ask(random.nextBoolean(), List.of(some(16), some(16)));
            default -> new Frame.Deposit(some(16), random.nextInt(40), some(DropKeys.DROP_SIZE));
        };
    }

    private Bytes any(List<Bytes> of) {
        return of.get(random.nextInt(of.size()));
    }

    private Bytes some(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /** What leaves in place of what its core says. */
    List<Effect> twist(List<Effect> effects) {
        List<Effect> twisted = new ArrayList<>();
        for (Effect effect : effects) {
            twisted.add(effect instanceof Effect.Send send ? twist(send) : effect);
        }
        return twisted;
    }

    private Effect twist(Effect.Send send) {
        Optional<SimNode> peer = world.network.peer(node, send.link());
        List<Frame> frames = new ArrayList<>();
        for (Frame frame : send.frames()) {
            if (!(frame instanceof Frame.Drop drop) || peer.isEmpty()) {
                frames.add(frame);
            } else if (will(Way.THROWS_AWAY, 0.8)) {
                totals.add(RelayTotals.What.BOX_THROWN_AWAY);
                gone(send.link(), drop);
            } else if (will(Way.DELAYS, 0.8)) {
                hoard.add(new Hoarded(peer.get(), drop));
                gone(send.link(), drop);
            } else {
                frames.add(drop);
                if (will(Way.REPLAYS, 0.8)) {
                    totals.add(RelayTotals.What.BOX_REPLAYED);
                    hoard.add(new Hoarded(peer.get(), drop));
                    later(send.link(), drop);
                }
            }
        }
        return new Effect.Send(send.link(), frames);
    }

    /** Its core believes that the box was taken. */
    private void gone(long link, Frame.Drop drop) {
        int life = node.life();
        world.later(
                Duration.ofMillis(5),
                () -> {
                    if (node.life() != life) return;
                    node.post(
                            new Event.FrameArrived(link, new Frame.Taken(DropId.of(drop.drop()))));
                });
    }

    private void later(long link, Frame frame) {
        int life = node.life();
        world.later(
                world.millis(50, 4_000),
                () -> {
                    if (node.life() == life) say(link, frame);
                });
    }

    private void say(long link, Frame frame) {
        world.perform(node, new Effect.Send(link, List.of(frame)));
    }
}
