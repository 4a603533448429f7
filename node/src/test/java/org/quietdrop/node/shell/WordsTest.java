package org.quietdrop.node.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.identity.WordList;

import java.util.Arrays;
import java.util.List;

/** How lines are cut, and which words are suggested. */
final class WordsTest {
    @Test
    void quotationMarksHoldWordsTogether() {
        assertEquals(
                List.of("/rename", "bob", "Bob Smith"), Words.texts("/rename bob \"Bob Smith\""));
        assertEquals(List.of("/open", "Bob Sm"), Words.texts(" /open  \"Bob Sm"));
        assertEquals(List.of("it's"), Words.texts("it's"));
        assertEquals(List.of(""), Words.texts("\"\""));
        assertEquals(List.of(), Words.texts("  "));
        assertEquals("\"Bob Smith\"", Words.quoted("Bob Smith"));
        assertEquals(List.of("Bob Smith"), Words.texts(Words.quoted("Bob Smith")));
    }

    @Test
    void hintsNameWhatThisShellHas() {
        assertEquals("see: /contacts", Screen.here("see: quietdrop contacts"));
        assertEquals(
                "start it with: /start",
                Screen.here("start it with: quietdrop daemon --background"));
        assertEquals("quietdrop stop", Screen.here("quietdrop stop"));
    }

    @Test
    void theSuggestionIsFiveWordsOfTheList() {
        RandomSource ones = out -> Arrays.fill(out, (byte) 0xff);
        assertEquals("zoo-zoo-zoo-zoo-zoo", new String(Suggestion.make(ones)));
        RandomSource counting =
                out -> {
                    for (int i = 0; i < out.length; i++) out[i] = (byte) (i * 37);
                };
        List<String> words = List.of(new String(Suggestion.make(counting)).split("-"));
        assertEquals(5, words.size());
        assertTrue(WordList.words().containsAll(words));
        assertFalse(words.stream().distinct().count() < 5);
    }
}
