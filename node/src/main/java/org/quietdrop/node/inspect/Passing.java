package org.quietdrop.node.inspect;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.node.link.Crossing;
import org.quietdrop.node.wire.Frame;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that went over the wire, kept until somebody asks: without the sealed bytes themselves.
 *
 * @param number counts from 1
 * @param kind as in {@link WireLines.WireLine}
 */
record Passing(
        long number,
        Instant at,
        boolean sent,
        String from,
        String to,
        int bytes,
        String kind,
        Optional<UserId> with,
        List<Said> said) {
    /** What a frame says. */
    sealed interface Said {
        /** Known by its kind alone. */
        record Plain(WireLines.Meaning meaning) implements Said {}

        /** What is in it must be looked up under its id. */
        record Envelope(Bytes id) implements Said {}

        /** A box that we leave with a friend: for whom must be looked up. */
        record Box(Bytes dropId) implements Said {}
    }

    static Passing of(long number, Instant at, Crossing c) {
        String here = c.here().toString();
        String there = c.there().toString();
        return new Passing(
                number,
                at,
                c.sent(),
                c.sent() ? here : there,
                c.sent() ? there : here,
                c.bytes(),
                kind(c.load()),
                c.with(),
                said(c));
    }

    private static String kind(Crossing.Load load) {
        return switch (load) {
            case Crossing.Load.Cell _ -> "cell";
            case Crossing.Load.Rest _ -> "rest";
            case Crossing.Load.Before before ->
                    switch (before.stage()) {
                        case HELLO -> "hello";
                        case HANDSHAKE -> "handshake";
                        case PAIRING -> "pairing";
                    };
        };
    }

    private static List<Said> said(Crossing c) {
        return switch (c.load()) {
            case Crossing.Load.Cell cell ->
                    cell.frames().stream().map(frame -> said(frame, c.sent())).toList();
            case Crossing.Load.Before _, Crossing.Load.Rest _ -> List.of();
        };
    }

    private static Said said(Frame frame, boolean sent) {
        return switch (frame) {
            case Frame.Envelope envelope -> new Said.Envelope(EnvelopeId.of(envelope.sealed()));
            case Frame.Deposit deposit ->
                    sent ? new Said.Box(DropId.of(deposit.drop())) : plain("deposit");
            case Frame.Ask ask ->
                    new Said.Plain(new WireLines.Meaning("ask", null, ask.handles().size(), null));
            case Frame.LinkKem _ -> plain("keys");
            case Frame.SessionCheck _ -> plain("session");
            case Frame.Ack _ -> plain("ack");
            case Frame.Ping _ -> plain("ping");
            case Frame.Pong _ -> plain("pong");
            case Frame.Keying _, Frame.Renew _, Frame.NeedRenew _ -> plain("renewal");
            case Frame.Consent _ -> plain("consent");
            case Frame.Kept _ -> plain("kept");
            case Frame.NotKept _ -> plain("not-kept");
            case Frame.Drop _ -> plain("drop");
            case Frame.Taken _ -> plain("taken");
            case Frame.Lost _ -> plain("lost");
            case Frame.Read _ -> plain("read");
            case Frame.Home _, Frame.Superseded _, Frame.OlderHome _ -> plain("home");
            case Frame.Addresses _ -> plain("addresses");
        };
    }

    private static Said plain(String what) {
        return new Said.Plain(WireLines.Meaning.of(what));
    }
}
