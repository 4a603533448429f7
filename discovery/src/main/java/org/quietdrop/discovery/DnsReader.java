package org.quietdrop.discovery;

import org.quietdrop.discovery.DnsMessage.Malformed;
import org.quietdrop.discovery.PacketFilter.Reason;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads a multicast DNS packet (RFC 1035 section 4, RFC 6762 section 18), more strictly than the
 * RFCs allow: whatever QuietDrop itself never sends is malformed. Limits come first; nothing is
 * allocated by a number that stands in the packet.
 */
final class DnsReader {
    static final int HEADER = 12;
    static final int MAX_PACKET = 1472;
    static final int MAX_QUESTIONS = 4;
    static final int MAX_ENTRIES = 12;
    static final int MAX_NAME = 254;
    static final int MAX_JUMPS = 8;
    static final int MAX_TEXT = 512;
    private static final int CLASS_IN = 1;
    private static final int CLASS_ANY = 255;
    private static final int TOP_BIT_OFF = 0x7fff;

    private final byte[] data;
    private final int length;
    private int at = HEADER;

    private DnsReader(byte[] data, int length) {
        this.data = data;
        this.length = length;
    }

    /**
     * Reads the whole packet.
     *
     * @throws Malformed if the first {@code length} bytes are not exactly one packet of our kind
     */
    static DnsMessage read(byte[] data, int length) throws Malformed {
        if (length < HEADER || length > MAX_PACKET || length > data.length) {
            throw new Malformed(Reason.SIZE);
        }
        return new DnsReader(data, length).message();
    }

    private DnsMessage message() throws Malformed {
        int flags = short16(2);
        int questionCount = short16(4);
        int entryCount = short16(6) + short16(8) + short16(10);
        boolean opcodeOrError = (flags & 0x780f) != 0;
        if (opcodeOrError || questionCount > MAX_QUESTIONS || entryCount > MAX_ENTRIES) {
            throw new Malformed(Reason.HEADER);
        }
        if (questionCount + entryCount == 0) {
            throw new Malformed(Reason.HEADER);
        }
        List<DnsMessage.Question> questions = new ArrayList<>(MAX_QUESTIONS);
        for (int i = 0; i < questionCount; i++) {
            questions.add(question());
        }
        int questionsEnd = at;
        List<DnsMessage.Entry> entries = new ArrayList<>(MAX_ENTRIES);
        for (int i = 0; i < entryCount; i++) {
            entries.add(entry());
        }
        if (at != length) {
            throw new Malformed(Reason.TRAILING);
        }
        return new DnsMessage((flags & 0x8000) != 0, questions, questionsEnd, entries);
    }

    private DnsMessage.Question question() throws Malformed {
        String name = name();
        need(4);
        int type = short16(at);
        int classAt = at + 2;
        int clazz = short16(classAt) & TOP_BIT_OFF;
        at += 4;
        boolean known =
                switch (type) {
                    case DnsMessage.A,
                            DnsMessage.AAAA,
                            DnsMessage.PTR,
                            DnsMessage.SRV,
                            DnsMessage.TXT,
                            DnsMessage.ANY ->
                            true;
                    default -> false;
                };
        if (!known || (clazz != CLASS_IN && clazz != CLASS_ANY)) {
            throw new Malformed(Reason.RECORD);
        }
        return new DnsMessage.Question(name, type, classAt);
    }

    private DnsMessage.Entry entry() throws Malformed {
        String name = name();
        need(10);
        int type = short16(at);
        int clazz = short16(at + 2) & TOP_BIT_OFF;
        long ttl = (long) short16(at + 4) << 16 | short16(at + 6);
        int size = short16(at + 8);
        at += 10;
        need(size);
        if (clazz != CLASS_IN) {
            throw new Malformed(Reason.RECORD);
        }
        int end = at + size;
        DnsMessage.Entry entry =
                switch (type) {
                    case DnsMessage.A -> new DnsMessage.Address(name, ttl, hex(size, 4));
                    case DnsMessage.AAAA -> new DnsMessage.Address(name, ttl, hex(size, 16));
                    case DnsMessage.PTR -> new DnsMessage.Pointer(name, ttl, name());
                    case DnsMessage.SRV -> server(name, ttl, size);
                    case DnsMessage.TXT -> new DnsMessage.Text(name, ttl, strings(size));
                    default -> throw new Malformed(Reason.RECORD);
                };
        if (at != end) {
            throw new Malformed(Reason.RECORD);
        }
        return entry;
    }

    private DnsMessage.Server server(String name, long ttl, int size) throws Malformed {
        if (size < 8) {
            throw new Malformed(Reason.RECORD);
        }
        int port = short16(at + 4);
        at += 6;
        return new DnsMessage.Server(name, ttl, port, name());
    }

    private List<String> strings(int size) throws Malformed {
        if (size < 1 || size > MAX_TEXT) {
            throw new Malformed(Reason.RECORD);
        }
        int end = at + size;
        List<String> strings = new ArrayList<>();
        while (at < end) {
            int count = data[at] & 0xff;
            if (at + 1 + count > end) {
                throw new Malformed(Reason.RECORD);
            }
            strings.add(new String(data, at + 1, count, StandardCharsets.ISO_8859_1));
            at += 1 + count;
        }
        return strings;
    }

    private String hex(int size, int wanted) throws Malformed {
        if (size != wanted) {
            throw new Malformed(Reason.RECORD);
        }
        String hex = HexFormat.of().formatHex(data, at, at + size);
        at += size;
        return hex;
    }

    /** Every jump leads to before the piece it leaves, so that no loop is possible. */
    private String name() throws Malformed {
        StringBuilder name = new StringBuilder();
        int here = at;
        int pieceStart = at;
        int jumps = 0;
        while (true) {
            int count = octet(here);
            if (count == 0) {
                break;
            }
            if (count >= 0xc0) {
                int target = (count & 0x3f) << 8 | octet(here + 1);
                if (target < HEADER || target >= pieceStart || ++jumps > MAX_JUMPS) {
                    throw new Malformed(Reason.NAME);
                }
                if (jumps == 1) {
                    at = here + 2;
                }
                here = target;
                pieceStart = target;
                continue;
            }
            label(here + 1, count, name);
            here += 1 + count;
        }
        if (jumps == 0) {
            at = here + 1;
        }
        if (name.isEmpty()) {
            throw new Malformed(Reason.NAME);
        }
        return name.toString();
    }

    private void label(int from, int count, StringBuilder name) throws Malformed {
        if (count > 63 || from + count > length || name.length() + count + 1 > MAX_NAME) {
            throw new Malformed(Reason.NAME);
        }
        for (int i = from; i < from + count; i++) {
            int c = data[i];
            if (c <= ' ' || c > '~' || c == '.') {
                throw new Malformed(Reason.NAME);
            }
            name.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c));
        }
        name.append('.');
    }

    private int octet(int where) throws Malformed {
        if (where >= length) {
            throw new Malformed(Reason.NAME);
        }
        return data[where] & 0xff;
    }

    private void need(int count) throws Malformed {
        if (at + count > length) {
            throw new Malformed(Reason.RECORD);
        }
    }

    /** The caller has checked the bounds. */
    private int short16(int where) {
        return (data[where] & 0xff) << 8 | (data[where + 1] & 0xff);
    }
}
