package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.contact.RelationId;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Contacts beyond a proxy or an onion service: what they are told, and how they are dialled. */
final class FarContactsTest {
    private static final Endpoint HERE = new Endpoint("192.168.7.7", 4_000);
    private static final Endpoint ONION = new Endpoint("bobbobbobbobbobb.onion", 4_711);
    private static final Endpoint FAR = new Endpoint("203.0.113.9", 4_711);
    private static final Endpoint LAN = new Endpoint("192.168.7.8", 4_000);
    private static final Endpoint LOOPBACK = new Endpoint("127.0.0.1", 50_123);

    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private long links = 100;

    private void proxy(boolean on) {
        alice.handle(
                new Event.SettingsChanged(
                        new Settings(true, 4_000, false, Optional.empty(), on, List.of())));
    }

    /** A link of Bob's at Alice, whose first frames he has said. */
    private long link(Endpoint remote, boolean dialled) {
        long link = links++;
        byte[] h = new byte[64];
        h[0] = (byte) (200 - links);
        alice.handle(
                new Event.LinkUp(
                        link,
                        new RelationId(bob.id(), Wire.session(alice, bob)),
                        dialled,
                        Bytes.of(h),
                        remote,
                        SecretKey.random(new SeededRandom(link))));
        alice.handle(new Event.FrameArrived(link, Frame.Home.FIRST));
        return link;
    }

    private boolean isTold(Endpoint remote, boolean dialled) {
        long link = link(remote, dialled);
        boolean told =
                alice.sent(link, Frame.Addresses.class).stream()
                        .anyMatch(f -> f.endpoints().contains(HERE));
        alice.handle(new Event.Listening(List.of(HERE)));
        boolean later = !alice.sent(link, Frame.Addresses.class).isEmpty();
        assertEquals(told, later, "the same when it changes");
        alice.handle(new Event.LinkDown(link));
        return told;
    }

    @Test
    void whoMayBeAnywhereIsNotToldWhereWeAre() {
        Pairing.of(alice, bob);
        alice.handle(new Event.Listening(List.of(HERE)));
        assertTrue(isTold(LAN, true));
        assertTrue(isTold(LAN, false));
        assertTrue(isTold(FAR, true), "without a proxy it was dialled as any other");
        assertFalse(isTold(LOOPBACK, false), "it may be an onion service");
        proxy(true);
        assertTrue(isTold(LAN, true));
        assertTrue(isTold(LAN, false));
        assertFalse(isTold(FAR, true));
        assertFalse(isTold(ONION, true));
        assertFalse(isTold(LOOPBACK, false));
    }

    @Test
    void whoMayBeAnywhereCannotMakeUsDialDirectly() {
        Pairing.of(alice, bob);
        proxy(true);
        for (Endpoint from : List.of(ONION, LOOPBACK)) {
            long link = link(from, from.equals(ONION));
            alice.handle(new Event.FrameArrived(link, new Frame.Addresses(List.of(LAN, FAR))));
            alice.handle(new Event.LinkDown(link));
        }
        List<String> known =
                alice.ask(new Request.ContactShow("bob"), View.ContactDetail.class).addresses();
        assertFalse(known.contains(LAN.toString()), known.toString());
        assertFalse(known.contains(FAR.toString()), known.toString());
        assertTrue(known.contains(ONION.toString()), "where he was reached is remembered");
    }

    @Test
    void anInvitationTellsAnOnionServiceOnlyIfTheUserWantsThat() {
        alice.handle(new Event.Listening(List.of(HERE)));
        assertEquals(List.of(HERE.toString()), inInvitation());
        for (boolean share : List.of(true, false)) {
            alice.handle(
                    new Event.SettingsChanged(
                            new Settings(
                                    share, 4_000, false, Optional.empty(), true, List.of(ONION))));
            List<String> told = inInvitation();
            assertEquals(ONION.toString(), told.getFirst());
            assertEquals(share ? 2 : 1, told.size());
        }
        Pairing.of(alice, bob);
        long link = link(LAN, true);
        alice.handle(new Event.Listening(List.of(HERE)));
        for (Frame.Addresses said : alice.sent(link, Frame.Addresses.class)) {
            assertFalse(said.endpoints().contains(ONION), "never over a link");
        }
    }

    private List<String> inInvitation() {
        Request.Invite asked = new Request.Invite(Optional.empty(), Duration.ofDays(7));
        return Objects.requireNonNull(alice.ask(asked, View.Invitation.class).at());
    }

    /** All that are begun while none ends. */
    private List<Endpoint> hanging(Duration time) {
        List<Endpoint> to = new ArrayList<>();
        for (int i = 0; i < time.toSeconds(); i++) {
            for (Effect.Dial dial : alice.take(Effect.Dial.class)) to.add(dial.to());
            alice.wakeAfter(Duration.ofSeconds(1));
        }
        return to;
    }

    @Test
    void strangersWhoLetUsHangDoNotHoldUpContacts() {
        Pairing.of(alice, bob);
        List<Endpoint> before = hanging(Duration.ofSeconds(2));
        assertTrue(before.contains(bob.endpoint));
        CoreBench carol = new CoreBench("carol", 3);
        for (int i = 0; i < 40; i++) {
            alice.handle(new Event.NodeSeen("node" + i, new Endpoint("10.3.0." + (i + 1), 4_000)));
        }
        assertEquals(4, hanging(Duration.ofSeconds(20)).size(), "strangers have four at once");
        Pairing.of(alice, carol);
        assertTrue(hanging(Duration.ofSeconds(1)).contains(carol.endpoint));
    }

    @Test
    void whatIsSlowBehindAProxyHoldsUpNothingElse() {
        proxy(true);
        List<Endpoint> slow = new ArrayList<>();
        for (int i = 10; i < 16; i++) {
            CoreBench far = new CoreBench("far" + i, i);
            Pairing.of(alice, far);
            slow.addAll(endAll());
            alice.ask(
                    new Request.AddAddress("far" + i, "far" + i + ".onion:4711"), View.Done.class);
        }
        for (int i = 0; i < 300; i++) {
            slow.addAll(endAll());
            alice.wakeAfter(Duration.ofSeconds(1));
        }
        assertEquals(4, slow.size(), slow.toString());
        Pairing.of(alice, bob);
        assertTrue(hanging(Duration.ofSeconds(1)).contains(bob.endpoint));
    }

    /** Ends those on the network, and returns those that go through the proxy. */
    private List<Endpoint> endAll() {
        List<Endpoint> slow = new ArrayList<>();
        for (Effect.Dial dial : alice.take(Effect.Dial.class)) {
            if (!dial.to().isLocal()) {
                slow.add(dial.to());
            } else {
                alice.handle(new Event.DialEnded(dial.dial(), dial.to(), Event.DialOutcome.FAILED));
            }
        }
        return slow;
    }
}
