package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.CommandRun;
import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What nodes say about themselves on a network: by broadcast where multicast is silent, by a name
 * when the user wants that, and not a word when they are told so. Needs root on Linux: {@code mvn
 * -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(240)
final class NearLanTest {
    private static final int BEACON = 47_474;
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";

    @TempDir private Path folder;

    private static void set(RealNode node, String key, String value) {
        node.call("config.set", Map.of("key", key, "value", value), View.Done.class);
    }

    private static Duration until(String what, int seconds, BooleanSupplier so)
            throws InterruptedException {
        Instant begun = Instant.now();
        while (!so.getAsBoolean()) {
            if (Duration.between(begun, Instant.now()).toSeconds() > seconds) {
                throw new AssertionError("not within " + seconds + " s: " + what);
            }
            Thread.sleep(50);
        }
        return Duration.between(begun, Instant.now());
    }

    private static boolean linked(RealNode a, RealNode b) {
        return a.contact(b).linked() && b.contact(a).linked();
    }

    private static Map<?, ?> beacon(RealNode node) {
        if (node.status().get("discovery") instanceof Map<?, ?> all
                && all.get("beacon") instanceof Map<?, ?> beacon) {
            return beacon;
        }
        throw new AssertionError("nothing about the beacon: " + node.status());
    }

    private static List<Wire.Packet> beacons(Wire wire) {
        return wire.of(Wire.Kind.UDP).stream().filter(p -> p.port() == BEACON).toList();
    }

    @Test
    void whereMulticastIsDroppedTheyMeetByBroadcast() throws Exception {
        try (Lan lan = Lan.up("2")) {
            assertEquals(0, lan.run("nomcast", "on"));
            RealNode alice = lan.node(folder, ALICE, 1);
            RealNode bob = lan.node(folder, BOB, 2);
            alice.pairWith(bob, "10.81.0.1");
            set(alice, "beacon", "off");
            set(bob, "beacon", "off");
            List<String> before = List.of(alice.port(), bob.port());
            alice.stop();
            bob.stop();
            // Without it nobody is found: the ports are new, and no address known from before leads
            // anywhere.
            try (Lan.Recording recording = lan.record(folder.resolve("off"))) {
                alice.startElsewhere(before.get(0));
                bob.startElsewhere(before.get(1));
                Thread.sleep(15_000);
                assertFalse(linked(alice, bob), "they met by some other way");
                assertEquals(List.of(), beacons(recording.end()));
            }
            alice.stop();
            bob.stop();
            alice.startElsewhere(before.get(0));
            bob.startElsewhere(before.get(1));
            assertNotEquals(before.get(0), alice.port());
            assertNotEquals(before.get(1), bob.port());
            try (Lan.Recording recording = lan.record(folder.resolve("on"))) {
                set(alice, "beacon", "auto");
                set(bob, "beacon", "auto");
                Duration met = until("they meet", 90, () -> linked(alice, bob));
                until("it is said", 30, () -> Boolean.TRUE.equals(beacon(alice).get("sending")));
                assertEquals(
                        "nobody's multicast is heard on this network", beacon(alice).get("why"));
                List<Wire.Packet> sent = beacons(recording.end());
                assertFalse(sent.isEmpty());
                for (Wire.Packet one : sent) {
                    assertEquals("10.81.0.255", one.to().getHostAddress());
                    byte[] said = one.payload();
                    assertEquals(18, said.length);
                    assertTrue(
                            Arrays.equals(new byte[] {'Q', 'D', 'B', 1}, Arrays.copyOf(said, 4)));
                }
                System.out.printf(
                        "multicast dropped: without the beacon not linked after 15 s; with it linked"
                                + " %d ms after both had begun, by %d beacons of 18 bytes%n",
                        met.toMillis(), sent.size());
            }
            CommandRun.of(alice.home, "", "status")
                    .ok()
                    .says("broadcast beacon sent: nobody's multicast is heard on this network");
        }
    }

    @Test
    void aNameIsSeenWhileItIsShownAndSilenceIsSilent() throws Exception {
        try (Lan lan = Lan.up("2")) {
            RealNode alice = lan.node(folder, ALICE, 1);
            RealNode bob = lan.node(folder, BOB, 2);
            alice.pairWith(bob, "10.81.0.1");
            until("they meet", 60, () -> linked(alice, bob));
            shown(alice, bob);
            silent(lan, alice, bob);
        }
    }

    private static List<View.Claim> claims(RealNode node) {
        return node.call("peers", Map.of(), View.Peers.class).claims();
    }

    private static void shown(RealNode alice, RealNode bob) throws Exception {
        assertEquals(List.of(), claims(bob));
        CommandRun.of(alice.home, "", "visible", "10m")
                .ok()
                .says("everybody on this network can see the name " + ALICE, "10.81.0.1");
        Duration seen = until("the name is seen", 8, () -> !claims(bob).isEmpty());
        View.Claim claim = claims(bob).getFirst();
        assertEquals(ALICE, claim.says());
        assertEquals(ALICE, claim.like());
        CommandRun.of(bob.home, "", "peers")
                .ok()
                .says(
                        "calls itself \"" + ALICE + "\", which does not make it your contact",
                        "quietdrop pair");
        CommandRun.of(alice.home, "", "status").ok().says("visible: everybody");
        // Only now for a short time: what was asked above takes longer on a slow machine.
        Instant begun = Instant.now();
        CommandRun.of(alice.home, "", "visible", "10s").ok();
        until("it ends", 40, () -> !alice.status().containsKey("visible"));
        Duration ended = Duration.between(begun, Instant.now());
        until("it is gone", 20, () -> claims(bob).isEmpty());
        Duration gone = Duration.between(begun, Instant.now());
        assertTrue(ended.compareTo(Duration.ofSeconds(8)) > 0, "too early: " + ended);
        System.out.printf(
                "a name shown: seen by another node after %d ms; for 10 s: ended after %d ms,"
                        + " gone from there after %d ms%n",
                seen.toMillis(), ended.toMillis(), gone.toMillis());
    }

    /** Switched off while it runs, and still off after a start; what is typed leads there. */
    private void silent(Lan lan, RealNode alice, RealNode bob) throws Exception {
        set(alice, "mdns", "off");
        set(bob, "mdns", "off");
        Thread.sleep(5_000);
        try (Lan.Recording recording = lan.record(folder.resolve("silent"))) {
            bob.stop();
            alice.stop();
            bob.start();
            alice.start();
            Thread.sleep(12_000);
            assertFalse(linked(alice, bob), "they met by some other way");
            Map<String, String> typed = Map.of("name", BOB, "address", "10.81.0.2:" + bob.port());
            alice.call("address.add", typed, View.Done.class);
            Duration met = until("they meet", 60, () -> linked(alice, bob));
            alice.await(alice.send(BOB, "quiet please"), "delivered", 30);
            Wire wire = recording.end();
            assertEquals(List.of(), wire.of(Wire.Kind.UDP));
            System.out.printf(
                    "discovery off: not one UDP packet among %d; by a typed address linked after"
                            + " %d ms%n",
                    wire.packets().size(), met.toMillis());
        }
        set(alice, "mdns", "on");
        set(bob, "mdns", "on");
        Duration heard =
                until(
                        "they hear each other again",
                        60,
                        () -> !alice.call("peers", Map.of(), View.Peers.class).peers().isEmpty());
        System.out.printf("discovery on again: heard after %d ms%n", heard.toMillis());
    }
}
