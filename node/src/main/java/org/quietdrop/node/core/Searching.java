package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.search.Filter;
import org.quietdrop.node.search.Hit;
import org.quietdrop.node.search.Query;
import org.quietdrop.node.search.SearchIndex;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.Contact;
import org.quietdrop.store.record.Line;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers searches, and keeps the index of the history up to date between events. */
final class Searching {
    private static final int MOST_LINES = 500;

    /** Lines that one answer looks at; who wants more goes on from there. */
    private static final int LOOKED_AT = 512;

    /** Steps of the index that an answer waits for: a small history is searched whole at once. */
    private static final int STEPS = 8;

    private static final Pattern CURSOR =
            Pattern.compile("(-?[0-9]{1,15})\\.([0-9]{1,18})\\.([0-9a-f]{64})");

    private static final String ME = "me";

    private final SearchIndex index = new SearchIndex();

    /** A line was added to a conversation. */
    void grew(UserId contact) {
        index.grew(contact);
    }

    /** One small step; whether there is more to do. */
    boolean step(Transaction tx) {
        return index.step(tx);
    }

    /** A contact is forgotten with all that was said. */
    void forgotten(Turn turn, UserId contact) {
        index.forget(turn.tx(), contact);
    }

    /** These lines of a conversation are deleted. */
    void removed(Turn turn, UserId contact, List<Long> places) {
        index.remove(turn.tx(), contact, places);
    }

    /** A line of a conversation has other words than before. */
    void reworded(Turn turn, UserId contact, long place) {
        index.reworded(turn.tx(), contact, place);
    }

    /** Begins again: what is in memory may be ahead of what is kept. */
    void clear() {
        index.clear();
    }

    /**
     * Lines that have what is looked for, newest first.
     *
     * @throws UserError exit 2 for a query without words, or one that is too long
     */
    View.Found find(Turn turn, Request.Search request) {
        if (request.limit() < 1 || request.limit() > MOST_LINES) {
            throw new UserError(
                    UserError.Exit.USAGE, "a limit is a number from 1 to " + MOST_LINES);
        }
        Filter filter = filter(turn, request);
        Query query = query(request.words(), !filter.equals(Filter.NONE));
        Optional<Hit> after = request.after().map(Searching::cursor);
        for (int i = 0; i < STEPS && index.step(turn.tx()); i++) {}
        List<Hit> hits = index.hits(turn.tx(), query, filter, after, LOOKED_AT);
        List<View.Line> lines = new ArrayList<>();
        @Nullable Hit last = null;
        int looked = 0;
        for (Hit hit : hits) {
            if (lines.size() == request.limit()) break;
            last = hit;
            looked++;
            line(turn, hit)
                    .filter(line -> filter.lets(line) && query.matches(line.text()))
                    .flatMap(line -> view(turn, hit, line))
                    .ifPresent(lines::add);
        }
        boolean more = looked < hits.size() || hits.size() == LOOKED_AT;
        Optional<Instant> missing = index.missingBefore(filter);
        return new View.Found(
                lines,
                more && last != null ? cursor(last) : null,
                missing.isEmpty(),
                missing.filter(m -> m.isBefore(Instant.MAX)).map(Notices::time).orElse(null));
    }

    private static Query query(String words, boolean filtered) {
        if (words.length() > Query.MOST_CHARACTERS) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "that is too long to search for",
                    "at most " + Query.MOST_CHARACTERS + " characters");
        }
        Query query = Query.parse(words);
        if (query.size() > Query.MOST_WORDS) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "these are too many words to search for",
                    "at most " + Query.MOST_WORDS);
        }
        if (query.isEmpty() && !(filtered && words.isBlank())) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "there is no word in that to search for",
                    "a word has letters, digits or a sign like €");
        }
        return query;
    }

    private static Filter filter(Turn turn, Request.Search request) {
        Optional<UserId> in = request.in().map(name -> turn.meant(name).id());
        Optional<Boolean> mine = request.from().map(ME::equals);
        if (mine.isPresent() && !mine.get()) {
            UserId from = turn.meant(request.from().get()).id();
            if (in.isPresent() && !in.get().equals(from)) {
                throw new UserError(
                        UserError.Exit.USAGE,
                        "in a conversation with one contact nobody else writes but you",
                        "search from " + ME + ", or from " + turn.petname(in.get()));
            }
            in = Optional.of(from);
        }
        return new Filter(in, mine, request.since(), request.before());
    }

    private static Optional<Line> line(Turn turn, Hit hit) {
        try {
            return turn.history().get(hit.contact(), hit.place());
        } catch (StoreFailure.Damaged e) {
            return Optional.empty(); // the store has noted it
        }
    }

    private static Optional<View.Line> view(Turn turn, Hit hit, Line line) {
        Optional<Contact> with = turn.contacts().get(hit.contact());
        return with.map(c -> Notices.view(turn, c, hit.place(), line));
    }

    private static String cursor(Hit hit) {
        return hit.second() + "." + hit.place() + "." + hit.contact().hex();
    }

    private static Hit cursor(String text) {
        Matcher parts = CURSOR.matcher(text);
        if (!parts.matches()) {
            throw new UserError(UserError.Exit.USAGE, "that is no cursor of a search");
        }
        return new Hit(
                UserId.of(Bytes.ofHex(parts.group(3)).toArray()),
                Long.parseLong(parts.group(2)),
                Long.parseLong(parts.group(1)));
    }
}
