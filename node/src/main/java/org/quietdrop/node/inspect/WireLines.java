package org.quietdrop.node.inspect;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What went over the wire, oldest first, as {@code inspect.wire} tells it: the fields are those of
 * the JSON.
 *
 * @param next ask for what comes after this number
 * @param lost how many lines were dropped because nobody took them in time
 */
public record WireLines(List<WireLine> lines, long next, long lost) {
    /** Copies the list. */
    public WireLines {
        lines = List.copyOf(lines);
    }

    /**
     * One cell, step or packet.
     *
     * @param number counts from 1 while somebody looks
     * @param time RFC 3339 UTC
     * @param sent whether we sent it
     * @param from address and port on the network
     * @param to the same
     * @param bytes as an observer counts them, without headers of TCP, UDP and IP
     * @param kind cell, hello, handshake, pairing, rest, mdns or beacon
     * @param with the contact at the other end, if that is known here
     * @param means what it was: what only the two ends know
     */
    public record WireLine(
            long number,
            String time,
            boolean sent,
            String from,
            String to,
            int bytes,
            String kind,
            @Nullable String with,
            List<Meaning> means) {
        /** Copies the list. */
        public WireLine {
            means = List.copyOf(means);
        }
    }

    /**
     * One thing in a cell.
     *
     * @param what text, ack, ping and so on (PROTOCOL.md, "Control")
     * @param characters of a text, never the text
     * @param count how many, if there are several in one
     * @param contact somebody else whom it is about
     */
    public record Meaning(
            String what,
            @Nullable Integer characters,
            @Nullable Integer count,
            @Nullable String contact) {
        /** Nothing more is to be said of it. */
        public static Meaning of(String what) {
            return new Meaning(what, null, null, null);
        }
    }
}
