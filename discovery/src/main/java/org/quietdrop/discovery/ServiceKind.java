package org.quietdrop.discovery;

/** What a node can announce, and what it can look for. */
public enum ServiceKind {
    /** A node that takes links. */
    NODE("_quietdrop._tcp.local."),
    /** The temporary port of somebody who holds a pairing code. */
    PAIRING("_quietdrop-pair._tcp.local."),
    /** The name that somebody shows to everybody for a few minutes; nothing is served there. */
    NAME("_quietdrop-name._tcp.local.");

    private final String type;

    ServiceKind(String type) {
        this.type = type;
    }

    /** The DNS-SD service type on a real network, with its final dot. */
    public String type() {
        return type;
    }
}
