package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.detail;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/** Invitations, introductions, safety numbers and blocking in the shell. */
@Timeout(300)
final class ShellMeetingTest {
    private static final String BOB_ID = "b0b".repeat(21) + "b";
    private static final String URI = "quietdrop:1?i=AQE&s=AgI&e=1800000000";

    @TempDir Path home;
    private final FakeDesk desk = new FakeDesk();
    private final View.Contact bob = contact("bob", BOB_ID, false, false);

    ShellMeetingTest() {
        desk.answer(Request.Contacts.class, new View.Contacts(List.of(bob)))
                .answer(Request.ContactShow.class, detail(bob))
                .answer(Request.History.class, new View.Lines(List.of()));
    }

    private Stage begun() {
        return Stage.open(home, desk).see("Alice (no conversation) > ");
    }

    private static View.Verification number(boolean verified) {
        String digits = "11111 22222 33333 44444 55555 66666 77777 88888 99999 00000 12345 67890";
        return new View.Verification("bob", digits, verified, "met by invitation");
    }

    @Test
    void anInvitationIsShownOnceWithWhatToDo() {
        desk.answer(
                Request.Invite.class,
                new View.Invitation(
                        "1a2b3c4d", "ours", URI, null, "2026-02-07T12:00:00Z", null, null));
        try (Stage stage = begun()) {
            stage.type("/invite\n")
                    .see("good once, until 7 Feb 12:00:")
                    .see(URI)
                    .see("No address is in it")
                    .see("compare with /verify")
                    .see("/invite --revoke 1a2b3c4d");
        }
    }

    @Test
    void acceptedOneCanWriteAtOnceAndNothingOfItIsKeptInTheHistory() {
        desk.answer(
                Request.Accept.class,
                new View.Contact("ally", "a1", false, false, false, false, "pending", null));
        try (Stage stage = begun()) {
            stage.type("/accept " + URI + " --as ally\n")
                    .see("You can write to ally at once")
                    .see("/verify NAME")
                    .see("To write: /open ally");
        }
        Request.Accept asked =
                desk.asked().stream()
                        .filter(Request.Accept.class::isInstance)
                        .map(Request.Accept.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertEquals(URI, asked.invitation());
        assertEquals("ally", asked.as().orElseThrow());
        assertTrue(TypedHistory.keepsSecret("/accept " + URI));
        assertTrue(TypedHistory.keepsSecret("oops " + URI));
        assertFalse(TypedHistory.keepsSecret("I accept, dear quiet drop"));
    }

    @Test
    void theNumberIsShownAndOnlyYesVerifies() {
        desk.answer(Request.Verify.class, number(false));
        try (Stage stage = begun()) {
            stage.type("/verify bob\n").see("11111  22222  33333  44444").see("(yes/no) ");
            stage.type("no\n").see("If it differs, somebody may be between you two.");
            assertEquals(1, verifications());
            stage.type("/verify bob\n").see("(yes/no) ");
            desk.answer(Request.Verify.class, number(true));
            stage.type("yes\n").see("bob is verified.");
            assertEquals(3, verifications());
        }
    }

    private long verifications() {
        return desk.asked().stream().filter(Request.Verify.class::isInstance).count();
    }

    @Test
    void whoCameByInvitationIsSaidToBeUnverified() {
        try (Stage stage = begun()) {
            desk.publish(
                    new View.Notice(1, "contact", "2026-01-31T12:05:00Z", null, bob, "paired"));
            stage.see("(bob) is now a contact.").see("Not verified: compare with /verify bob");
        }
    }

    @Test
    void anIntroductionIsSaidWithWhatToType() {
        try (Stage stage = begun()) {
            desk.publish(
                    new View.Notice(
                            1,
                            "contact",
                            "2026-01-31T12:05:00Z",
                            null,
                            bob,
                            "introduces \"e\u001b[2Jve\" to you: quietdrop accept 1a2b3c4d, or"
                                    + " quietdrop decline 1a2b3c4d"));
            stage.see("(bob) introduces \"e").see("/accept 1a2b3c4d, or /decline 1a2b3c4d");
            assertFalse(stage.raw().contains("\u001b[2J"), stage.raw());
        }
    }

    @Test
    void introducingAndBlockingAskFirst() {
        desk.answer(Request.Introduce.class, new View.Done())
                .answer(Request.Block.class, contact("bob", BOB_ID, false, false))
                .answer(Request.Decline.class, new View.Done());
        try (Stage stage = begun()) {
            stage.type("/introduce bob bob\n").see("(yes/no) ");
            stage.type("\n").see("Nothing was said to anybody.");
            stage.type("/block bob\n").see("(yes/no) ");
            stage.type("n\n").see("Nothing was changed.");
            assertTrue(desk.asked().stream().noneMatch(Request.Block.class::isInstance));
            stage.type("/block bob\n").see("(yes/no) ");
            stage.type("yes\n").see("bob is blocked").see("like somebody who is away");
            stage.type("/decline 1a2b3c4d\n").see("Nobody is told.");
            stage.type("/introduce bob\n").see("/introduce NAME NAME");
        }
    }
}
