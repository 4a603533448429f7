package org.quietdrop.node.shell;

import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.quietdrop.tests.fuzz.Always;

import java.util.List;

/** Cuts a typed line into words, at every place where the cursor may be. */
public final class WordsReading {
    private WordsReading() {}

    public static void all(String line) {
        List<Words.Word> words = Words.of(line);
        for (Words.Word word : words) {
            Always.that(word.begin() >= 0 && word.begin() < line.length(), "where a word begins");
        }
        WordsParser parser = new WordsParser();
        for (int cursor = 0; cursor <= Math.min(line.length(), 100); cursor++) {
            ParsedLine cut = parser.parse(line, cursor, Parser.ParseContext.COMPLETE);
            Always.that(cut.wordIndex() < cut.words().size(), "the word with the cursor");
            Always.that(cut.wordCursor() <= cursor, "the cursor in its word");
        }
    }
}
