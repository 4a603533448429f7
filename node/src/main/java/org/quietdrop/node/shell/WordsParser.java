package org.quietdrop.node.shell;

import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

import java.util.ArrayList;
import java.util.List;

/** Tells jline which word the cursor is in; accepts every line as finished. */
final class WordsParser implements Parser {
    private record Cut(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
            implements CompletingParsedLine {
        @Override
        public String word() {
            return words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return wordCursor;
        }
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        String before = line.substring(0, cursor);
        List<Words.Word> cut = Words.of(before);
        boolean inside =
                !cut.isEmpty()
                        && (!Character.isWhitespace(before.charAt(before.length() - 1))
                                || open(before, cut.getLast()));
        int begin = inside ? cut.getLast().begin() : before.length();
        // The raw word, with its quotation mark: it is what a completion replaces.
        List<String> words = new ArrayList<>();
        for (Words.Word word : inside ? cut.subList(0, cut.size() - 1) : cut) {
            words.add(word.text());
        }
        words.add(before.substring(begin));
        return new Cut(line, cursor, words, words.size() - 1, cursor - begin);
    }

    private static boolean open(String line, Words.Word last) {
        return line.substring(last.begin()).chars().filter(c -> c == '"').count() % 2 == 1;
    }
}
