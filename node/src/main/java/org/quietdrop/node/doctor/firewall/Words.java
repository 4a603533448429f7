package org.quietdrop.node.doctor.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The words of a line, one after the other; what stands in quotation marks is one. */
final class Words {
    private final List<String> words;
    private int at;

    private Words(List<String> words) {
        this.words = words;
    }

    static Words of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (begun) words.add(word.toString());
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) words.add(word.toString());
        return new Words(words);
    }

    boolean more() {
        return at < words.size();
    }

    /** The next one, which is then behind us; empty at the end. */
    String next() {
        return more() ? words.get(at++) : "";
    }

    /** The next one, which stays the next. */
    String peek() {
        return more() ? words.get(at) : "";
    }

    /** Whether the next one is this; then it is behind us. */
    boolean skip(String word) {
        if (!peek().equals(word)) return false;
        at++;
        return true;
    }

    /** {@code a}, {@code a,b} or {@code { a, b }}: its parts. */
    List<String> list() {
        if (!skip("{")) return List.of(next().split(",", -1));
        List<String> parts = new ArrayList<>();
        while (more() && !skip("}")) {
            for (String part : next().split(",", -1)) {
                if (!part.isEmpty()) parts.add(part);
            }
        }
        return parts;
    }

    /** Port numbers and ranges of them, with this between both ends; empty if they are not. */
    static Optional<List<Match.Port.Range>> ports(List<String> parts, String between) {
        List<Match.Port.Range> ranges = new ArrayList<>();
        for (String part : parts) {
            String[] ends = part.split(between, -1);
            if (ends.length > 2) return Optional.empty();
            for (String end : ends) {
                if (!end.matches("[0-9]{1,5}")) return Optional.empty();
            }
            ranges.add(
                    new Match.Port.Range(
                            Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
        }
        return Optional.of(ranges);
    }

    /** Addresses; empty if they are something else. */
    static Optional<List<Subnet>> places(List<String> parts) {
        List<Subnet> places = new ArrayList<>();
        for (String part : parts) {
            Optional<Subnet> place = Subnet.parse(part);
            if (place.isEmpty()) return Optional.empty();
            places.add(place.get());
        }
        return Optional.of(places);
    }

    static Set<String> set(List<String> parts) {
        return new HashSet<>(parts);
    }
}
