package org.quietdrop.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds multicast DNS packets, right ones and wrong ones, byte by byte. */
final class Packets {
    static final String NODE = "_quietdrop._tcp.local.";
    static final String PAIR = "_quietdrop-pair._tcp.local.";
    static final String NAMED = "_quietdrop-name._tcp.local.";
    static final String PEER = "00112233445566778899aabb";
    static final int RESPONSE = 0x8400;

    private final ByteArrayOutputStream questions = new ByteArrayOutputStream();
    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final int flags;
    private int questionCount;
    private int entryCount;

    private Packets(int flags) {
        this.flags = flags;
    }

    static Packets query() {
        return new Packets(0);
    }

    static Packets response() {
        return new Packets(RESPONSE);
    }

    static Packets withFlags(int flags) {
        return new Packets(flags);
    }

    /** What a node announces. */
    static Packets announcement(String type, String instance, int port, String... text) {
        return response()
                .pointer(type, 120, instance + "." + type)
                .server(instance + "." + type, 120, port, "ffeeddccbbaa.local.")
                .text(instance + "." + type, 120, text);
    }

    static byte[] node(String instance, int port) {
        return announcement(NODE, instance, port, "v=1").bytes();
    }

    static byte[] goodbye(String type, String instance) {
        return response().pointer(type, 0, instance + "." + type).bytes();
    }

    /** The 35 bytes that end plain JmDNS's listener: an AAAA record with 4 bytes of data. */
    static byte[] killer() {
        return response()
                .entry("x.local.", DnsMessage.AAAA, 1, 120, new byte[] {10, 1, 2, 3})
                .bytes();
    }

    static byte[] lonelyPointer(String type, String instance) {
        return response().pointer(type, 120, instance + "." + type).bytes();
    }

    Packets ask(String name, int type) {
        return ask(name, type, 1);
    }

    Packets ask(String name, int type, int clazz) {
        name(questions, name);
        short16(questions, type);
        short16(questions, clazz);
        questionCount++;
        return this;
    }

    Packets pointer(String owner, int ttl, String target) {
        return entry(owner, DnsMessage.PTR, 1, ttl, nameBytes(target));
    }

    Packets server(String owner, int ttl, int port, String host) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        short16(data, 0);
        short16(data, 0);
        short16(data, port);
        name(data, host);
        return entry(owner, DnsMessage.SRV, 0x8001, ttl, data.toByteArray());
    }

    Packets text(String owner, int ttl, String... strings) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String string : strings) {
            byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
            data.write(bytes.length);
            data.writeBytes(bytes);
        }
        return entry(owner, DnsMessage.TXT, 0x8001, ttl, data.toByteArray());
    }

    Packets address(String owner, int type, byte[] data) {
        return entry(owner, type, 0x8001, 120, data);
    }

    Packets entry(String owner, int type, int clazz, int ttl, byte[] data) {
        return raw(nameBytes(owner), type, clazz, ttl, data);
    }

    Packets raw(byte[] owner, int type, int clazz, int ttl, byte[] data) {
        entries.writeBytes(owner);
        short16(entries, type);
        short16(entries, clazz);
        short16(entries, ttl >>> 16);
        short16(entries, ttl & 0xffff);
        short16(entries, data.length);
        entries.writeBytes(data);
        entryCount++;
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        short16(out, 0);
        short16(out, flags);
        short16(out, questionCount);
        short16(out, entryCount);
        short16(out, 0);
        short16(out, 0);
        out.writeBytes(questions.toByteArray());
        out.writeBytes(entries.toByteArray());
        return out.toByteArray();
    }

    static byte[] nameBytes(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        name(out, name);
        return out.toByteArray();
    }

    /** The empty label behind the final dot writes the zero that ends a name. */
    private static void name(ByteArrayOutputStream out, String name) {
        for (String label : name.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static void short16(ByteArrayOutputStream out, int value) {
        out.write(value >>> 8);
        out.write(value);
    }
}
