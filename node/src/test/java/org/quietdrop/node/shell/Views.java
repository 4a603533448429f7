package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.View;

import java.util.List;

/** What a node shows, made up for tests of the shell. */
final class Views {
    private Views() {}

    static View.Contact contact(String name, String id, boolean verified, boolean linked) {
        return new View.Contact(name, id, verified, false, false, linked, "contact", null);
    }

    /** The contact with so much that was not read. */
    static View.Contact unread(View.Contact c, View.Unread unread) {
        return new View.Contact(
                c.name(),
                c.id(),
                c.verified(),
                c.trusted(),
                c.trustsYou(),
                c.linked(),
                c.state(),
                c.lastSeen(),
                unread);
    }

    /** A linked contact with trust one way, the other, or both. */
    static View.Contact friend(
            String name, String id, boolean verified, boolean trusted, boolean trustsYou) {
        return new View.Contact(name, id, verified, trusted, trustsYou, true, "contact", null);
    }

    /** A line of ours that these carry. */
    static View.Line by(View.Line line, String... carriers) {
        return new View.Line(
                line.id(),
                line.conversation(),
                line.from(),
                line.text(),
                line.time(),
                line.state(),
                line.verified(),
                line.cursor(),
                line.gap(),
                List.of(carriers),
                null,
                null,
                null,
                null);
    }

    static View.ContactDetail detail(View.Contact contact) {
        return new View.ContactDetail(
                contact, contact.name(), "12345", List.of(), 0, "agreed", "paired by code");
    }

    static View.Line line(long place, String with, String from, String text, String state) {
        return new View.Line(
                "%08x%024x".formatted(0x3f9a21L + place, 0),
                with,
                from,
                text,
                "2026-01-31T12:0" + place + ":00Z",
                state,
                with.equals("bob"),
                place,
                0);
    }

    static View.Notice notice(long cursor, String event, View.Line line) {
        return new View.Notice(cursor, event, line.time(), line, null, null);
    }

    static View.Notice link(View.Contact contact) {
        return new View.Notice(0, "link", "2026-01-31T12:05:00Z", null, contact, null);
    }

    static View.PairingStep step(
            int step, String kind, @Nullable String contact, int left, String text, int exit) {
        boolean paired = kind.equals("paired");
        return new View.PairingStep(
                step,
                kind,
                contact,
                paired,
                paired ? "tattoo candy river oxygen" : null,
                left,
                !kind.equals("wrong"),
                text,
                exit,
                false);
    }
}
