package org.quietdrop.node.doctor.firewall;

/** What becomes of a packet. */
public sealed interface Ruling {
    /** It comes in. */
    record Open() implements Ruling {}

    /**
     * It does not.
     *
     * @param where which rule says so, for people
     * @param fix the command that lets it in
     */
    record Blocked(String where, String fix) implements Ruling {}

    /** A rule is in the way that this program does not understand. */
    record Unclear() implements Ruling {}
}
