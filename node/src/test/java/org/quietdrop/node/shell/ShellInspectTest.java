package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.quietdrop.node.shell.Views.contact;

import org.jline.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.control.PaperXRay;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.util.List;

/** {@code /inspect} as a person sees it. */
@Timeout(300)
final class ShellInspectTest {
    @TempDir Path home;

    @Test
    void showsTheWireUntilCtrlCThenDiskAndMessage() {
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
                        .shows(new PaperXRay(false, List.of()));
        try (Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ")) {
            stage.type("/inspect wire\n")
                    .see("Ctrl-C ends it")
                    .see("3 lines more")
                    .see("you -> bob: text, 11 characters")
                    .see("192.168.1.9:49152 -> 192.168.1.17:40312  4,096 B")
                    .see("nothing, only padding");
            stage.terminal.raise(Terminal.Signal.INT);
            stage.see("5 cells, 20,512 bytes in all");
            stage.type("/inspect disk\n").see("pieces of keys").see("nothing found");
            stage.type("/inspect message 3f9a21\n").see("3f9a2100  to bob").see("observer");
            stage.type("/inspect\n").see("Like: /inspect wire|disk|message [ID]");
            stage.type("/inspect message\n").see("No message of yours was on the screen yet");
            assertFalse(stage.raw().contains("b\u001b[2Job"));
        }
    }
}
