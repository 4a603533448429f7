package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.quietdrop.node.shell.Views.contact;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/** {@code /doctor} as a person sees it. */
@Timeout(300)
final class ShellDoctorTest {
    @TempDir Path home;

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        FakeDesk desk =
                new FakeDesk()
                        .answer(
                                Request.Contacts.class,
                                new View.Contacts(
                                        List.of(
                                                contact(
                                                        "bob",
                                                        "b0b".repeat(21) + "b",
                                                        true,
                                                        false))))
                        .finds(
                                new View.Finding(
                                        "warn",
                                        "multicast-dropped",
                                        "the network drops\u001b[2J multicast",
                                        List.of("quietdrop address add NAME HOST:PORT")),
                                new View.Finding("ok", "swap", "no swap", List.of()));
        try (Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ")) {
            stage.type("/doctor\n")
                    .see("WARN   the network drops multicast")
                    .see("Try: /address NAME HOST:PORT")
                    .see("ok     no swap")
                    .see("1 warning");
            assertFalse(stage.raw().contains("drops\u001b[2J"));
            stage.type("/help\n").see("/doctor").see("why somebody is not found");
            stage.type("/doct\n").see("id you mean /doctor?");
        }
    }
}
