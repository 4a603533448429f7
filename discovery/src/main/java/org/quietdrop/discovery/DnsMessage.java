package org.quietdrop.discovery;

import java.util.List;

/**
 * A multicast DNS packet, as far as QuietDrop speaks DNS: five record types, no options. Names are
 * in lower case and end with a dot.
 *
 * @param response false for a query
 * @param questionsEnd the offset of the first byte behind the questions
 * @param entries answers, authority and additional records together
 */
record DnsMessage(
        boolean response, List<Question> questions, int questionsEnd, List<Entry> entries) {
    static final int A = 1;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int ANY = 255;

    /**
     * What is asked.
     *
     * @param classAt the offset of the question's class, whose top bit asks for a unicast answer
     */
    record Question(String name, int type, int classAt) {}

    /** A resource record; a time to live of 0 takes it back. */
    sealed interface Entry {
        String name();

        /** Seconds, 0 to 2^32 - 1. */
        long ttl();
    }

    record Pointer(String name, long ttl, String target) implements Entry {}

    record Server(String name, long ttl, int port, String host) implements Entry {}

    record Text(String name, long ttl, List<String> strings) implements Entry {}

    /**
     * An address of the named host.
     *
     * @param address 4 or 16 bytes in hexadecimal
     */
    record Address(String name, long ttl, String address) implements Entry {}

    /**
     * The packet is not one of ours. Carries no stack trace: a stranger decides how often it is
     * made.
     */
    static final class Malformed extends Exception {
        private final PacketFilter.Reason reason;

        Malformed(PacketFilter.Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        PacketFilter.Reason reason() {
            return reason;
        }
    }
}
