package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Invitations and introductions between real processes, and kills on the way. */
@Timeout(300)
final class InvitationTest {
    @TempDir private Path folder;

    private RealNode node(String name) throws Exception {
        return new RealNode(folder, name, FreePorts.one(), "").init().start();
    }

    private static String invite(RealNode by) throws Exception {
        CommandRun run = CommandRun.of(by.home, "", "--json", "invite");
        String out = run.ok().out();
        int from = out.indexOf("quietdrop:1?");
        return out.substring(from, out.indexOf('"', from))
                .replace("\\u003d", "=")
                .replace("\\u0026", "&");
    }

    private static View.Contact contact(RealNode of, RealNode other) {
        String id = other.id().hex();
        return of.call("contact", Map.of("name", id), View.ContactDetail.class).contact();
    }

    private static void becomeContacts(RealNode a, RealNode b) throws Exception {
        for (int i = 0; i < 600; i++) {
            boolean both =
                    a.call("contacts", Map.of(), View.Contacts.class).contacts().stream()
                            .anyMatch(c -> c.id().equals(b.id().hex()) && c.linked());
            if (both && contact(b, a).linked()) return;
            Thread.sleep(50);
        }
        throw new AssertionError(
                "they do not meet: " + a.call("contacts", Map.of(), View.Contacts.class));
    }

    @Test
    void mailIsWrittenAtOnceAndGoesWhenTheyMeetOverAnything() throws Exception {
        try (RealNode bob = node("Bob");
                RealNode alice = node("Alice")) {
            String uri = invite(bob);
            String bobAt = at(bob);
            bob.stop();
            String said =
                    CommandRun.of(alice.home, uri + "\n", "accept", "-", "--as", "Bobby")
                            .ok()
                            .out();
            assertTrue(said.contains("You can write to Bobby at once"), said);
            // Loopback is in no invitation: it would mean something else elsewhere.
            CommandRun.of(alice.home, "", "address", "add", "Bobby", bobAt).ok();
            String id = alice.send("Bobby", "before we met");
            assertEquals("pending", contact(alice, bob).state());
            alice.kill();
            alice.start();
            bob.start();
            becomeContacts(alice, bob);
            alice.await(id, "delivered", 30);
            assertEquals(List.of("before we met"), bob.texts(alice));
            assertFalse(contact(alice, bob).verified());
            assertEquals("Bobby", contact(alice, bob).name());

            String number = CommandRun.of(alice.home, "", "verify", "Bobby").ok().out();
            String his = CommandRun.of(bob.home, "", "verify", "Alice").ok().out();
            assertEquals(number.lines().limit(3).toList(), his.lines().limit(3).toList());
            CommandRun.of(alice.home, "", "verify", "Bobby", "--confirm").ok();
            assertTrue(contact(alice, bob).verified());
            assertFalse(contact(bob, alice).verified());

            // Used up: nobody else comes by it.
            try (RealNode carol = node("Carol")) {
                CommandRun.of(carol.home, uri + "\n", "accept", "-", "--as", "Bob").ok();
                CommandRun.of(carol.home, "", "address", "add", "Bob", bobAt).ok();
                Thread.sleep(4_000);
                assertEquals("pending", contact(carol, bob).state());
                int all = bob.call("contacts", Map.of(), View.Contacts.class).contacts().size();
                assertEquals(1, all);
            }
        }
    }

    @Test
    void killedAgainAndAgainOnTheWayTheyBecomeContacts() throws Exception {
        try (RealNode bob = node("Bob");
                RealNode alice = node("Alice")) {
            for (int round = 0; round < 4; round++) {
                String uri = invite(bob);
                CommandRun.of(alice.home, uri + "\n", "accept", "-", "--as", "Bob").ok();
                CommandRun.of(alice.home, "", "address", "add", "Bob", at(bob)).ok();
                String id = alice.send("Bob", "round " + round);
                RealNode victim = round % 2 == 0 ? alice : bob;
                Thread.sleep(40L * round);
                victim.kill();
                victim.start();
                becomeContacts(alice, bob);
                alice.await(id, "delivered", 60);
                bob.send("Alice", "answer " + round);
                bob.awaitDelivered(60);
                if (round == 3) break;
                alice.call("forget", Map.of("name", "Bob"), View.Done.class);
                bob.call("forget", Map.of("name", "Alice"), View.Done.class);
            }
            assertEquals(List.of("round 3"), bob.texts(alice));
        }
    }

    @Test
    void aFriendIntroducesTwoAndAllThreeAreAsked() throws Exception {
        try (RealNode alice = node("Alice");
                RealNode bob = node("Bob");
                RealNode carol = node("Carol")) {
            carol.pairWith(alice);
            carol.pairWith(bob);
            CommandRun.of(carol.home, "", "introduce", "alice", "bob", "--yes").ok();
            carol.awaitDelivered(30);
            for (RealNode one : List.of(alice, bob)) {
                View.Invitation offer = offered(one);
                assertEquals("Carol", offer.introducer());
                CommandRun.of(one.home, "", "accept", offer.id()).ok();
            }
            // Each knows only that the other is on this network: one is told where.
            CommandRun.of(alice.home, "", "address", "add", "Bob", at(bob)).ok();
            becomeContacts(alice, bob);
            assertTrue(
                    CommandRun.of(bob.home, "", "contact", "Alice")
                            .ok()
                            .out()
                            .contains("introduced by Carol"));
            alice.send("Bob", "Carol's friend");
            alice.awaitDelivered(30);
            assertEquals(List.of("Carol's friend"), bob.texts(alice));
        }
    }

    private static String at(RealNode node) {
        return String.valueOf(node.status().get("listening")).replaceAll("[\\[\\] ]", "");
    }

    private static View.Invitation offered(RealNode of) throws Exception {
        for (int i = 0; i < 200; i++) {
            List<View.Invitation> all =
                    of.call("invite.list", Map.of(), View.Invitations.class).invitations();
            if (!all.isEmpty()) return all.getFirst();
            Thread.sleep(50);
        }
        throw new AssertionError("nobody was introduced");
    }

    @Test
    void aBlockedOneFindsAStranger() throws Exception {
        try (RealNode bob = node("Bob");
                RealNode alice = node("Alice")) {
            bob.pairWith(alice);
            becomeContacts(alice, bob);
            CommandRun.of(alice.home, "", "block", "Bob").ok();
            bob.send("Alice", "are you there?");
            Thread.sleep(5_000);
            assertFalse(contact(bob, alice).linked());
            assertEquals("contact", contact(bob, alice).state(), "nothing says that he is blocked");
            assertEquals(1, bob.waiting());
            assertEquals("blocked", contact(alice, bob).state());
        }
    }
}
