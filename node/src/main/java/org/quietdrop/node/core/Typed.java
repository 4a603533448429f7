package org.quietdrop.node.core;

import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.wire.Endpoint;

/** What people type in requests, checked: a fault is exit 2 and changes nothing. */
final class Typed {
    private Typed() {}

    /** An address as the user wrote it. */
    static Endpoint endpoint(String text) {
        try {
            return Endpoint.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UserError(UserError.Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** A name that somebody is to have here. */
    static String petname(String text) {
        String name = text.strip();
        String fault = Petname.fault(name);
        if (!fault.isEmpty()) throw new UserError(UserError.Exit.USAGE, fault);
        return name;
    }
}
