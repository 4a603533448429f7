package org.quietdrop.tests.lan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.core.View;
import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Invitations and introductions on a network where the nodes find each other by mDNS alone, so that
 * either of the two may be who dials. Needs root on Linux: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(300)
final class InvitationLanTest {
    @TempDir private Path folder;

    private static View.Invitation invite(RealNode by) {
        return by.call("invite.create", Map.of(), View.Invitation.class);
    }

    private static View.Contact contact(RealNode of, RealNode other) {
        String id = other.id().hex();
        return of.call("contact", Map.of("name", id), View.ContactDetail.class).contact();
    }

    private static void linked(RealNode a, RealNode b) throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            boolean both =
                    a.call("contacts", Map.of(), View.Contacts.class).contacts().stream()
                            .anyMatch(c -> c.id().equals(b.id().hex()) && c.linked());
            if (both && contact(b, a).linked()) return;
            Thread.sleep(50);
        }
        throw new AssertionError("they do not meet");
    }

    /** Four times, so that the random names by which it is decided who dials fall both ways. */
    @Test
    void theyMeetWhoeverDials() throws Exception {
        try (Lan lan = Lan.up("2")) {
            RealNode alice = lan.node(folder, "Alice", 1);
            RealNode bob = lan.node(folder, "Bob", 2);
            for (int round = 0; round < 4; round++) {
                RealNode inviter = round % 2 == 0 ? alice : bob;
                RealNode acceptor = inviter == alice ? bob : alice;
                View.Invitation made = invite(inviter);
                // Without the addresses: the inviter may be the one who finds the other.
                String uri = String.valueOf(made.uri()).replaceAll("&a=[^&]*", "");
                acceptor.call(
                        "accept",
                        Map.of("invitation", uri, "as", inviter.name),
                        View.Contact.class);
                String id = acceptor.send(inviter.name, "round " + round);
                linked(alice, bob);
                acceptor.await(id, "delivered", 30);
                assertEquals(List.of("round " + round), inviter.texts(acceptor));
                assertFalse(contact(alice, bob).verified());
                if (round == 3) break;
                alice.call("forget", Map.of("name", "Bob"), View.Done.class);
                bob.call("forget", Map.of("name", "Alice"), View.Done.class);
                alice.stop();
                bob.stop();
                alice.start();
                bob.start();
            }
        }
    }

    @Test
    void theAddressesInTheTextLeadThereWithoutMdns() throws Exception {
        try (Lan lan = Lan.up("2")) {
            RealNode alice = lan.node(folder, "Alice", 1, "--no-mdns");
            RealNode bob = lan.node(folder, "Bob", 2, "--no-mdns");
            View.Invitation made = invite(bob);
            assertTrue(made.at() != null && !made.at().isEmpty(), "addresses are in it");
            alice.call(
                    "accept", Map.of("invitation", String.valueOf(made.uri())), View.Contact.class);
            linked(alice, bob);
            assertEquals("Bob", contact(alice, bob).name());
        }
    }

    @Test
    void whoIsIntroducedFindsTheOther() throws Exception {
        try (Lan lan = Lan.up("3")) {
            RealNode alice = lan.node(folder, "Alice", 1);
            RealNode bob = lan.node(folder, "Bob", 2);
            RealNode carol = lan.node(folder, "Carol", 3);
            introduce(carol, alice);
            introduce(carol, bob);
            carol.call("introduce", Map.of("one", "Alice", "other", "Bob"), View.Done.class);
            for (RealNode one : List.of(alice, bob)) {
                one.call("accept", Map.of("invitation", offered(one)), View.Contact.class);
            }
            linked(alice, bob);
            alice.send("Bob", "Carol's friend");
            alice.awaitDelivered(30);
            assertEquals(List.of("Carol's friend"), bob.texts(alice));
        }
    }

    /** They become contacts, by whatever way. */
    private static void introduce(RealNode one, RealNode other) throws InterruptedException {
        String uri = String.valueOf(invite(one).uri());
        other.call("accept", Map.of("invitation", uri), View.Contact.class);
        linked(one, other);
    }

    private static String offered(RealNode of) throws InterruptedException {
        for (int i = 0; i < 400; i++) {
            List<View.Invitation> all =
                    of.call("invite.list", Map.of(), View.Invitations.class).invitations();
            if (!all.isEmpty()) return all.getFirst().id();
            Thread.sleep(50);
        }
        throw new AssertionError("nobody was introduced");
    }
}
