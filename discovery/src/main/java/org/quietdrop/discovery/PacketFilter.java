package org.quietdrop.discovery;

import org.quietdrop.discovery.DnsMessage.Malformed;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Stands between the network and JmDNS. JmDNS gets to see nothing but questions that concern us,
 * cut down to the questions; what others announce is read here. So no record of a stranger ever
 * reaches JmDNS's parser, cache or conflict handling. The rules are those of {@code README.md},
 * section "The filter". No I/O; one filter serves one address and one thread.
 */
final class PacketFilter {
    static final int MDNS_PORT = 5353;
    private static final Duration ANSWER_PAUSE = Duration.ofSeconds(1);
    private static final Pattern INSTANCE = Pattern.compile("[0-9a-f]{24}");
    private static final Pattern NUMBER = Pattern.compile("n=[0-9]{2}");

    /** Why a packet was dropped. */
    enum Reason {
        SOURCE_PORT,
        OFF_LINK,
        SIZE,
        HEADER,
        NAME,
        RECORD,
        TRAILING,
        /** What somebody calls himself cannot be shown. */
        SHOWN_NAME,
        /** Well formed, but none of ours. */
        IRRELEVANT,
        /** An address record that is not the packet's source. */
        FORGED_ADDRESS,
        /** A pointer without the records that QuietDrop always sends along. */
        LONELY_POINTER,
        TOO_MANY,
        /** The same was answered to everybody less than a second ago. */
        ANSWERED_ALREADY
    }

    /** What is to be done with a packet. */
    sealed interface Verdict {
        record Dropped(Reason reason) implements Verdict {}

        /** JmDNS is to answer it. */
        final class Ask implements Verdict {
            private final byte[] packet;

            Ask(byte[] packet) {
                this.packet = packet;
            }

            /** What JmDNS may see: the questions alone, for a multicast answer. */
            byte[] packet() {
                return packet.clone();
            }
        }

        record Heard(List<Advert> adverts) implements Verdict {}
    }

    private final Map<String, ServiceKind> kinds = new HashMap<>();
    private final LocalAddress home;
    private final SourceBudget budget;
    private final Map<String, Instant> answered = new HashMap<>();
    private volatile Set<String> ownNames = Set.of();

    PacketFilter(MdnsOptions options, LocalAddress home) {
        this(options, home, new SourceBudget());
    }

    PacketFilter(MdnsOptions options, LocalAddress home, SourceBudget budget) {
        for (ServiceKind kind : ServiceKind.values()) {
            kinds.put(options.type(kind), kind);
        }
        this.home = home;
        this.budget = budget;
    }

    /** The full names, host and instances, for which JmDNS may be asked. Any thread. */
    void own(Set<String> names) {
        ownNames = Set.copyOf(names);
    }

    /** Judges the first {@code length} bytes of {@code data}, which it leaves as they are. */
    Verdict judge(byte[] data, int length, InetSocketAddress from, Instant now) {
        if (from.getPort() != MDNS_PORT) {
            return new Verdict.Dropped(Reason.SOURCE_PORT);
        }
        if (from.getAddress() == null || !home.onLink(from.getAddress())) {
            return new Verdict.Dropped(Reason.OFF_LINK);
        }
        try {
            DnsMessage message = DnsReader.read(data, length);
            Verdict verdict =
                    message.response() ? answer(message, from) : question(message, data, now);
            // Last, so that the chatter of other programs does not use up a source's budget.
            if (!budget.take(from.getAddress(), now)) {
                return new Verdict.Dropped(Reason.TOO_MANY);
            }
            return verdict;
        } catch (Malformed e) {
            return new Verdict.Dropped(e.reason());
        }
    }

    private Verdict question(DnsMessage message, byte[] data, Instant now) throws Malformed {
        if (message.questions().isEmpty()) {
            throw new Malformed(Reason.IRRELEVANT);
        }
        for (DnsMessage.Question question : message.questions()) {
            boolean type = question.type() == DnsMessage.PTR && kinds.containsKey(question.name());
            if (!type && !ownNames.contains(question.name())) {
                throw new Malformed(Reason.IRRELEVANT);
            }
        }
        boolean fresh = false;
        for (DnsMessage.Question question : message.questions()) {
            fresh |= answerDue(question.name(), now);
        }
        if (!fresh) {
            throw new Malformed(Reason.ANSWERED_ALREADY);
        }
        byte[] packet = Arrays.copyOf(data, message.questionsEnd());
        Arrays.fill(packet, 0, 4, (byte) 0);
        Arrays.fill(packet, 6, 12, (byte) 0);
        for (DnsMessage.Question question : message.questions()) {
            packet[question.classAt()] &= 0x7f;
        }
        return new Verdict.Ask(packet);
    }

    private boolean answerDue(String name, Instant now) {
        Instant last = answered.get(name);
        if (last != null && !now.isBefore(last) && now.isBefore(last.plus(ANSWER_PAUSE))) {
            return false;
        }
        // Names of ours that are no longer in use would otherwise pile up.
        if (answered.size() > 16) {
            answered.clear();
        }
        answered.put(name, now);
        return true;
    }

    private Verdict answer(DnsMessage message, InetSocketAddress from) throws Malformed {
        List<Advert> adverts = new ArrayList<>();
        for (DnsMessage.Entry entry : message.entries()) {
            if (entry instanceof DnsMessage.Pointer pointer) {
                ServiceKind kind = kinds.get(pointer.name());
                if (kind != null) {
                    adverts.add(advert(kind, pointer, message.entries()));
                }
            }
        }
        if (adverts.isEmpty()) {
            throw new Malformed(Reason.IRRELEVANT);
        }
        String source = HexFormat.of().formatHex(from.getAddress().getAddress());
        for (DnsMessage.Entry entry : message.entries()) {
            if (entry instanceof DnsMessage.Address address && !address.address().equals(source)) {
                throw new Malformed(Reason.FORGED_ADDRESS);
            }
        }
        return new Verdict.Heard(adverts);
    }

    private static Advert advert(
            ServiceKind kind, DnsMessage.Pointer pointer, List<DnsMessage.Entry> entries)
            throws Malformed {
        String tail = "." + pointer.name();
        if (!pointer.target().endsWith(tail)) {
            throw new Malformed(Reason.IRRELEVANT);
        }
        String instance = pointer.target().substring(0, pointer.target().length() - tail.length());
        if (!INSTANCE.matcher(instance).matches()) {
            throw new Malformed(Reason.IRRELEVANT);
        }
        if (pointer.ttl() == 0) {
            return new Advert.Gone(kind, instance);
        }
        DnsMessage.Server server = null;
        DnsMessage.Text text = null;
        for (DnsMessage.Entry entry : entries) {
            if (entry.name().equals(pointer.target()) && entry.ttl() > 0) {
                switch (entry) {
                    case DnsMessage.Server found -> server = found;
                    case DnsMessage.Text found -> text = found;
                    case DnsMessage.Pointer _ -> {}
                    case DnsMessage.Address _ -> {}
                }
            }
        }
        if (server == null || server.port() == 0 || text == null) {
            throw new Malformed(Reason.LONELY_POINTER);
        }
        if (!text.strings().contains("v=1")) {
            throw new Malformed(Reason.IRRELEVANT);
        }
        return new Advert.Present(
                kind, instance, server.port(), number(kind, text), name(kind, text), pointer.ttl());
    }

    /** A name must be there in the form in which we would send it; cleaning it up is not for us. */
    private static Optional<String> name(ServiceKind kind, DnsMessage.Text text) throws Malformed {
        if (kind != ServiceKind.NAME) {
            return Optional.empty();
        }
        List<String> said = text.strings();
        if (said.size() != 2 || !said.get(0).equals("v=1") || !said.get(1).startsWith("d=")) {
            throw new Malformed(Reason.IRRELEVANT);
        }
        Optional<String> name = ShownName.read(said.get(1).substring(2));
        if (name.isEmpty()) {
            throw new Malformed(Reason.SHOWN_NAME);
        }
        return name;
    }

    private static Optional<Integer> number(ServiceKind kind, DnsMessage.Text text) {
        if (kind != ServiceKind.PAIRING) {
            return Optional.empty();
        }
        return text.strings().stream()
                .filter(s -> NUMBER.matcher(s).matches())
                .findFirst()
                .map(s -> Integer.valueOf(s.substring(2)));
    }
}
