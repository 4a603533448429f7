package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A link between two nodes that carries frames only when it is told to. */
final class Wire {
    private static long numbers = 100;

    final CoreBench a;
    final CoreBench b;
    final long atA = numbers++;
    final long atB = numbers++;

    private final Bytes h;
    private final Bytes session;

    /**
     * A link that is not up yet, under the keys that the dialler has now.
     *
     * @param h fills the hash of the hello
     */
    Wire(CoreBench a, CoreBench b, int h) {
        this(a, b, h, session(a, b));
    }

    Wire(CoreBench a, CoreBench b, int h, Bytes session) {
        this.a = a;
        this.b = b;
        byte[] hash = new byte[64];
        Arrays.fill(hash, (byte) h);
        this.h = Bytes.of(hash);
        this.session = session;
    }

    /** The newest keys that somebody has with somebody, pending ones before others. */
    static Bytes session(CoreBench of, CoreBench with) {
        return of.stored(turn -> {
            var pendings = turn.contacts().pendings(with.id());
            if (!pendings.isEmpty()) return pendings.getLast().keys().sessionId();
            return turn.contacts().keys(with.id()).orElseThrow().sessionId();
        });
    }

    /** Comes up at both ends and everything that is sent arrives. */
    static Wire between(CoreBench a, CoreBench b) {
        Wire wire = new Wire(a, b, 1);
        wire.up();
        wire.settle();
        return wire;
    }

    void up() {
        upAtA();
        upAtB();
    }

    void upAtA() {
        a.handle(
                new Event.LinkUp(atA, new RelationId(b.id(), session), true, h, b.endpoint, exp()));
    }

    void upAtB() {
        b.handle(
                new Event.LinkUp(
                        atB, new RelationId(a.id(), session), false, h, a.endpoint, exp()));
    }

    /** The same on both sides, another on every link. */
    private SecretKey exp() {
        return SecretKey.random(new SeededRandom(atA));
    }

    void down() {
        a.handle(new Event.LinkDown(atA));
        b.handle(new Event.LinkDown(atB));
    }

    void toA(Frame frame) {
        a.handle(new Event.FrameArrived(atA, frame));
    }

    void toB(Frame frame) {
        b.handle(new Event.FrameArrived(atB, frame));
    }

    /** What A sent until now arrives at B. */
    List<Frame> carryToB() {
        List<Frame> frames = a.sent(atA);
        frames.forEach(this::toB);
        return frames;
    }

    List<Frame> carryToA() {
        List<Frame> frames = b.sent(atB);
        frames.forEach(this::toA);
        return frames;
    }

    /** Everything arrives, until both are silent. */
    List<Frame> settle() {
        List<Frame> all = new ArrayList<>();
        int before;
        do {
            before = all.size();
            all.addAll(carryToB());
            all.addAll(carryToA());
        } while (all.size() > before);
        return all;
    }
}
