package org.quietdrop.crypto.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;

final class WordListTest {
    @Test
    void theListIsThatOfBip39() {
        assertEquals(2048, WordList.words().size());
        assertEquals("abandon", WordList.word(0));
        assertEquals("zoo", WordList.word(2047));
        assertEquals(List.copyOf(WordList.words()).stream().sorted().toList(), WordList.words());
        for (int i = 0; i < WordList.SIZE; i++) {
            assertEquals(i, WordList.index(WordList.word(i)).orElseThrow());
        }
        assertTrue(WordList.index("walnot").isEmpty());
    }

    @Test
    void theNearestWordIsFound() {
        assertEquals("walnut", WordList.nearest("walnot"));
        assertEquals("violin", WordList.nearest("voilin"));
        assertEquals("maple", WordList.nearest("mapel"));
        assertEquals("zoo", WordList.nearest("zoo"));
        assertTrue(WordList.words().contains(WordList.nearest("")));
        assertTrue(WordList.words().contains(WordList.nearest("x".repeat(10_000))));
    }
}
