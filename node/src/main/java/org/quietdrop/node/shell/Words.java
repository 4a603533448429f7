package org.quietdrop.node.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * A line cut at its blanks. {@code "..."} holds a word with blanks together; a quotation that does
 * not end goes to the end of the line, so no line is ever unfinished.
 */
final class Words {
    /**
     * One word.
     *
     * @param text without quotation marks
     * @param begin where it begins in the line, its quotation mark included
     */
    record Word(String text, int begin) {}

    private Words() {}

    /** The words of a line. */
    static List<Word> of(String line) {
        List<Word> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            if (Character.isWhitespace(line.charAt(at))) {
                at++;
                continue;
            }
            int begin = at;
            StringBuilder text = new StringBuilder();
            boolean quoted = false;
            for (; at < line.length(); at++) {
                char c = line.charAt(at);
                if (c == '"') quoted = !quoted;
                else if (Character.isWhitespace(c) && !quoted) break;
                else text.append(c);
            }
            words.add(new Word(text.toString(), begin));
        }
        return words;
    }

    /** Only the texts. */
    static List<String> texts(String line) {
        return of(line).stream().map(Word::text).toList();
    }

    /** A name as it must be typed. */
    static String quoted(String name) {
        return name.chars().anyMatch(Character::isWhitespace) ? '"' + name + '"' : name;
    }
}
