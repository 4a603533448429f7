package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.quietdrop.node.shell.Views.contact;
import static org.quietdrop.node.shell.Views.line;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code /search} and {@code /around} as a person sees them. */
@Timeout(300)
final class ShellSearchTest {
    @TempDir Path home;

    private final FakeDesk desk =
            new FakeDesk()
                    .answer(
                            Request.Contacts.class,
                            new View.Contacts(
                                    List.of(contact("bob", "b0b".repeat(21) + "b", true, false))));

    private static Request.Search asks(String words, int limit, String... after) {
        return new Request.Search(
                words,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit,
                Optional.ofNullable(after.length == 0 ? null : after[0]));
    }

    @Test
    void showsWhatWasFoundAndGoesOn() {
        View.Line said = line(7, "bob", "bob", "at eight, or\u001b[2J later", "received");
        String id = said.id().substring(0, 8);
        desk.then(Request.Search.class, new View.Found(List.of(), "7.7.aa", true, null));
        desk.then(Request.Search.class, new View.Found(List.of(said), null, true, null));
        try (Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ")) {
            stage.type("/search eight \"at once\"\n").see(id + "  ").see("around one of them");
            assertEquals(
                    List.of(asks("eight \"at once\"", 20), asks("eight \"at once\"", 20, "7.7.aa")),
                    desk.asked().stream().filter(Request.Search.class::isInstance).toList());
            desk.answer(Request.History.class, new View.Lines(List.of(said)));
            stage.type("/around " + id + "\n")
                    .see("In the conversation with bob:")
                    .see("at eight, or");
        }
    }

    @Test
    void olderOnesComeWhenNothingIsTyped() {
        View.Line said = line(7, "bob", "bob", "at eight", "received");
        List<View.Line> many = java.util.Collections.nCopies(20, said);
        desk.then(
                Request.Search.class,
                new View.Found(many, "7.7.aa", false, "2026-01-30T10:00:00Z"));
        desk.then(Request.Search.class, new View.Found(List.of(), null, true, null));
        try (Stage stage = Stage.open(home, desk).see("Alice (no conversation) > ")) {
            stage.type("/search eight --from bob --since 2026-01-31\n")
                    .see("Searched back to 2026-01-30 10:00 so far")
                    .see("Older ones: /search");
            Request.Search asked =
                    (Request.Search)
                            desk.asked().stream()
                                    .filter(Request.Search.class::isInstance)
                                    .findFirst()
                                    .orElseThrow();
            assertEquals(Optional.of("bob"), asked.from());
            assertEquals(Optional.of(Instant.parse("2026-01-31T00:00:00Z")), asked.since());
            stage.type("/search\n").see("Nothing was found.");
            stage.type("/search\n").see("Search for what?");
            stage.type("/search eight --since\n").see("needs more");
        }
    }
}
