package org.quietdrop.tests.sim;

import org.quietdrop.node.core.Reply;
import org.quietdrop.node.core.Request;
import org.quietdrop.node.core.View;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Marks;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Edits, deletions and reactions amid failures: in the end both sides show the same. */
final class Changes {
    private final SimWorld world;

    /** Messages that their readers deleted at home. */
    private final Set<String> deletedByReader = new HashSet<>();

    private int count;

    Changes(SimWorld world) {
        this.world = world;
    }

    /** Somebody changes something in the conversation with another. */
    void act(SimNode a, SimNode b) {
        if (!a.up()) return;
        List<Line> lines = a.history(b).stream().filter(l -> !l.marks().deleted()).toList();
        if (lines.isEmpty()) return;
        Line line = lines.get(world.random.nextInt(lines.size()));
        String id = line.id().hex();
        switch (world.random.nextInt(6)) {
            case 0, 1, 2 -> {
                if (line.mine()) ask(a, new Request.Edit(id, "edit " + count++));
            }
            case 3 -> {
                if (!line.mine()) deletedByReader.add(id);
                ask(a, new Request.Delete(id));
            }
            default -> ask(a, new Request.React(id, "s" + count++));
        }
    }

    private void ask(SimNode a, Request request) {
        world.ask(
                a,
                request,
                reply -> {
                    boolean told =
                            reply instanceof Reply.Ok ok
                                    && ok.view() instanceof View.Changed changed
                                    && changed.asked();
                    if (!told) return;
                    switch (request) {
                        case Request.Edit _ -> world.totals.edits.increment();
                        case Request.Delete _ -> world.totals.deletions.increment();
                        default -> world.totals.reactions.increment();
                    }
                });
    }

    /** A message where it was written and where it was read. */
    void compare(Line line, SimNode to, Line there) {
        if (there.seq() != line.seq()) violated(line, "has another number", to);
        boolean readerDeleted = deletedByReader.contains(line.id().hex());
        Marks ours = line.marks();
        Marks theirs = there.marks();
        if (theirs.deleted() && readerDeleted) {
            if (!there.text().isEmpty()) violated(line, "has words and is deleted", to);
            return;
        }
        boolean same = there.text().equals(line.text()) && ours.deleted() == theirs.deleted();
        if (!same) violated(line, "arrived changed", to);
        if (!ours.deleted() && !edition(line, there)) violated(line, "is another edition", to);
        // In a rough network a reaction may come before its message, and is dropped.
        if (world.rough || ours.deleted()) return;
        if (!ours.mine().equals(theirs.theirs()) || !ours.theirs().equals(theirs.mine())) {
            violated(line, "has other signs", to);
        }
    }

    /** Sealed anew with its newest words a message may be ahead of the edits behind it. */
    private static boolean edition(Line line, Line there) {
        return line.marks().edition() == there.marks().edition();
    }

    private void violated(Line line, String what, SimNode to) {
        world.violated(line.id() + " " + what + " at " + to.name());
    }
}
