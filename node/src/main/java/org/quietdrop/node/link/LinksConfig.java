package org.quietdrop.node.link;

import java.time.Duration;

/**
 * Times and limits of the link layer. A node uses {@link #DEFAULT}; tests shorten the times.
 *
 * @param times how long things may take
 * @param limits how many of something there may be
 */
public record LinksConfig(Times times, Limits limits) {
    /** What the protocol says (sections 2, 3, 5 and 9). */
    public static final LinksConfig DEFAULT = new LinksConfig(Times.DEFAULT, Limits.DEFAULT);

    /**
     * How long things may take.
     *
     * @param connect for a TCP connection to stand, each address of a name
     * @param handshake from accept, or from the connection standing, to the first opened cell; one
     *     absolute deadline, whatever arrives meanwhile
     * @param proxied the same through a proxy, and before it for the proxy to reach the place; also
     *     for who comes from loopback while a proxy is in use: it may be beyond an onion service
     * @param commit how long a pairing waits for the core, and then for the other side
     * @param silence the shortest time for which a dialler stays silent with a stranger; up to five
     *     times as long
     * @param quiet no whole cell heard for so long: ping; who was dialled waits a sixth longer, so
     *     that one ping serves both
     * @param answer nothing heard for so long after the ping: the link is dead; for who was dialled
     *     so much less that both know it at the same time
     * @param stuck the other side takes nothing for so long: the link is dead
     * @param life a link ends after at most this, a tenth of it less at random
     */
    public record Times(
            Duration connect,
            Duration handshake,
            Duration proxied,
            Duration commit,
            Duration silence,
            Duration quiet,
            Duration answer,
            Duration stuck,
            Duration life) {
        /** What a node uses. */
        public static final Times DEFAULT =
                new Times(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60),
                        Duration.ofHours(12));
    }

    /**
     * How many of something there may be.
     *
     * @param halfOpen accepted connections that are not authenticated, in all
     * @param halfOpenPerAddress the same from one address (IPv6 off the link: one /64); loopback is
     *     exempt, because an onion service arrives from there
     * @param acceptsPerSecond connections accepted from one address in a second; loopback is exempt
     * @param links authenticated links that others dialled: one for each relation, and some more
     *     for those that come anew before the old one is known to be dead
     * @param exchanges pairing exchanges of one code at once
     * @param tries exchanges of one code that may fail
     * @param waitingEvents so many events may wait for the core before links stop reading
     * @param waitingFrames so many frames may wait for a link before it is ended as dead
     */
    public record Limits(
            int halfOpen,
            int halfOpenPerAddress,
            int acceptsPerSecond,
            int links,
            int exchanges,
            int tries,
            int waitingEvents,
            int waitingFrames) {
        /** What a node uses. */
        public static final Limits DEFAULT = new Limits(64, 4, 10, 1_280, 4, 8, 1_024, 8_192);
    }
}
