package org.quietdrop.node.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.Sealed;
import org.quietdrop.node.message.Retentions;
import org.quietdrop.node.wire.Body;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.node.wire.Payload;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.Retention;
import org.quietdrop.store.record.Session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One identity with several homes: contacts keep to the one restored last, and all are told. */
final class HomesTest {
    private final CoreBench old = new CoreBench("alice", 1);
    private final CoreBench bob = new CoreBench("bob", 2);
    private int hashes = 100;

    private Wire link(CoreBench alice, int h) {
        Wire wire = new Wire(alice, bob, h, Wire.session(bob, old));
        wire.up();
        wire.settle();
        return wire;
    }

    private Wire link(CoreBench alice) {
        return link(alice, hashes--);
    }

    /** Alice wrote and heard something before the backup, and more since. */
    private CoreBench restored() {
        Pairing.of(old, bob);
        Wire wire = link(old);
        old.send(bob, "before");
        bob.send(old, "heard before");
        wire.settle();
        CoreBench.Backup backup = old.backup();
        old.send(bob, "since");
        bob.send(old, "heard since");
        wire.settle();
        wire.down();
        old.warnings();
        bob.warnings();
        return new CoreBench(backup, CoreBench.START.plus(Duration.ofDays(1)), 3);
    }

    private static Bytes session(CoreBench of, CoreBench with) {
        return of.stored(turn -> {
            try (Session session = turn.sessions().get(with.id()).orElseThrow()) {
                return session.ratchet().sessionId();
            }
        });
    }

    @Test
    void aRestoredHomeRenewsBeforeAnythingElseAndTheContactIsTold() {
        CoreBench alice = restored();
        assertEquals(0, alice.rows(Table.SESSION));
        alice.send(bob, "new");
        bob.send(old, "heard new");
        Bytes before = session(bob, old);
        Wire wire = new Wire(alice, bob, hashes--, Wire.session(bob, old));
        wire.up();
        boolean renewed = false;
        for (int i = 0; i < 8; i++) {
            for (List<Frame> said : List.of(wire.carryToB(), wire.carryToA())) {
                boolean mail = said.stream().anyMatch(f -> f instanceof Frame.Envelope);
                assertTrue(renewed || !mail, "nothing is sealed in an old session");
                renewed |= said.stream().anyMatch(f -> f instanceof Frame.Keying);
            }
        }
        assertNotEquals(before, session(bob, alice));
        assertEquals(session(alice, bob), session(bob, alice));
        assertEquals(List.of("before", "since", "new"), theirs(bob));
        assertEquals(List.of("heard before", "heard new"), theirs(alice));
        assertEquals(1, alice.history(bob).getLast().gap(), "the one that is gone is missed");
        List<String> told = bob.warnings();
        assertTrue(told.getFirst().contains("restored on 2 Jan 2026"), told.toString());
        assertTrue(told.getFirst().contains("from a backup of 1 Jan 2026"), told.toString());
    }

    private List<String> theirs(CoreBench at) {
        CoreBench with = at == bob ? old : bob;
        return at.history(with).stream()
                .filter(l -> !l.from().equals("me"))
                .map(View.Line::text)
                .toList();
    }

    @Test
    void anOlderHomeIsTurnedAwayAndAllAreTold() {
        CoreBench alice = restored();
        link(alice).down();
        bob.warnings();
        alice.warnings();
        old.send(bob, "from the old one");
        bob.send(old, "for the new one");
        int kept = bob.rows(Table.HISTORY);
        for (int i = 0; i < 3; i++) {
            Wire wire = link(old);
            assertTrue(bob.closed(wire.atB));
            assertTrue(old.closed(wire.atA));
            wire.down();
        }
        assertEquals(kept, bob.rows(Table.HISTORY));
        assertEquals(List.of("heard before", "heard since"), theirs(old));
        List<String> atOld = old.warnings();
        assertEquals(1, atOld.size(), "told once: " + atOld);
        assertTrue(atOld.getFirst().contains("bob does not speak to this node"), atOld.toString());
        assertTrue(atOld.getFirst().contains("elsewhere on 2 Jan 2026"), atOld.toString());
        List<String> atBob = bob.warnings();
        assertEquals(1, atBob.size(), "told once an hour: " + atBob);
        assertTrue(atBob.getFirst().contains("an older home of alice"), atBob.toString());

        Wire wire = link(alice);
        List<String> atNew = alice.warnings();
        assertTrue(atNew.getFirst().contains("bob turned it away"), atNew.toString());
        assertEquals("for the new one", theirs(alice).getLast());
        wire.down();
        link(alice);
        assertEquals(List.of(), alice.warnings(), "told once");
    }

    @Test
    void theLinkOfTheNewestIsLeftAloneWhileOlderOnesKnock() {
        CoreBench alice = restored();
        Wire live = link(alice);
        bob.take(Effect.Close.class);
        for (int h : new int[] {1, 120}) {
            Wire knock = link(old, h);
            assertEquals(
                    List.of(knock.atB),
                    bob.take(Effect.Close.class).stream().map(Effect.Close::link).toList());
            knock.down();
            live.settle();
        }
        assertTrue(alice.warnings().stream().anyMatch(w -> w.contains("bob turned it away")));
        String id = bob.send(old, "still there");
        live.settle();
        assertEquals("delivered", bob.state(old, id));
        assertEquals("still there", theirs(alice).getLast());
    }

    @Test
    void theNewestTakesThePlaceOfAnOlderOneThatIsLinked() {
        CoreBench alice = restored();
        for (int h : new int[] {1, 120}) {
            if (h == 120) bob.change(turn -> turn.contacts().putHome(old.id(), none()));
            Wire live = link(old, 50);
            assertFalse(bob.closed(live.atB));
            Wire next = link(alice, h);
            assertTrue(bob.closed(live.atB));
            live.settle();
            assertTrue(old.closed(live.atA));
            live.down();
            String id = bob.send(old, "for the newest " + h);
            next.settle();
            assertEquals("delivered", bob.state(old, id));
            assertEquals("for the newest " + h, theirs(alice).getLast());
            next.down();
        }
    }

    private static org.quietdrop.store.record.HomeStamp none() {
        return org.quietdrop.store.record.HomeStamp.NONE;
    }

    @Test
    void whoDoesNotSayWhichHomeItIsIsTheFirstOne() {
        CoreBench alice = restored();
        link(alice).down();
        bob.warnings();
        Wire wire = new Wire(old, bob, 7, Wire.session(bob, old));
        wire.up();
        List<Frame> said = old.sent(wire.atA);
        assertTrue(said.getFirst() instanceof Frame.Home);
        wire.toB(said.get(1));
        assertTrue(bob.closed(wire.atB));
    }

    @Test
    void whoPairsAgainIsTheOnlyHome() {
        CoreBench alice = restored();
        link(alice).down();
        Bytes before = Wire.session(bob, old);
        Pairing.of(old, bob);
        bob.warnings();
        Wire wire = link(old);
        String id = old.send(bob, "paired again");
        wire.settle();
        assertEquals("delivered", old.state(bob, id));
        assertEquals(List.of(), bob.warnings());
        Wire stranger = new Wire(alice, bob, 3, before);
        stranger.up();
        assertTrue(bob.closed(stranger.atB), "its keys are not those of the contact any more");
    }

    @Test
    void aContactThatLiesHurtsNobodyElse() {
        Pairing.of(old, bob);
        CoreBench carol = new CoreBench("carol", 4);
        Pairing.of(carol, bob);
        Wire wire = new Wire(old, bob, 1, Wire.session(bob, old));
        wire.up();
        Instant far = Instant.parse("9999-12-31T23:59:59.999Z");
        wire.toB(new Frame.Home(far, far));
        wire.toB(new Frame.Home(far, far));
        assertTrue(bob.closed(wire.atB), "it is said once a link");
        wire.down();
        Wire other = new Wire(carol, bob, 2, Wire.session(bob, carol));
        other.up();
        other.settle();
        String id = carol.send(bob, "unmoved");
        other.settle();
        assertEquals("delivered", carol.state(bob, id));
        bob.warnings();
        other.toB(new Frame.OlderHome(far));
        assertEquals(List.of(), bob.warnings(), "this home was never restored");
        other.toB(new Frame.Superseded(Instant.EPOCH));
        assertEquals(List.of(), bob.warnings(), "that is no newer home");
        assertTrue(bob.closed(other.atB));
        other.down();
        Wire again = new Wire(old, bob, 3, Wire.session(bob, old));
        again.up();
        again.settle();
        assertTrue(bob.closed(again.atB), "it has shut itself out, until it pairs again");
    }

    @Test
    void whatIsKnownOfHomesSurvivesOnesOwnRestore() {
        CoreBench alice = restored();
        link(alice).down();
        CoreBench again = new CoreBench(bob.backup(), CoreBench.START.plus(Duration.ofDays(2)), 5);
        Wire wire = new Wire(old, again, 9, Wire.session(bob, old));
        wire.up();
        wire.settle();
        assertTrue(again.closed(wire.atB));
        wire.down();
        Wire next = new Wire(alice, again, 9, Wire.session(bob, old));
        next.up();
        String id = again.send(old, "both restored");
        next.settle();
        assertEquals("delivered", again.state(old, id));
    }

    @Test
    void whatAnOlderHomeLeavesWithFriendsIsNotShown() {
        CoreBench alice = restored();
        bob.now = alice.now.plus(Duration.ofHours(1));
        Frame.Envelope before = sealed("on its way", alice.now.minusSeconds(1));
        Frame.Envelope since = sealed("by a thief", alice.now.plus(Duration.ofMinutes(11)));
        Wire wire = link(alice);
        bob.sent(wire.atB);
        wire.toB(since);
        assertEquals(List.of(), bob.sent(wire.atB, Frame.Ack.class));
        wire.toB(before);
        assertEquals(1, bob.sent(wire.atB, Frame.Ack.class).size());
        assertEquals(List.of("before", "since", "on its way"), theirs(bob));
    }

    /** What the old home seals in its session now. */
    private Frame.Envelope sealed(String text, Instant written) {
        byte[] id = new SeededRandom(text.length()).bytes(16);
        byte[] body = Body.encode(new Body(Bytes.of(id), 3, written, 7, new Payload.Text(text)));
        return old.stored(turn -> {
            try (Session session = turn.sessions().get(bob.id()).orElseThrow()) {
                Sealed made = DoubleRatchet.seal(session.ratchet(), body, new SeededRandom(9));
                try (Session next =
                        new Session(made.state(), session.acknowledged(), session.agreed())) {
                    turn.sessions().put(bob.id(), next);
                }
                return new Frame.Envelope(made.envelope());
            }
        });
    }

    @Test
    void whatARestoredFriendHadKeptIsLeftAgain() {
        Friends friends = Friends.met();
        CoreBench.Backup backup = friends.carol.backup();
        Wire before = friends.link(friends.alice, friends.carol);
        String id = friends.alice.send(friends.bob, "by way of carol");
        friends.settle(before);
        before.down();
        assertEquals("carried", friends.alice.state(friends.bob, id));
        CoreBench carol = new CoreBench(backup, CoreBench.START.plus(Duration.ofDays(1)), 4);
        assertEquals(0, carol.rows(Table.BOX));
        friends.alice.now = carol.now;
        friends.alice.take(Effect.Publish.class);
        friends.link(friends.alice, carol);
        List<String> states =
                friends.alice.take(Effect.Publish.class).stream()
                        .flatMap(p -> Stream.ofNullable(p.notice().line()))
                        .map(View.Line::state)
                        .toList();
        assertEquals(List.of("queued", "carried"), states);
        assertEquals(1, carol.rows(Table.BOX));
    }

    @Test
    void howLongLinesAreKeptComesBack() {
        Pairing.of(old, bob);
        var week = new Retention(Optional.of(Duration.ofDays(7)));
        old.change(turn -> new Retentions(turn.tx()).put(bob.id(), week));
        CoreBench alice = new CoreBench(old.backup(), CoreBench.START.plusSeconds(60), 3);
        assertEquals(
                Optional.of(week), alice.stored(turn -> new Retentions(turn.tx()).get(bob.id())));
    }

    @Test
    void aSecondLinkThatSaysNothingGivesWayToAThird() {
        Pairing.of(old, bob);
        link(old, 50);
        bob.take(Effect.Close.class);
        Wire mute = new Wire(old, bob, 1, Wire.session(bob, old));
        mute.upAtB();
        Wire third = new Wire(old, bob, 2, Wire.session(bob, old));
        third.upAtB();
        assertTrue(bob.closed(mute.atB));
        bob.handle(new Event.LinkDown(third.atB));
        assertEquals(List.of(), bob.take(Effect.Close.class));
    }
}
