package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.DropCopy;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Step;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must be so once all have met: every accepted message is told of truthfully. */
final class RelayEnd {
    /** What is left of carried mail, and of one's own, when all is said and everything is over. */
    private static final Set<Table> EMPTY =
            Set.of(
                    Table.OUTBOX,
                    Table.OWED,
                    Table.PENDING,
                    Table.COPY,
                    Table.CARRIED,
                    Table.BOX,
                    Table.LOST);

    private final SimWorld world;
    private final RelayLedger ledger;

    RelayEnd(SimWorld world, RelayLedger ledger) {
        this.world = world;
        this.ledger = ledger;
    }

    /** All have met: what lives has arrived, and is told so. */
    void allThatLivesHasArrived() {
        compareAll(false);
    }

    /** The end of every lifetime is long past, and all have met again. */
    void nothingIsLeft() {
        compareAll(true);
        for (SimNode node : world.nodes) {
            for (Table table : EMPTY) empty(node, table);
        }
    }

    private void empty(SimNode node, Table table) {
        List<Entry> rows = node.stored(tx -> tx.all(table)).orElse(List.of());
        Set<Bytes> excused = forStrangers();
        long left = rows.stream().filter(e -> !mayStay(node, table, e, excused)).count();
        if (left > 0) world.violated(node.name() + " still has " + left + " of " + table);
    }

    /** What is for somebody who has forgotten us cannot be said any more, nor is it collected. */
    private boolean mayStay(SimNode node, Table table, Entry row, Set<Bytes> excused) {
        Bytes group = row.key().group();
        return switch (table) {
            case COPY -> excused.contains(DropCopy.decode(row.value()).dropId());
            case CARRIED, BOX -> excused.contains(group);
            default ->
                    world.nodes.stream()
                            .anyMatch(
                                    n -> n.id().bytes().equals(group) && ledger.strangers(n, node));
        };
    }

    /** Boxes for those who have forgotten who left them. */
    private Set<Bytes> forStrangers() {
        Set<Bytes> ids = new HashSet<>();
        for (SimNode author : world.nodes) {
            for (Entry e : author.stored(tx -> tx.all(Table.COPY)).orElse(List.of())) {
                DropCopy copy = DropCopy.decode(e.value());
                boolean strangers =
                        world.nodes.stream()
                                .anyMatch(n ->
                                        n.id().equals(copy.contact())
                                                && ledger.strangers(n, author));
                if (strangers) ids.add(copy.dropId());
            }
        }
        return ids;
    }

    private void compareAll(boolean over) {
        for (SimNode from : world.nodes) {
            for (SimNode to : world.nodes) {
                if (from != to && !ledger.strangers(from, to)) compare(from, to, over);
            }
        }
    }

    private void compare(SimNode from, SimNode to, boolean over) {
        Map<String, Line> arrived = new HashMap<>();
        for (Line line : to.history(from)) {
            if (line.mine()) continue;
            if (arrived.put(line.id().hex(), line) != null) {
                world.violated(line.id() + " is shown twice at " + to.name());
            }
            came(line);
        }
        Map<String, Line> written = new HashMap<>();
        for (Line line : from.history(to)) {
            if (line.mine()) written.put(line.id().hex(), line);
        }
        List<Line> inOrder = new ArrayList<>();
        world.acceptances.forEach((id, message) -> {
            if (message.from() != from || message.to() != to) return;
            boolean undone = world.rollbacks.stream().anyMatch(r -> r.undid(from, message.at()));
            Optional<Line> there = Optional.ofNullable(arrived.get(id));
            there.ifPresent(inOrder::add);
            if (undone) return;
            Line line = written.get(id);
            if (line == null) world.violated(id + " is gone at " + from.name());
            else judge(line, there, message, over);
        });
        if (!ledger.putBack(from)) order(inOrder, to);
        for (String id : arrived.keySet()) {
            boolean nowhere = !written.containsKey(id) && !ledger.putBack(from);
            if (nowhere) world.violated(id + " came from nowhere at " + to.name());
        }
    }

    private void came(Line line) {
        if (line.steps().stream().anyMatch(s -> s.what() == Step.What.CAME_BY)) {
            ledger.totals.add(RelayTotals.What.CAME_BY_RELAY);
        }
    }

    private void judge(Line line, Optional<Line> there, SimWorld.Accepted message, boolean over) {
        String what = line.id() + " of " + message.from().name() + " for " + message.to().name();
        boolean putBack = ledger.putBack(message.from());
        switch (line.state()) {
            case DELIVERED, READ -> {
                if (line.steps().stream().anyMatch(s -> s.what() == Step.What.RECEIPT)) {
                    ledger.totals.add(RelayTotals.What.TOLD_BY_RECEIPT);
                }
                if (there.isEmpty() && !message.to().lost(line.id().hex())) {
                    world.violated(what + " is " + line.state() + " and not there");
                }
            }
            case EXPIRED, RECALLED -> {
                if (there.isPresent() && !putBack) {
                    world.violated(what + " is " + line.state() + " and there");
                }
            }
            case QUEUED, CARRIED -> waits(line, there, message, over, what);
            case DELETED -> {}
            case REFUSED, RECEIVED -> world.violated(what + " is " + line.state());
        }
        // Word of a change may have been lost with the state of either, or have lived too long.
        boolean told =
                !putBack
                        && !ledger.putBack(message.to())
                        && !changeIsOver(line, message)
                        && line.steps().stream().noneMatch(RelayEnd::untold);
        if (told && there.isPresent() && !there.get().text().equals(line.text())) {
            world.violated(what + " arrived changed, or a change did not");
        }
    }

    /** A change waits, and is told no more: the recipient takes it for too late. */
    private static boolean changeIsOver(Line line, SimWorld.Accepted message) {
        return message.from()
                .stored(tx ->
                        new Outbox(tx)
                                .of(message.to().id(), 0, Integer.MAX_VALUE).stream()
                                        .map(Outbox.Placed::entry)
                                        .filter(e ->
                                                e.changes().filter(line.id()::equals).isPresent())
                                        .anyMatch(e ->
                                                message.from()
                                                        .now()
                                                        .isAfter(
                                                                e.queued()
                                                                        .plus(
                                                                                Duration.ofDays(
                                                                                        e
                                                                                                .days())))))
                .orElse(false);
    }

    private static boolean untold(Step step) {
        return step.what() == Step.What.CHANGE_EXPIRED;
    }

    /** What still waits has not arrived, is not for ever, and is in the outbox. */
    private void waits(
            Line line, Optional<Line> there, SimWorld.Accepted message, boolean over, String what) {
        boolean lives = !message.from().now().isAfter(RelayLedger.end(message));
        boolean unknown = there.isPresent() && !ledger.putBack(message.from());
        if (lives || over || unknown) {
            world.violated(what + " is " + line.state() + " although they have met");
        }
        boolean kept =
                message.from()
                        .stored(tx ->
                                new Outbox(tx)
                                        .of(message.to().id(), 0, Integer.MAX_VALUE).stream()
                                                .anyMatch(p ->
                                                        p.entry().messageId().equals(line.id())))
                        .orElse(true);
        if (!kept) world.violated(what + " is " + line.state() + " and not in the outbox");
    }

    /** Each later message of one writer has a higher number. */
    private void order(List<Line> accepted, SimNode to) {
        long before = 0;
        for (Line line : accepted) {
            if (line.seq() <= before)
                world.violated(line.id() + " is out of order at " + to.name());
            before = line.seq();
        }
    }
}
