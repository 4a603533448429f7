package org.quietdrop.tests.sim.town;

import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What went over the wire, without the headers of TCP and IP and without mDNS. */
final class Traffic {
    /** Of a hello: 32 and 2,064 from the dialler, 48 and 32 back. */
    private static final long HELLO = 32 + 48 + 2_064 + 32;

    /** Of a handshake: KK1, KK2 and the cell with the answer to the ML-KEM key. */
    private static final long HANDSHAKE = 64 + 4_096 + Cells.WIRE;

    private final Map<String, Long> frames = new TreeMap<>();
    private long dials;
    private long hellos;
    private long links;
    private long cells;
    private long idle;

    void dialled() {
        dials++;
    }

    void greeted() {
        hellos++;
    }

    void linked() {
        links++;
    }

    void silence(long pingsAndPongs) {
        idle += pingsAndPongs;
    }

    /** Frames of one moment are packed together, as the link does. */
    void sent(List<Frame> burst) {
        cells += Cells.pack(burst).size();
        for (Frame frame : burst) {
            frames.merge(frame.getClass().getSimpleName(), 1L, Long::sum);
        }
    }

    long count(Class<? extends Frame> kind) {
        return frames.getOrDefault(kind.getSimpleName(), 0L);
    }

    /** Bytes to find contacts and to make links. */
    long findingBytes() {
        return hellos * HELLO + links * HANDSHAKE;
    }

    /** Bytes of cells with frames of the core. */
    long cellBytes() {
        return cells * Cells.WIRE;
    }

    /** Bytes of pings and pongs on silent links. */
    long idleBytes() {
        return idle * Cells.WIRE;
    }

    @Override
    public String toString() {
        return dials + " dials, " + hellos + " hellos, " + links + " links, frames " + frames;
    }
}
