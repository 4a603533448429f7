package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Mail that waits with a friend, on a network that nobody looks after: three daemons on three
 * machines, found by mDNS alone. Alice writes, Bob is down, Carol carries, Alice goes, Bob comes
 * back and has it, Alice comes back and sees it. Needs root on Linux: {@code mvn -Pnetns -pl tests
 * -am test}.
 */
@Tag("netns")
@Isolated("it waits for what several nodes do in turn")
@Timeout(400)
final class RelayLanTest {
    private static final String ALICE = "Aluminiumtraud";
    private static final String BOB = "Bobbinetwebers";
    private static final String CAROL = "Carolinenkoogs";
    private static final String GREETING = "a fine morning to all of you over there";
    private static final String ANSWER = "and to you, with marmalade on it";
    private static final String WAITS = "under the third bench from the left";

    /** From a link with who carries to having the mail. */
    private static final Duration IN_TIME = Duration.ofSeconds(5);

    private static final int CELL = 4096;

    /** What goes before the cells: of who dials and of who is dialled, of a link and a pairing. */
    private static final Set<Integer> BEFORE_CELLS = Set.of(32 + 2064 + 64, 48 + 32, 48 + 64, 32);

    /** What a stranger says who is not answered. */
    private static final int HELLO = 32 + 2064;

    @TempDir private Path folder;

    /** What is done to Carol between two steps of the story: nothing, or {@code kill -9}. */
    private static final class Between {
        private final boolean kills;
        private final RealNode carol;
        private int killed;

        private Between(boolean kills, RealNode carol) {
            this.kills = kills;
            this.carol = carol;
        }

        /** Kills her and starts her again, where that is what is done. */
        void steps() throws Exception {
            if (!kills) return;
            carol.kill();
            carol.start();
            killed++;
        }

        String said() {
            return kills ? "carrier killed " + killed + " times" : "nobody killed";
        }
    }

    @Test
    void carriedMailArrivesAndItsAuthorSeesIt() throws Exception {
        try (Lan lan = Lan.up("3");
                Lan.Recording recording = lan.record(folder.resolve("wire"))) {
            List<RealNode> cast = cast(lan);
            story(cast, false, true);
            RealNode alice = cast.get(0);
            RealNode bob = cast.get(1);
            until(() -> alice.contact(bob).linked(), "all are there again");
            onlyCells(recording.end(), cast);
        }
    }

    @Test
    void wordOfItComesBackTheSameWay() throws Exception {
        try (Lan lan = Lan.up("3")) {
            story(cast(lan), false, false);
        }
    }

    @Test
    void theCarrierMayBeKilledBetweenEveryTwoSteps() throws Exception {
        try (Lan lan = Lan.up("3")) {
            story(cast(lan), true, true);
        }
    }

    @Test
    void theCarrierMayBeKilledAndTheTwoNeverMeet() throws Exception {
        try (Lan lan = Lan.up("3")) {
            story(cast(lan), true, false);
        }
    }

    private List<RealNode> cast(Lan lan) throws Exception {
        return List.of(
                lan.node(folder, ALICE, 1), lan.node(folder, BOB, 2), lan.node(folder, CAROL, 3));
    }

    /**
     * Plays it.
     *
     * @param kills whether Carol is killed between every two steps
     * @param bobStays whether Bob is still there when Alice comes back
     */
    private static void story(List<RealNode> cast, boolean kills, boolean bobStays)
            throws Exception {
        RealNode alice = cast.get(0);
        RealNode bob = cast.get(1);
        RealNode carol = cast.get(2);
        Between between = new Between(kills, carol);
        acquainted(alice, bob, carol);
        between.steps();
        bob.kill();
        between.steps();
        String id = alice.send(BOB, WAITS);
        between.steps();
        assertEquals("carried", alice.await(id, "carried", 60).state());
        between.steps();
        alice.stop();
        between.steps();
        bob.start();
        Duration time = handedOver(alice, bob, carol, between);
        between.steps();
        // Bob leaves word for Alice. If Carol died before she heard that Alice's box was taken, the
        // one
        // box is still that one, until he meets her again: then it goes, and his comes 2 s later.
        steadily(() -> bob.contact(carol).linked() && carol.boxes() == 1, "bob leaves word");
        between.steps();
        if (!bobStays) {
            bob.stop();
            between.steps();
        }
        alice.start();
        until(() -> alice.contact(carol).linked() || bobStays, "alice meets carol");
        between.steps();
        assertEquals("delivered", alice.await(id, "delivered", 60).state());
        between.steps();
        until(() -> carol.boxes() == 0, "carol carries nothing");
        if (!bobStays) bob.start();
        assertEquals(List.of(GREETING, WAITS), bob.texts(alice));
        assertEquals(List.of(ANSWER), alice.texts(bob));
        assertEquals(0, alice.waiting());
        System.out.printf(
                "%s, the two %s: bob had the mail %d ms after his link with carol%n",
                between.said(), bobStays ? "meet later" : "never meet", time.toMillis());
        assertTrue(time.compareTo(IN_TIME) < 0, time.toString());
    }

    private static void acquainted(RealNode alice, RealNode bob, RealNode carol) throws Exception {
        alice.pairWith(bob, "10.81.0.1");
        alice.pairWith(carol, "10.81.0.1");
        bob.pairWith(carol, "10.81.0.2");
        alice.trust(carol);
        bob.trust(carol);
        bob.await(bob.send(ALICE, ANSWER), "delivered", 60);
        alice.await(alice.send(BOB, GREETING), "delivered", 60);
    }

    private static Duration handedOver(
            RealNode alice, RealNode bob, RealNode carol, Between between) throws Exception {
        until(() -> bob.contact(carol).linked(), "bob meets carol");
        Instant met = Instant.now();
        between.steps();
        boolean linked = true;
        while (!bob.texts(alice).contains(WAITS)) {
            boolean now = bob.contact(carol).linked();
            if (now && !linked) met = Instant.now();
            linked = now;
            if (met.plusSeconds(60).isBefore(Instant.now())) throw new AssertionError("no mail");
            Thread.sleep(10);
        }
        return Duration.between(met, Instant.now());
    }

    private static void until(BooleanSupplier done, String what) throws InterruptedException {
        for (int i = 0; i < 3_000; i++) {
            if (done.getAsBoolean()) return;
            Thread.sleep(20);
        }
        throw new AssertionError("not within a minute: " + what);
    }

    /** Is so, and stays so for four seconds: longer than word waits to be left. */
    private static void steadily(BooleanSupplier so, String what) throws InterruptedException {
        int times = 0;
        for (int i = 0; i < 1_200 && times < 80; i++) {
            times = so.getAsBoolean() ? times + 1 : 0;
            Thread.sleep(50);
        }
        assertTrue(times == 80, what);
    }

    /** Whoever records the network sees cells of one size, and nothing of what is in them. */
    private static void onlyCells(Wire wire, List<RealNode> cast) {
        SecretSearch search = new SecretSearch();
        List.of(GREETING, ANSWER, WAITS).forEach(text -> search.text(text, text));
        for (RealNode node : cast) {
            search.text(node.name, node.name);
            search.bytes("user id of " + node.name, node.id().toArray());
        }
        long cells = 0;
        int connections = 0;
        for (byte[] stream : wire.streams()) {
            assertEquals(List.of(), search.in("wire", stream));
            connections++;
            if (stream.length == 0 || stream.length == HELLO) continue;
            assertTrue(
                    BEFORE_CELLS.contains(stream.length % CELL),
                    "not whole cells: " + stream.length + " bytes");
            cells += stream.length / CELL;
        }
        assertTrue(cells > 40, "the links were recorded: " + cells + " cells");
        System.out.printf(
                "on the wire: %d directions of connections, %d cells of 4,096 bytes and the openings"
                        + " before them, nothing of another size%n",
                connections, cells);
    }
}
