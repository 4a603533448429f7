package org.quietdrop.node.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What is looked for: every word, in any order; the last one may be the beginning of a longer one;
 * what stands in quotation marks as it stands there. {@link #matches} says what a hit is; the terms
 * only choose what is worth a look.
 */
public final class Query {
    /** Longest query, in UTF-16 units. */
    public static final int MOST_CHARACTERS = 1_000;

    /** Most words in one. */
    public static final int MOST_WORDS = 32;

    /** A term of the index. */
    static final class Term {
        private final byte[] bytes;
        private final boolean prefix;

        Term(byte[] bytes, boolean prefix) {
            this.bytes = bytes;
            this.prefix = prefix;
        }

        byte[] bytes() {
            return bytes;
        }

        /** Whether longer ones that begin so count, too. */
        boolean prefix() {
            return prefix;
        }
    }

    private sealed interface Part {
        /** One token; of a word perhaps only the beginning. */
        record One(Token token, boolean prefix) implements Part {}

        /** Tokens that follow each other. */
        record Phrase(List<Token> tokens) implements Part {}
    }

    private final List<Part> parts;

    private Query(List<Part> parts) {
        this.parts = parts;
    }

    /** Reads what was typed. Without a word, sign or digit in it the query is empty. */
    public static Query parse(String typed) {
        List<Part> parts = new ArrayList<>();
        String[] pieces = typed.split("[\"“”„«»]", -1);
        for (int i = 0; i < pieces.length; i++) {
            List<Token> tokens = Token.of(pieces[i]);
            boolean quoted = i % 2 == 1;
            if (quoted && !tokens.isEmpty()) parts.add(new Part.Phrase(tokens));
            if (quoted) continue;
            boolean open = i == pieces.length - 1;
            for (int j = 0; j < tokens.size(); j++) {
                Token token = tokens.get(j);
                boolean last = j == tokens.size() - 1;
                parts.add(new Part.One(token, open && last && token.kind() == Token.Kind.WORD));
            }
        }
        return new Query(List.copyOf(parts));
    }

    /** Whether there is nothing to look for. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** How many words, signs and phrases there are. */
    public int size() {
        return parts.size();
    }

    /** Whether a text has all of it. */
    public boolean matches(String text) {
        List<Token> tokens = Token.of(text);
        return parts.stream().allMatch(part -> found(part, tokens));
    }

    private static boolean found(Part part, List<Token> text) {
        return switch (part) {
            case Part.One(Token token, boolean prefix) ->
                    text.stream().anyMatch(t -> is(token, t, prefix));
            case Part.Phrase(List<Token> tokens) -> follow(tokens, text);
        };
    }

    private static boolean is(Token wanted, Token there, boolean prefix) {
        if (wanted.kind() != there.kind()) return false;
        return switch (wanted.kind()) {
            case WORD ->
                    prefix
                            ? there.text().startsWith(wanted.text())
                            : there.text().equals(wanted.text());
            case SIGN -> there.text().equals(wanted.text());
            case RUN -> there.text().contains(wanted.text());
        };
    }

    private static boolean follow(List<Token> wanted, List<Token> text) {
        if (wanted.size() == 1) return text.stream().anyMatch(t -> is(wanted.getFirst(), t, false));
        for (int at = 0; at + wanted.size() <= text.size(); at++) {
            if (followAt(wanted, text, at)) return true;
        }
        return false;
    }

    private static boolean followAt(List<Token> wanted, List<Token> text, int at) {
        for (int i = 0; i < wanted.size(); i++) {
            String w = wanted.get(i).text();
            Token there = text.get(at + i);
            if (wanted.get(i).kind() != there.kind()) return false;
            boolean run = there.kind() == Token.Kind.RUN;
            boolean fits;
            if (run && i == 0) fits = there.text().endsWith(w);
            else if (run && i == wanted.size() - 1) fits = there.text().startsWith(w);
            else fits = there.text().equals(w);
            if (!fits) return false;
        }
        return true;
    }

    /** Terms of which every hit has all. */
    List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.One(Token token, boolean prefix) -> terms(token, prefix, terms);
                case Part.Phrase(List<Token> tokens) -> tokens.forEach(t -> terms(t, false, terms));
            }
        }
        return terms;
    }

    private static void terms(Token token, boolean prefix, List<Term> to) {
        if (token.kind() != Token.Kind.RUN) {
            token.terms(term -> to.add(new Term(Block.bytes(term), prefix)));
            return;
        }
        int[] points = token.text().codePoints().toArray();
        // One sign of a run begins a pair, or ends the run.
        if (points.length == 1) to.add(new Term(Block.bytes(token.text()), true));
        for (int i = 0; i + 1 < points.length; i++) {
            to.add(new Term(Block.bytes(new String(points, i, 2)), false));
        }
    }
}
