package org.quietdrop.tests.fuzz;

import org.quietdrop.discovery.PacketFuzz;
import org.quietdrop.node.control.ControlFuzz;
import org.quietdrop.store.HeaderFuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A class with {@code fuzzerTestOneInput(byte[])}, as Jazzer calls it: anything that it throws is a
 * finding.
 *
 * @param seeds inputs to begin with
 */
record FuzzTarget(Class<?> program, Consumer<byte[]> run, List<byte[]> seeds) {
    static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget(WireFuzz.class, WireFuzz::fuzzerTestOneInput, WireFuzz.seeds()),
                new FuzzTarget(
                        HandshakeFuzz.class,
                        HandshakeFuzz::fuzzerTestOneInput,
                        HandshakeFuzz.seeds()),
                new FuzzTarget(
                        RecordFuzz.class, RecordFuzz::fuzzerTestOneInput, RecordFuzz.seeds()),
                new FuzzTarget(HeaderFuzz.class, HeaderFuzz::fuzzerTestOneInput, headers()),
                new FuzzTarget(ControlFuzz.class, ControlFuzz::fuzzerTestOneInput, lines()),
                new FuzzTarget(PacketFuzz.class, PacketFuzz::fuzzerTestOneInput, packets()),
                new FuzzTarget(TextFuzz.class, TextFuzz::fuzzerTestOneInput, TextFuzz.seeds()),
                new FuzzTarget(
                        ConversationFuzz.class,
                        ConversationFuzz::fuzzerTestOneInput,
                        ConversationFuzz.seeds()));
    }

    String name() {
        return program.getSimpleName();
    }

    /** Every golden vector as every kind of file. */
    private static List<byte[]> headers() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] golden : RecordFuzz.golden()) {
            for (int which : new int[] {0, 1, 2, 3, 4, 5, 6, 128, 129}) {
                boolean fits = golden.length <= 256 || which == 6;
                if (fits && golden.length <= 2_048) seeds.add(with(which, golden));
            }
        }
        return seeds;
    }

    private static List<byte[]> lines() {
        List<String> lines =
                List.of(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"send\",\"params\":"
                                + "{\"to\":\"bob\",\"text\":\"hi\",\"days\":7,\"wait\":true}}\n",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{\"a\":[1,2.5e3,null]}}\n",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notice\",\"params\":{\"kind\":\"x\"}}\n",
                        "{\"id\":1,\"error\":{\"code\":-32001,\"message\":\"m\",\"data\":"
                                + "{\"hint\":\"h\",\"exit\":2}}}\n",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":"
                                + "{\"since\":\"2026-01-31T12:00:00Z\"}}\n");
        List<byte[]> seeds = new ArrayList<>();
        for (String line : lines) {
            for (int which : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 128}) {
                seeds.add(with(which, line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return seeds;
    }

    private static byte[] with(int which, byte[] rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(which);
        out.writeBytes(rest);
        return out.toByteArray();
    }

    /** A question, and an announcement with its four records, names in full. */
    private static List<byte[]> packets() {
        String type = "\u000b_quietdrop\u0004_tcp\u0005local\u0000";
        String instance = "\u001800112233445566778899aabb" + type;
        String host = "\u000c0123456789ab\u0005local\u0000";
        String ttl = "\u0000\u0001\u0000\u0000\u0000x";
        String head = "\u0000\u0000\u0084\u0000\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000";
        String pointer = type + "\u0000\u000c" + ttl + sized(instance);
        String server =
                instance + "\u0000!" + ttl + sized("\u0000\u0000\u0000\u0000\u0012g" + host);
        String text = instance + "\u0000\u0010" + ttl + sized("\u0003v=1");
        String address = host + "\u0000\u0001" + ttl + sized("\u00c0\u00a8\u0007\u0009");
        String question =
                "\u0000\u0000\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0000\u0000\u0000";
        return List.of(
                latin(head + pointer + server + text + address),
                latin(question + type + "\u0000\u000c\u0000\u0001"));
    }

    private static String sized(String data) {
        return "" + (char) (data.length() >> 8) + (char) (data.length() & 0xff) + data;
    }

    private static byte[] latin(String packet) {
        return packet.getBytes(StandardCharsets.ISO_8859_1);
    }
}
