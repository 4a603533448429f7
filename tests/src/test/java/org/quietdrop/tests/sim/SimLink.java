package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.wire.Frame;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** One link between two nodes; each side knows it under a number of its own. */
final class SimLink {
    final SimNode dialler;
    final SimNode answerer;
    final long diallerNumber;
    final long answererNumber;
    final Bytes h;
    boolean open = true;

    /**
     * Whether what was under way when the link ended still arrives, as bytes in a TCP stream may.
     */
    boolean drains;

    /** Set when a frame was lost: such a link does not live long, as no TCP connection would. */
    boolean doomed;

    private final Set<SimNode> stalled = new HashSet<>();
    private final Instant[] busyUntil = {Instant.MIN, Instant.MIN};
    private final Set<SimNode> greeted = new HashSet<>();
    private final Set<SimNode> consented = new HashSet<>();
    private final Set<SimNode> ended = new HashSet<>();

    SimLink(SimNode dialler, SimNode answerer, long diallerNumber, long answererNumber, Bytes h) {
        this.dialler = dialler;
        this.answerer = answerer;
        this.diallerNumber = diallerNumber;
        this.answererNumber = answererNumber;
        this.h = h;
    }

    /** This side has noticed the end. */
    void endedAt(SimNode side) {
        ended.add(side);
    }

    /** Whether a frame that is under way reaches this side. */
    boolean reaches(SimNode to) {
        return (open || drains) && !ended.contains(to);
    }

    /** From now on nothing arrives at this side: a frame was lost, as in a TCP connection. */
    void stall(SimNode to) {
        stalled.add(to);
    }

    boolean stalled(SimNode to) {
        return stalled.contains(to);
    }

    SimNode other(SimNode node) {
        return node == dialler ? answerer : dialler;
    }

    long numberAt(SimNode node) {
        return node == dialler ? diallerNumber : answererNumber;
    }

    /** Frames towards one side keep their order unless chance says otherwise. */
    Instant arrival(SimNode to, Instant earliest) {
        int way = to == dialler ? 0 : 1;
        if (busyUntil[way].isAfter(earliest)) return busyUntil[way];
        busyUntil[way] = earliest;
        return earliest;
    }

    /**
     * Whether this frame may be lost, doubled or overtaken: not before the sessions were compared,
     * nor what says whether mail may be carried.
     */
    boolean playWith(SimNode from, Frame frame) {
        if (frame instanceof Frame.SessionCheck) greeted.add(from);
        if (frame instanceof Frame.Consent) consented.add(from);
        boolean mail = frame instanceof Frame.Envelope || frame instanceof Frame.Ack;
        boolean carrying = frame instanceof Frame.Carrying && !(frame instanceof Frame.Consent);
        return (mail && greeted.contains(from)) || (carrying && consented.contains(from));
    }
}
