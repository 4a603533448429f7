package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.core.Effect;
import org.quietdrop.node.core.Event;
import org.quietdrop.node.core.Event.DialOutcome;
import org.quietdrop.node.link.FakeSocks.Manner;
import org.quietdrop.node.wire.Endpoint;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Contacts behind a SOCKS5 proxy, and proxies that are no good. */
@ExtendWith(LeakWatch.class)
@Timeout(300)
final class ProxyLinksTest {
    private static final Endpoint ONION = new Endpoint("bobbobbobbobbobb.onion", 4_711);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(3);

    private final FakeSocks proxy;
    private final TestNode bob = new TestNode("Bob");
    private final UserId bobsId = bob.self.identity().userId();
    private TestNode alice = new TestNode(People.self("Alice"), times(LONG, LONG));
    private Endpoint bobAt = ONION;
    private long dials;

    ProxyLinksTest() throws Exception {
        proxy = new FakeSocks();
    }

    /** Another time for handshakes through a proxy than for others. */
    private static LinksConfig times(Duration handshake, Duration proxied) {
        LinksConfig.Times d = LinksConfig.Times.DEFAULT;
        return new LinksConfig(
                new LinksConfig.Times(
                        d.connect(),
                        handshake,
                        proxied,
                        d.commit(),
                        Duration.ofMillis(100),
                        d.quiet(),
                        d.answer(),
                        d.stuck(),
                        d.life()),
                LinksConfig.Limits.DEFAULT);
    }

    @BeforeEach
    void begin() {
        bobAt = bob.listen();
        proxy.names.put(ONION.host(), bobAt);
        meet();
    }

    private void aliceWith(LinksConfig config) {
        alice.close();
        alice = new TestNode(People.self("Alice"), config);
        meet();
    }

    private void meet() {
        TestNode.relate(alice, bob);
        alice.links.proxy(Optional.of(proxy.address()));
    }

    @AfterEach
    void close() throws Exception {
        alice.close();
        bob.close();
        proxy.close();
    }

    private DialOutcome dial(Endpoint to, UserId contact) {
        long dial = ++dials;
        alice.links.perform(new Effect.Dial(dial, to, Optional.of(contact)));
        Event.DialEnded end = alice.next(Event.DialEnded.class, e -> e.dial() == dial);
        assertEquals(to, end.to());
        return end.outcome();
    }

    private Endpoint linkedAt(Endpoint to) {
        long dial = ++dials;
        alice.links.perform(new Effect.Dial(dial, to, Optional.of(bobsId)));
        Event.LinkUp up = alice.next(Event.LinkUp.class);
        alice.next(Event.DialEnded.class, e -> e.dial() == dial);
        return up.remote();
    }

    @Test
    void aContactIsReachedByANameThatOnlyTheProxyKnows() {
        alice.links.perform(new Effect.Dial(1, ONION, Optional.of(bobsId)));
        Event.LinkUp up = alice.next(Event.LinkUp.class);
        assertEquals(ONION, up.remote(), "where he is, not where the proxy is");
        assertTrue(up.dialled());
        Event.LinkUp bobs = bob.next(Event.LinkUp.class);
        var ping = new org.quietdrop.node.wire.Frame.Ping(7);
        alice.send(up.link(), ping);
        assertEquals(ping, bob.next(Event.FrameArrived.class).frame());
        bob.send(bobs.link(), ping);
        assertEquals(ping, alice.next(Event.FrameArrived.class).frame());
        FakeSocks.Asked asked = proxy.asked.getFirst();
        assertEquals(3, asked.type());
        assertEquals(ONION.host(), asked.host());
        assertEquals(ONION.port(), asked.port());
        assertEquals(1, proxy.asked.size());
    }

    @Test
    void aProxyThatSaysOneByteAtATimeWillDo() {
        proxy.manner = Manner.SLOW;
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId));
    }

    // ---- as whom

    private String loginFor(UserId contact) {
        proxy.asked.clear();
        proxy.manner = Manner.REFUSES;
        assertEquals(DialOutcome.FAILED, dial(ONION, contact));
        return proxy.asked.getFirst().login();
    }

    @Test
    void eachContactHasALoginOfItsOwnInEachRun() {
        UserId carol = People.self("Carol").identity().userId();
        String forBob = loginFor(bobsId);
        assertTrue(forBob.matches("[0-9a-f]{32}:[0-9a-f]{32}"), forBob);
        assertEquals(forBob, loginFor(bobsId));
        String forCarol = loginFor(carol);
        assertNotEquals(forBob, forCarol);
        for (String login : List.of(forBob, forCarol)) {
            for (UserId id : List.of(bobsId, carol, alice.self.identity().userId())) {
                // Shorter pieces of one random number are found in another by chance.
                String hex = id.bytes().hex();
                assertFalse(login.contains(hex.substring(0, 12)), login);
            }
        }
        alice.links.proxy(Optional.of(proxy.address()));
        assertNotEquals(forBob, loginFor(bobsId), "set anew is a new run");
        aliceWith(LinksConfig.DEFAULT);
        assertNotEquals(forBob, loginFor(bobsId));
    }

    @Test
    void aProxyThatKnowsNoLoginsWillDo() {
        proxy.manner = Manner.NO_LOGIN;
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId));
        assertEquals("", proxy.asked.getFirst().login());
        assertEquals(List.of("0002"), proxy.methods);
    }

    @Test
    void aProxyThatTurnsLoginsAwayIsAskedWithoutOne() {
        proxy.manner = Manner.TURNS_LOGIN_AWAY;
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId));
        assertEquals(List.of("0002", "00"), proxy.methods);
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId));
        assertEquals(List.of("0002", "00", "00"), proxy.methods, "it is remembered");
    }

    // ---- which way

    @Test
    void whatIsOnTheOwnNetworkIsDialledDirectly() {
        for (String host : List.of("127.0.0.1", "localhost")) {
            assertEquals(bobAt, linkedAt(new Endpoint(host, bobAt.port())));
        }
        assertEquals(List.of(), proxy.asked);
    }

    @Test
    void addressesBeyondGoThroughTheProxyAsTheyAre() {
        Endpoint four = new Endpoint("203.0.113.9", 4_711);
        Endpoint six = new Endpoint("2001:db8::9", 4_712);
        proxy.names.put("203.0.113.9", bobAt);
        proxy.names.put("2001:db8:0:0:0:0:0:9", bobAt);
        for (Endpoint beyond : List.of(four, six)) {
            assertEquals(beyond, linkedAt(beyond));
        }
        assertEquals(List.of(1, 4), proxy.asked.stream().map(FakeSocks.Asked::type).toList());
        assertEquals(
                List.of("203.0.113.9", "2001:db8:0:0:0:0:0:9"),
                proxy.asked.stream().map(FakeSocks.Asked::host).toList());
    }

    @Test
    void whatWasHeardOnTheNetworkNeverGoesThroughTheProxy() {
        alice.links.perform(new Effect.Dial(77, ONION));
        assertEquals(DialOutcome.FAILED, alice.next(Event.DialEnded.class).outcome());
        PairingCode code = PairingCode.generate(People.RANDOM);
        alice.links.perform(new Effect.DialPairing(9, code, ONION, true));
        assertFalse(alice.next(Event.ExchangeFailed.class).burned());
        assertEquals(List.of(), proxy.methods);
    }

    @Test
    void withoutAProxyAnOnionIsNotDialled() {
        alice.links.proxy(Optional.empty());
        assertEquals(DialOutcome.FAILED, dial(ONION, bobsId));
        assertEquals(DialOutcome.FAILED, dial(new Endpoint("BOB.ONION.", 1), bobsId));
        assertEquals(List.of(), proxy.methods);
    }

    @Test
    void noNameAtAllIsResolvedHere() {
        // This one the machine itself would know: it is asked of the proxy all the same.
        Endpoint known = new Endpoint("localhost.", bobAt.port());
        proxy.manner = Manner.REFUSES;
        assertEquals(DialOutcome.FAILED, dial(known, bobsId));
        assertEquals("localhost.", proxy.asked.getFirst().host());
    }

    // ---- times

    @Test
    void theDeadlineBeginsWhenTheProxyHasReachedThePlace() {
        aliceWith(times(Duration.ofMillis(200), LONG));
        proxy.wait = 500;
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId));
    }

    @Test
    void whoIsSilentBeyondTheProxyIsGivenUp() {
        aliceWith(times(LONG, SHORT));
        proxy.manner = Manner.LIES;
        assertEquals(DialOutcome.FAILED, dial(ONION, bobsId));
        proxy.manner = Manner.FAITHFUL;
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId), "and one can go on");
    }

    @Test
    void whoComesFromLoopbackHasMoreTimeWhileThereIsAProxy() {
        bob.close();
        try (TestNode slow =
                new TestNode(People.self("Bob"), times(Duration.ofMillis(1_200), LONG))) {
            Endpoint at = slow.listen();
            try (RawPeer stranger = new RawPeer(at)) {
                assertEquals(0, stranger.countToEnd(), "without one it ends");
            }
            slow.links.proxy(Optional.of(proxy.address()));
            slow.dial(new Endpoint("nobody.onion", 0));
            slow.next(Event.DialEnded.class);
            try (RawPeer stranger = new RawPeer(at)) {
                long until = 0;
                while (until++ < 40) assertFalse(stranger.isClosed(), "until " + until);
            }
        }
    }

    // ---- proxies that are no good

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {
                "NO_METHOD",
                "REFUSES",
                "STALLS_AT_ONCE",
                "STALLS",
                "CLOSES_AT_ONCE",
                "CLOSES",
                "GARBAGE",
                "SPEAKS_FIRST",
                "LIES"
            })
    void aBadProxyIsAFailureAndNothingMore(Manner manner) {
        aliceWith(times(LONG, SHORT));
        proxy.manner = manner;
        PrintStream before = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(DialOutcome.FAILED, dial(ONION, bobsId));
        } finally {
            System.setErr(before);
        }
        assertEquals("", said.toString(StandardCharsets.UTF_8), "nothing is logged");
        proxy.manner = Manner.FAITHFUL;
        assertEquals(DialOutcome.LINKED, dial(ONION, bobsId));
    }

    @Test
    void noProxyThereIsAFailure() throws Exception {
        proxy.close();
        assertEquals(DialOutcome.FAILED, dial(ONION, bobsId));
    }

    @Test
    void namesThatNoProxyCanTakeAreFailures() {
        for (String host :
                List.of("a".repeat(64) + ".onion", "a".repeat(255), "..", "xn--a.onion")) {
            proxy.manner = Manner.REFUSES;
            assertEquals(DialOutcome.FAILED, dial(new Endpoint(host, 1), bobsId), host);
        }
    }

    // ---- pairing

    @Test
    void aCodeIsTypedThroughTheProxyAndTheProxyIsNotTakenForAnAddress() {
        PairingCode code = PairingCode.generate(People.RANDOM);
        bob.links.perform(new Effect.OpenPairing(5, code, Optional.empty()));
        Endpoint port = bob.next(Event.PairingOpened.class).at().getFirst();
        proxy.names.put(ONION.host(), port);
        alice.links.perform(new Effect.DialPairing(9, code, ONION));
        Event.Keyed keyed = alice.next(Event.Keyed.class);
        assertEquals(List.of(new Endpoint(ONION.host(), bobAt.port())), keyed.keys().addresses());
        keyed.keys().close();
        String first = proxy.asked.getFirst().login();
        alice.links.perform(new Effect.DialPairing(10, code, ONION));
        alice.next(Event.Keyed.class).keys().close();
        assertNotEquals(first, proxy.asked.getLast().login());
    }
}
