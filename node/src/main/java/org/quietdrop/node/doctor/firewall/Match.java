package org.quietdrop.node.doctor.firewall;

import java.util.List;
import java.util.Set;

/** One condition of a rule. */
sealed interface Match {
    /** Whether a packet meets it. */
    enum Answer {
        YES,
        NO,
        /** That depends on what we do not know. */
        MAYBE;

        Answer not() {
            return switch (this) {
                case YES -> NO;
                case NO -> YES;
                case MAYBE -> MAYBE;
            };
        }
    }

    Answer of(Packet packet);

    private static Answer when(boolean holds) {
        return holds ? Answer.YES : Answer.NO;
    }

    /** By the interface on which it comes; a star at the end stands for anything. */
    record Nic(Set<String> names) implements Match {
        @Override
        public Answer of(Packet packet) {
            return when(names.stream().anyMatch(name -> is(name, packet.nic())));
        }

        private static boolean is(String name, String nic) {
            boolean open = name.endsWith("*") || name.endsWith("+");
            return open ? nic.startsWith(name.substring(0, name.length() - 1)) : nic.equals(name);
        }
    }

    /** By protocol, as {@code tcp} or {@code udp}. */
    record Carrier(Set<String> words) implements Match {
        @Override
        public Answer of(Packet packet) {
            return when(words.contains(packet.protocol().word()) || words.contains("all"));
        }
    }

    /** By version of IP. */
    record Version(boolean four) implements Match {
        @Override
        public Answer of(Packet packet) {
            return when(four == packet.four());
        }
    }

    /** By the port to which it goes. */
    record Port(List<Range> ranges) implements Match {
        /** Both ends belong to it. */
        record Range(int first, int last) {
            boolean has(int port) {
                return port >= first && port <= last;
            }
        }

        @Override
        public Answer of(Packet packet) {
            return when(ranges.stream().anyMatch(r -> r.has(packet.port())));
        }
    }

    /** By what the system remembers of the connection: ours is new. */
    record State(Set<String> words) implements Match {
        @Override
        public Answer of(Packet packet) {
            return when(words.contains("new"));
        }
    }

    /** By where it comes from. */
    record From(List<Subnet> places) implements Match {
        @Override
        public Answer of(Packet packet) {
            if (places.stream().anyMatch(packet.from()::within)) return Answer.YES;
            return places.stream().anyMatch(packet.from()::meets) ? Answer.MAYBE : Answer.NO;
        }
    }

    /** By where it goes. */
    record To(List<Subnet> places) implements Match {
        @Override
        public Answer of(Packet packet) {
            return when(places.stream().anyMatch(place -> place.contains(packet.to())));
        }
    }

    /** By whether it goes to one machine, {@code LOCAL} as it comes in, or to many. */
    record Kind(String word) implements Match {
        @Override
        public Answer of(Packet packet) {
            String kind = packet.to().isMulticastAddress() ? "MULTICAST" : "LOCAL";
            return when(kind.equals(word));
        }
    }

    /** The opposite. */
    record Not(Match other) implements Match {
        @Override
        public Answer of(Packet packet) {
            return other.of(packet).not();
        }
    }

    /** Something that this program does not understand. */
    record Unknown() implements Match {
        @Override
        public Answer of(Packet packet) {
            return Answer.MAYBE;
        }
    }
}
