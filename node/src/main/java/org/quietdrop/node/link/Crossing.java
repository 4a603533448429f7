package org.quietdrop.node.link;

import org.quietdrop.crypto.UserId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.util.List;
import java.util.Optional;

/**
 * Bytes of a connection that were handed to the system or came from it: what somebody sees who
 * records the network, and beside it what they were.
 *
 * @param sent by us
 * @param here our end of the connection
 * @param there the other end: of a connection through a proxy, the proxy
 * @param bytes how many, without what TCP and IP add
 * @param with whose link it is, once it is up
 */
public record Crossing(
        boolean sent, Endpoint here, Endpoint there, int bytes, Optional<UserId> with, Load load) {
    /** What bytes are. */
    public sealed interface Load {
        /** A cell of a link and the frames in it; none: it says nothing. */
        record Cell(List<Frame> frames) implements Load {
            /** Copies the list. */
            public Cell {
                frames = List.copyOf(frames);
            }
        }

        /** A step before there is a link. */
        record Before(Stage stage) implements Load {}

        /** What nobody read, or what was no whole step and no cell of the other side. */
        record Rest() implements Load {}
    }

    /** What there is before a link. */
    public enum Stage {
        HELLO,
        HANDSHAKE,
        PAIRING
    }
}
