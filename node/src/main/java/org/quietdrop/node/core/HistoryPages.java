package org.quietdrop.node.core;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.message.History;
import org.quietdrop.store.record.Contact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** A conversation page by page, and the lines around one of them. Changes nothing. */
final class HistoryPages {
    private static final int MOST_LINES = 1_000;

    private HistoryPages() {}

    /**
     * The lines that are asked for.
     *
     * @throws UserError exit 2 for a limit or a cursor that is none, 6 and 9 for a line or a name
     *     that is not one
     */
    static View.Lines page(Turn turn, Request.History request) {
        if (request.limit() < 1 || request.limit() > MOST_LINES) {
            throw new UserError(UserError.Exit.USAGE, "a limit is a number from 1 to 1000");
        }
        if (request.after().isPresent()) return newer(turn, request, request.after().get());
        if (request.around().isEmpty()) {
            Contact with = with(turn, request);
            long before = request.before().map(b -> before(turn, with, b)).orElse(Long.MAX_VALUE);
            return shown(turn, with, older(turn, with, before, request.limit()), request);
        }
        if (request.before().isPresent()) {
            throw new UserError(
                    UserError.Exit.USAGE, "around one line or before one, but not both");
        }
        return around(turn, request, request.around().get());
    }

    private static Contact with(Turn turn, Request.History request) {
        return turn.meant(
                request.with()
                        .orElseThrow(() -> new UserError(UserError.Exit.USAGE, "whose history?")));
    }

    /** The lines behind a cursor, for who reads all of them in order. */
    private static View.Lines newer(Turn turn, Request.History request, long after) {
        boolean alone = request.before().isEmpty() && request.around().isEmpty();
        if (!alone || after < 0 || after == Long.MAX_VALUE) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "after is a cursor, 0 for the beginning, and stands alone");
        }
        Contact with = with(turn, request);
        List<History.Placed> found = turn.history().from(with.id(), after + 1, request.limit() + 1);
        List<History.Placed> page = found.subList(0, Math.min(found.size(), request.limit()));
        List<View.Line> lines =
                inOrder(page).stream()
                        .filter(p ->
                                !request.since()
                                        .map(s -> p.line().kept().isBefore(s))
                                        .orElse(false))
                        .map(p -> Notices.view(turn, with, p.place(), p.line()))
                        .toList();
        boolean more = found.size() > page.size();
        return new View.Lines(lines, more ? page.getLast().place() : null);
    }

    /** So many lines before a place and one more, if there is one. */
    private static List<History.Placed> older(Turn turn, Contact with, long before, int limit) {
        return turn.history().page(with.id(), before, limit + 1);
    }

    /** As many before a line as behind it; near an end of the conversation more on one side. */
    private static View.Lines around(Turn turn, Request.History request, String id) {
        History.Placed at = Queries.meant(turn, id);
        Contact with = turn.contacts().get(at.contact()).orElseThrow();
        if (request.with().isPresent()) here(turn.meant(request.with().get()), with, id);
        int limit = request.limit();
        List<History.Placed> behind = turn.history().from(with.id(), at.place(), limit);
        List<History.Placed> before = older(turn, with, at.place(), limit - 1);
        int half = (limit - 1) / 2;
        int back = Math.max(half, limit - behind.size());
        int forth = limit - Math.min(back, before.size());
        List<History.Placed> all = new ArrayList<>();
        all.addAll(before.subList(Math.max(0, before.size() - back - 1), before.size()));
        all.addAll(behind.subList(0, Math.min(forth, behind.size())));
        return shown(turn, with, all, request);
    }

    private static void here(Contact asked, Contact found, String id) {
        if (asked.id().equals(found.id())) return;
        throw new UserError(
                UserError.Exit.NOT_FOUND,
                "no message with the id " + id + " in the conversation with " + asked.petname(),
                "it is in the one with " + found.petname());
    }

    /** What is shown of these, when one more than the limit says that there is another page. */
    private static View.Lines shown(
            Turn turn, Contact with, List<History.Placed> found, Request.History request) {
        int over = Math.max(0, found.size() - request.limit());
        List<History.Placed> page = found.subList(over, found.size());
        List<View.Line> lines = new ArrayList<>();
        for (History.Placed p : inOrder(page)) {
            boolean old = request.since().map(s -> p.line().kept().isBefore(s)).orElse(false);
            if (!old) lines.add(Notices.view(turn, with, p.place(), p.line()));
        }
        boolean more = over > 0 && lines.size() == page.size();
        @Nullable Long next = more ? page.getFirst().place() : null;
        return new View.Lines(lines, next);
    }

    /**
     * Each sender's messages in the order in which they were written, each in a place of theirs.
     */
    private static List<History.Placed> inOrder(List<History.Placed> page) {
        Iterator<History.Placed> theirs =
                page.stream()
                        .filter(p -> !p.line().mine())
                        .sorted(Comparator.comparingLong(p -> p.line().seq()))
                        .iterator();
        return page.stream().map(p -> p.line().mine() ? p : theirs.next()).toList();
    }

    private static long before(Turn turn, Contact with, Request.Where where) {
        return switch (where) {
            case Request.Where.Cursor(long place) -> cursor(place);
            case Request.Where.Typed(String text) -> typed(turn, with, text);
        };
    }

    private static long cursor(long place) {
        if (place >= 1) return place;
        throw new UserError(UserError.Exit.USAGE, "a cursor is a number from 1");
    }

    /** A cursor, unless it is beyond the conversation and can only be an id. */
    private static long typed(Turn turn, Contact with, String text) {
        boolean number = text.matches("[0-9]{1,18}");
        if (number) {
            long place = cursor(Long.parseLong(text));
            boolean id = text.length() >= History.MIN_PREFIX;
            if (!id || place <= turn.contacts().conversation(with.id()).nextLine()) return place;
        } else if (!text.matches("[0-9a-fA-F]{6,32}")) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "before what? A cursor is a number, an id has 6 to 32 hex digits",
                    "see: quietdrop history NAME --json");
        }
        if (number && turn.history().byPrefix(text).isEmpty()) {
            throw new UserError(
                    UserError.Exit.NOT_FOUND,
                    "the conversation is shorter than " + text + ", and no id begins so",
                    "see: quietdrop history NAME --json");
        }
        History.Placed at = Queries.meant(turn, text);
        here(with, turn.contacts().get(at.contact()).orElseThrow(), text);
        return at.place();
    }
}
