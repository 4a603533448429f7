package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.RealNode;
import org.quietdrop.tests.process.SpokenCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stranger repeats from his own address what he recorded of two contacts: an announcement, and
 * both sides of a link from its hello on. It yields nothing. Needs root on Linux.
 */
@Tag("netns")
@Timeout(240)
final class ReplayLanTest {
    private static final String TOOL = Path.of("netns/replay.py").toAbsolutePath().toString();
    private static final int HELLO_FIRST = 32;
    private static final int HELLO_REPLY = 48;
    private static final String BOB_PORT = "30002";

    /** 10.81.0.2, as it stands in a record. */
    private static final String BOBS_ADDRESS = "\nQ\0\2";

    @TempDir private Path folder;

    @Test
    void whatWasRecordedIsWorthNothingFromAnotherAddress() throws Exception {
        try (Lan lan = Lan.up("3")) {
            RealNode alice = lan.node(folder, "Alice", 1, "--listen", "10.81.0.1:30001");
            RealNode bob = lan.node(folder, "Bob", 2, "--listen", "10.81.0.2:" + BOB_PORT);
            try (SpokenCode code = SpokenCode.by(alice)) {
                code.typedBy(bob);
            }
            Wire wire = linksAgain(lan, alice, bob);
            Path packet = kept("packet", announcement(wire).orElseThrow());
            String dialled = linkToBob(wire).orElseThrow();
            Path said = kept("said", bytes(wire, dialled));
            Path answered = kept("answered", bytes(wire, back(dialled)));

            assertEquals(
                    "back " + HELLO_REPLY,
                    lan.say("exec", "3", "python3", TOOL, "dial", "10.81.0.2", BOB_PORT, said + ""),
                    "a hello repeated is answered like any beginning, and not after it");
            assertEquals(1, bob.links());

            bob.stop();
            String heard =
                    lan.say(
                            "exec",
                            "3",
                            "python3",
                            TOOL,
                            "advert",
                            packet + "",
                            BOB_PORT,
                            answered + "",
                            "12",
                            "10.81.0.3");
            assertTrue(heard.lines().count() > 0, "Alice dials what is announced");
            assertEquals(
                    List.of("said " + HELLO_FIRST),
                    heard.lines().distinct().toList(),
                    "who answers with what was recorded hears no more than a first message");
            assertEquals(0, alice.links());
            for (View.Peer peer : alice.call("peers", Map.of(), View.Peers.class).peers()) {
                assertFalse("contact".equals(peer.state()), peer.toString());
            }
            bob.start();
            alice.awaitLinks(1);
            System.out.printf(
                    "replayed: %d bytes of a link, an announcement (%d dials): nothing%n",
                    Files.size(said), heard.lines().count());
        }
    }

    /**
     * Who starts dials first what he knows. So it is Alice who starts again, until she has dialled
     * and Bob has announced himself to her.
     */
    private Wire linksAgain(Lan lan, RealNode alice, RealNode bob) throws Exception {
        for (int i = 0; i < 12; i++) {
            alice.stop();
            bob.awaitLinks(0);
            try (Lan.Recording recording = lan.record(folder.resolve("wire" + i))) {
                alice.start();
                alice.awaitLinks(1);
                Thread.sleep(1_500);
                Wire wire = recording.end();
                if (linkToBob(wire).isPresent() && announcement(wire).isPresent()) return wire;
            }
        }
        throw new AssertionError("Alice never dialled Bob while he announced himself");
    }

    private static boolean toBob(String flow) {
        return flow.startsWith("10.81.0.1 -> 10.81.0.2 ") && flow.endsWith("-" + BOB_PORT);
    }

    private static Optional<String> linkToBob(Wire wire) {
        return wire.flows().entrySet().stream()
                .filter(flow -> toBob(flow.getKey()) && flow.getValue().length > 4_096)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String back(String flow) {
        List<String> word = Arrays.asList(flow.split("[ -]+"));
        return word.get(2) + " -> " + word.get(0) + " " + word.get(4) + "-" + word.get(3);
    }

    private static byte[] bytes(Wire wire, String flow) {
        byte[] bytes = wire.flows().get(flow);
        if (bytes == null) throw new AssertionError("no " + flow + " in " + wire.flows().keySet());
        return bytes;
    }

    /**
     * The last of Bob's announcements that has no address in it, which is the sender's then. One
     * with his address is worth nothing from another: it is not even heard.
     */
    private static Optional<byte[]> announcement(Wire wire) {
        return wire.of(Wire.Kind.UDP).stream()
                .filter(packet -> packet.flow().startsWith("10.81.0.2 -> 224.0.0.251 "))
                .map(Wire.Packet::payload)
                .filter(payload -> payload.length > 12 && (payload[2] & 0x80) != 0)
                .filter(payload -> new String(payload, ISO_8859_1).contains("_quietdrop"))
                .filter(payload -> !new String(payload, ISO_8859_1).contains(BOBS_ADDRESS))
                // Who, where and what: an answer may also be a part of it.
                .filter(payload -> payload[7] >= 3)
                .reduce((_, last) -> last);
    }

    private Path kept(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }
}
