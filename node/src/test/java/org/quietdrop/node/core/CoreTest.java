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
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Contact;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Links, dialling, names, and what a lost transaction leaves. */
final class CoreTest {
    private final CoreBench alice = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);

    // ---- two links

    @Test
    void ofTwoLinksTheGreaterHashGoesOnBothSides() {
        Pairing.of(alice, bob);
        for (boolean smallFirst : List.of(true, false)) {
            Wire small = new Wire(alice, bob, 1);
            Wire great = new Wire(bob, alice, 2);
            (smallFirst ? small : great).up();
            (smallFirst ? great : small).up();
            // Each says on both which home it is: only then it is known that they lead to one node.
            small.settle();
            great.settle();
            assertTrue(alice.closed(great.atB));
            assertTrue(bob.closed(great.atA));
            great.down();
            small.settle();
            alice.send(bob, "over the one that stays");
            small.settle();
            small.down();
        }
        assertEquals(2, bob.texts(alice).size());
    }

    @Test
    void aLinkUnderUnknownKeysIsClosed() {
        Pairing.of(alice, bob);
        CoreBench carol = new CoreBench("carol", 3);
        Pairing.of(carol, bob);
        Wire wire = new Wire(carol, bob, 1);
        Wire wrong = new Wire(alice, carol, 1, Wire.session(carol, bob));
        wrong.upAtA();
        assertTrue(alice.closed(wrong.atA));
        wire.up();
        assertFalse(bob.closed(wire.atB));
    }

    // ---- addresses

    private List<String> addresses() {
        return alice.ask(new Request.ContactShow("bob"), View.ContactDetail.class).addresses();
    }

    @Test
    void addressesThatAreSaidAreFewAndNeverOurOwnMachine() {
        Pairing.of(alice, bob);
        Wire wire = Wire.between(alice, bob);
        wire.toA(new Frame.Addresses(List.of(new Endpoint("127.0.0.1", 22))));
        wire.toA(new Frame.Addresses(List.of(new Endpoint("0:0:0:0:0:0:0:1", 22))));
        for (int i = 1; i < 200; i++) {
            wire.toA(new Frame.Addresses(List.of(new Endpoint("10.9.9." + i, 4_000))));
        }
        List<String> known = addresses();
        assertEquals(8, known.size());
        assertEquals(bob.endpoint.toString(), known.getFirst(), "what worked comes first");
        assertTrue(known.stream().noneMatch(a -> a.contains("22")), known.toString());
    }

    @Test
    void typedAddressesAreNotPushedOut() {
        Pairing.of(alice, bob);
        for (int i = 1; i < 12; i++) {
            alice.later(Duration.ofSeconds(1));
            alice.ask(new Request.AddAddress("bob", "10.7.7." + i + ":4000"), View.Done.class);
        }
        assertTrue(addresses().contains("10.7.7.11:4000"), "the newest stays");
        assertEquals(8, addresses().size());
        assertEquals(
                UserError.Exit.USAGE,
                alice.refused(new Request.AddAddress("bob", "10.7.7.1:0")).exit());
    }

    @Test
    void aContactCannotSpeakForAnotherNode() {
        Pairing.of(alice, bob);
        CoreBench carol = new CoreBench("carol", 3);
        Pairing.of(alice, carol);
        Wire wire = Wire.between(alice, bob);
        Endpoint hers = new Endpoint("10.0.0.77", 4_000);
        alice.handle(new Event.NodeSeen("zz", hers));
        wire.toA(new Frame.Addresses(List.of(hers)));
        alice.take(Effect.Dial.class);
        alice.wakeAfter(Duration.ofSeconds(10));
        assertTrue(alice.take(Effect.Dial.class).stream().anyMatch(d -> d.to().equals(hers)));
    }

    @Test
    void aStrangeAddressDoesNotStopTheNode() {
        Pairing.of(alice, bob);
        alice.change(turn -> {
            Contact c = turn.contacts().get(bob.id()).orElseThrow();
            turn.contacts().put(c.reachedAt(new Contact.Address("no address", true, alice.now)));
        });
        alice.restart();
        alice.wakeAfter(Duration.ofMinutes(1));
        assertEquals(bob.endpoint, alice.take(Effect.Dial.class).getFirst().to());
    }

    // ---- dialling

    /** Lets every dial end in the same way, and time pass. */
    private List<Endpoint> dials(Duration time, Event.DialOutcome outcome) {
        List<Endpoint> to = new ArrayList<>();
        Instant end = alice.now.plus(time);
        while (alice.now.isBefore(end)) {
            List<Effect.Dial> some = alice.take(Effect.Dial.class);
            assertTrue(some.size() <= 4, "in flight at once: " + some.size());
            for (Effect.Dial d : some) {
                to.add(d.to());
                alice.handle(new Event.DialEnded(d.dial(), d.to(), outcome));
            }
            if (some.isEmpty()) alice.wakeAfter(Duration.ofMillis(500));
        }
        return to;
    }

    @Test
    void aFloodOfNamesCostsSixtyFourDialsInTenMinutes() {
        Pairing.of(alice, bob);
        for (int i = 0; i < 5_000; i++) {
            Endpoint at = new Endpoint("10.3." + i / 250 + "." + i % 250, 4_000);
            alice.handle(new Event.NodeSeen("node" + i, at));
        }
        assertEquals(512, alice.ask(new Request.Peers(), View.Peers.class).peers().size());
        List<Endpoint> tried = dials(Duration.ofMinutes(9), Event.DialOutcome.FAILED);
        long unknown = tried.stream().filter(t -> !t.equals(bob.endpoint)).count();
        assertEquals(64, unknown);
        assertTrue(tried.contains(bob.endpoint), "a known address does not wait behind them");
        long more =
                dials(Duration.ofMinutes(3), Event.DialOutcome.FAILED).stream()
                        .filter(t -> !t.equals(bob.endpoint))
                        .count();
        assertTrue(more > 0 && more <= 64, "afterwards: " + more);
    }

    /** One host can invent as many nodes as it likes: the others are dialled all the same. */
    @Test
    void inventedNodesOfOneHostCostEightDials() {
        Pairing.of(alice, bob);
        for (int i = 0; i < 200; i++) {
            alice.handle(new Event.NodeSeen("node" + i, new Endpoint("10.3.3.3", 1_000 + i)));
        }
        Endpoint other = new Endpoint("10.3.3.4", 4_000);
        alice.handle(new Event.NodeSeen("other", other));
        List<Endpoint> tried = dials(Duration.ofMinutes(9), Event.DialOutcome.STRANGER);
        assertEquals(8, tried.stream().filter(t -> t.host().equals("10.3.3.3")).count());
        assertTrue(tried.contains(other), tried.toString());
    }

    /** A contact that came back with another port is where it was, whatever else is invented. */
    @Test
    void whereAContactWasComesBeforeInventedNodes() {
        Pairing.of(alice, bob);
        for (int i = 0; i < 500; i++) {
            Endpoint at = new Endpoint("10.3." + i / 250 + "." + i % 250, 4_000);
            alice.handle(new Event.NodeSeen("node" + i, at));
        }
        List<Endpoint> invented = dials(Duration.ofMinutes(5), Event.DialOutcome.STRANGER);
        assertEquals(64, invented.stream().filter(t -> t.host().startsWith("10.3.")).count());
        Endpoint again = new Endpoint(bob.endpoint.host(), 50_000);
        alice.handle(new Event.NodeSeen("zz", again));
        List<Endpoint> tried = dials(Duration.ofSeconds(15), Event.DialOutcome.STRANGER);
        assertTrue(tried.contains(again), tried.toString());
    }

    /** Also there no more than sixteen: somebody else may forge that address. */
    @Test
    void inventedNodesWhereAContactWasCostSixteenDials() {
        Pairing.of(alice, bob);
        String there = bob.endpoint.host();
        for (int i = 0; i < 200; i++) {
            alice.handle(new Event.NodeSeen("node" + i, new Endpoint(there, 1_000 + i)));
        }
        List<Endpoint> tried = dials(Duration.ofMinutes(9), Event.DialOutcome.STRANGER);
        long invented = tried.stream().filter(t -> t.port() >= 1_000 && t.port() < 1_200).count();
        assertEquals(16, invented);
    }

    @Test
    void shownNamesAreClaimsAndNeverContacts() {
        Pairing.of(alice, bob);
        alice.handle(new Event.NameSeen("n1", "Bob", "10.3.3.3"));
        alice.handle(new Event.NameSeen("n1", "Bob", "fe80::3"));
        alice.handle(new Event.NameSeen("n2", "Carol", "10.3.3.4"));
        // Full-width letters look much the same.
        alice.handle(new Event.NameSeen("n3", "\uff42\uff4f\uff42", "10.3.3.5"));
        View.Peers peers = alice.ask(new Request.Peers(), View.Peers.class);
        assertEquals(List.of(), peers.peers());
        assertEquals(
                List.of(
                        new View.Claim("Bob", List.of("10.3.3.3", "fe80::3"), "bob"),
                        new View.Claim("Carol", List.of("10.3.3.4"), null),
                        new View.Claim("\uff42\uff4f\uff42", List.of("10.3.3.5"), "bob")),
                peers.claims());
        alice.handle(new Event.NameGone("n1"));
        alice.handle(new Event.NameGone("n3"));
        assertEquals(1, alice.ask(new Request.Peers(), View.Peers.class).claims().size());
        for (int i = 0; i < 1_000; i++) {
            alice.handle(new Event.NameSeen("x" + i, "Dave", "10.3.3.6"));
        }
        assertEquals(64, alice.ask(new Request.Peers(), View.Peers.class).claims().size());
    }

    @Test
    void aStrangerIsDialledOnceUntilRelationsChange() {
        Pairing.of(alice, bob);
        Endpoint at = new Endpoint("10.3.3.3", 4_000);
        alice.handle(new Event.NodeSeen("stranger", at));
        List<Endpoint> tried = dials(Duration.ofMinutes(30), Event.DialOutcome.STRANGER);
        assertEquals(1, tried.stream().filter(at::equals).count());
        Pairing.of(alice, new CoreBench("carol", 3));
        assertTrue(dials(Duration.ofMinutes(1), Event.DialOutcome.STRANGER).contains(at));
    }

    @Test
    void aNodeHeardAtTwoPlacesIsOneNodeTriedAtBoth() {
        Pairing.of(alice, bob);
        Endpoint old = new Endpoint("10.3.3.3", 4_000);
        Endpoint next = new Endpoint("fe80:0:0:0:0:0:0:3%2", 4_000);
        alice.handle(new Event.NodeSeen("zz", old));
        alice.handle(new Event.NodeSeen("zz", next));
        assertEquals(1, alice.ask(new Request.Peers(), View.Peers.class).peers().size());
        List<Endpoint> tried = dials(Duration.ofMinutes(1), Event.DialOutcome.FAILED);
        assertTrue(tried.containsAll(List.of(old, next)), tried.toString());
    }

    @Test
    void aContactThatIsHeardAfterItsLinkIsKnown() {
        Pairing.of(alice, bob);
        Wire wire = Wire.between(alice, bob);
        alice.handle(new Event.NodeSeen("zz", bob.endpoint));
        assertEquals("bob", peer().contact());
        wire.down();
        assertEquals("unknown", peer().state());
    }

    private View.Peer peer() {
        return alice.ask(new Request.Peers(), View.Peers.class).peers().getFirst();
    }

    @Test
    void linkLocalAddressesAreSaidAndBelievedOnLinkLocalLinksOnly() {
        Pairing.of(alice, bob);
        Endpoint local = new Endpoint("fe80:0:0:0:0:0:0:1%eth0", 4_000);
        alice.handle(new Event.Listening(List.of(alice.endpoint, local)));
        Wire wire = Wire.between(alice, bob);
        alice.handle(new Event.Listening(List.of(local, alice.endpoint)));
        assertEquals(
                List.of(new Frame.Addresses(List.of(alice.endpoint))),
                alice.sent(wire.atA, Frame.Addresses.class));
        wire.toB(new Frame.Addresses(List.of(new Endpoint("fe80:0:0:0:0:0:0:1", 4_000))));
        assertFalse(addresses(bob).toString().contains("fe80"), "not the address of that link");
        wire.down();

        Endpoint seen = new Endpoint("fe80:0:0:0:0:0:0:1%7", 50_000);
        RelationId alices = new RelationId(alice.id(), Wire.session(bob, alice));
        bob.handle(new Event.Listening(List.of(bob.endpoint, local)));
        SecretKey exp = SecretKey.random(new SeededRandom(7));
        bob.handle(new Event.LinkUp(900, alices, false, Bytes.of(new byte[64]), seen, exp));
        assertEquals(
                List.of(new Frame.Addresses(List.of(local, bob.endpoint))),
                bob.sent(900, Frame.Addresses.class));
        Frame said =
                new Frame.Addresses(
                        List.of(
                                new Endpoint("fe80:0:0:0:0:0:0:1", 4_000),
                                new Endpoint("fe80:0:0:0:0:0:0:2", 4_000)));
        bob.handle(new Event.FrameArrived(900, said));
        assertTrue(
                addresses(bob).contains("[fe80:0:0:0:0:0:0:1%7]:4000"), addresses(bob).toString());
        assertFalse(addresses(bob).toString().contains("0:2"), "somebody else's");
    }

    private static List<String> addresses(CoreBench of) {
        return of.ask(new Request.ContactShow("alice"), View.ContactDetail.class).addresses();
    }

    @Test
    void dialsOfOneAddressBackOff() {
        Pairing.of(alice, bob);
        int first = dials(Duration.ofMinutes(1), Event.DialOutcome.FAILED).size();
        dials(Duration.ofMinutes(30), Event.DialOutcome.FAILED);
        int later = dials(Duration.ofMinutes(30), Event.DialOutcome.FAILED).size();
        assertTrue(first >= 4 && first <= 8, "in the first minute: " + first);
        assertTrue(later >= 2 && later <= 5, "in half an hour: " + later);
    }

    @Test
    void withMoreRelationsThanSlotsAllHaveTheirTurn() {
        Pairing.of(alice, bob);
        alice.change(turn -> {
            var keys = turn.contacts().keys(bob.id()).orElseThrow();
            Contact like = turn.contacts().get(bob.id()).orElseThrow();
            for (int i = 0; i < 300; i++) {
                CoreBench one = new CoreBench("n" + i, 1_000 + i);
                turn.contacts()
                        .put(
                                new Contact(
                                        one.identity.card(one.name),
                                        one.name,
                                        false,
                                        false,
                                        like.state(),
                                        like.paired(),
                                        like.seen(),
                                        List.of(),
                                        false));
                turn.contacts().putKeys(one.id(), keys);
            }
        });
        alice.ask(new Request.Send("n299", "waits"), View.Sent.class);
        alice.take(Effect.Relations.class);
        alice.restart();
        Set<Object> chosen = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            for (Effect.Dial d : alice.take(Effect.Dial.class)) {
                alice.handle(new Event.DialEnded(d.dial(), d.to(), Event.DialOutcome.FAILED));
            }
            for (Effect.Relations r : alice.take(Effect.Relations.class)) {
                assertEquals(301, r.all().size());
                assertEquals(256, r.dialled().size());
                String first = alice.stored(turn -> turn.petname(r.dialled().getFirst().peer()));
                assertEquals("n299", first);
                r.dialled().forEach(d -> chosen.add(d.peer()));
            }
            alice.wakeAfter(Duration.ofMinutes(15));
        }
        assertEquals(301, chosen.size());
    }

    // ---- names

    @Test
    void whoIsMeant() {
        Pairing.of(alice, bob);
        CoreBench bobby = new CoreBench("bobby", 4);
        Pairing.of(alice, bobby);
        assertEquals(UserError.Exit.AMBIGUOUS, show("BOb").equals("bob") ? exit("bo") : null);
        assertEquals(UserError.Exit.NOT_FOUND, exit("bobx"));
        assertTrue(alice.refused(new Request.ContactShow("bobx")).hint().contains("bob"));
        assertEquals(UserError.Exit.NOT_FOUND, exit("zoe"));
        assertEquals(UserError.Exit.USAGE, exit("  "));
        assertEquals(UserError.Exit.USAGE, exit("a\u0007b"));
        assertEquals(UserError.Exit.USAGE, exit("x".repeat(201)));
        String prefix = bob.id().hex().substring(0, 6);
        assertEquals("bob", show(prefix));
        alice.ask(new Request.Rename("bobby", prefix), View.Contact.class);
        assertEquals(UserError.Exit.AMBIGUOUS, exit(prefix), "a name like another's id");
        assertEquals(UserError.Exit.FAILED, rename(prefix, "BOB"));
        assertEquals(UserError.Exit.USAGE, rename("bob", "me"));
        assertEquals(UserError.Exit.USAGE, rename("bob", " "));
    }

    private UserError.Exit rename(String from, String to) {
        String whole = from.equals("bob") ? from : idOf(from);
        return alice.refused(new Request.Rename(whole, to)).exit();
    }

    private String idOf(String name) {
        return alice.ask(new Request.Contacts(), View.Contacts.class).contacts().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private String show(String name) {
        return alice.ask(new Request.ContactShow(name), View.ContactDetail.class).contact().name();
    }

    private UserError.Exit exit(String name) {
        return alice.refused(new Request.ContactShow(name)).exit();
    }

    // ---- lost transactions

    @Test
    void aLostTransactionClosesAllLinksEvenThoseItHadPutAside() {
        Pairing.of(alice, bob);
        Wire wire = Wire.between(alice, bob);
        alice.lose(new Event.Asked(900, new Request.Forget("bob")));
        assertTrue(alice.closed(wire.atA));
        assertEquals("bob", show("bob"));
        Wire lost = new Wire(alice, bob, 2);
        alice.lose(
                new Event.LinkUp(
                        lost.atA,
                        new org.quietdrop.node.contact.RelationId(
                                bob.id(), Wire.session(alice, bob)),
                        false,
                        org.quietdrop.crypto.Bytes.of(new byte[64]),
                        bob.endpoint,
                        SecretKey.random(new SeededRandom(7))));
        assertTrue(alice.closed(lost.atA));
    }

    @Test
    void aLostPairingIsNotCalledPaired() {
        Pairing pairing = new Pairing(alice, bob);
        long step = bob.begin(new Request.PairNext(pairing.typing, 1));
        assertTrue(bob.holds(step));
        bob.lose(pairing.keyedAtTypist());
        assertFalse(bob.holds(step), "nobody will answer it any more");
        assertEquals(0, bob.rows(Table.PENDING));
        UserError gone = bob.refused(new Request.PairNext(pairing.typing, 0));
        assertEquals(UserError.Exit.NOT_FOUND, gone.exit());
        assertTrue(
                bob.take(Effect.ClosePairing.class).stream()
                        .anyMatch(c -> c.pairing() == pairing.typing));
        alice.ask(new Request.PairCancel(pairing.holding), View.Done.class);
        Pairing.of(alice, new CoreBench("carol", 5));
    }

    @Test
    void afterALossTheCoreIsWokenAndDialsWithBackOff() {
        Pairing.of(alice, bob);
        Wire wire = Wire.between(alice, bob);
        alice.take(Effect.Dial.class);
        alice.take(Effect.WakeAt.class);
        alice.lose(new Event.FrameArrived(wire.atA, new Frame.Ping(1)));
        assertEquals(List.of(), alice.take(Effect.Dial.class), "not at once");
        assertEquals(1, alice.take(Effect.WakeAt.class).size());
        alice.wakeAfter(Duration.ofSeconds(5));
        assertEquals(1, alice.take(Effect.Dial.class).size());
    }

    @Test
    void whatWasHeardInALostTransactionIsStillKnown() {
        Pairing.of(alice, bob);
        alice.lose(new Event.NodeSeen("zz", new Endpoint("10.3.3.3", 4_000)));
        assertEquals(1, alice.ask(new Request.Peers(), View.Peers.class).peers().size());
    }
}
