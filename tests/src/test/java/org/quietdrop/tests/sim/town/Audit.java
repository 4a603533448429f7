package org.quietdrop.tests.sim.town;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.message.Outbox;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Step;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads all stores at the end: each accepted message is at its recipient, once and unchanged in
 * number, or waits in its author's outbox, or is called expired by then.
 */
final class Audit {
    /** A core looks for what has expired once an hour while it runs. */
    private static final Duration SWEEP = Duration.ofHours(1);

    private final Town town;
    private final Instant now;
    private long copies;

    private Audit(Town town) {
        this.town = town;
        this.now = town.agenda.now();
    }

    /** Violations go to the ledger. */
    static Audit of(Town town) {
        Audit audit = new Audit(town);
        Map<String, Line> arrived = new HashMap<>();
        for (TownNode node : town.nodes) {
            for (TownNode friend : node.friends) {
                for (Line line : lines(node, friend)) audit.incoming(node, friend, line, arrived);
            }
        }
        Map<String, TownNode> written = new HashMap<>();
        for (TownNode node : town.nodes) {
            for (TownNode friend : node.friends) audit.outgoing(node, friend, arrived, written);
        }
        for (Ledger.Message message : town.ledger.messages()) {
            if (message.committed != null && !arrived.containsKey(message.id)) {
                town.ledger.violated(audit.now, message + " was there and is gone");
            }
            if (written.get(message.id) != message.from) {
                town.ledger.violated(audit.now, message + " was accepted and is gone");
            }
        }
        return audit;
    }

    /** How many copies friends said to keep, of all messages. */
    long copies() {
        return copies;
    }

    private static List<Line> lines(TownNode node, TownNode friend) {
        return node.look(tx ->
                tx.scan(Table.HISTORY, friend.id().bytes(), 0, true, Integer.MAX_VALUE).stream()
                        .map(Entry::value)
                        .map(Line::decode)
                        .toList());
    }

    private void incoming(TownNode node, TownNode from, Line line, Map<String, Line> arrived) {
        if (line.mine()) return;
        String id = line.id().hex();
        if (arrived.put(id, line) != null) {
            town.ledger.violated(now, id + " is twice at " + node);
        }
        Ledger.@Nullable Message message = town.ledger.message(id);
        if (message == null || message.from != from || message.to != node) {
            town.ledger.violated(now, id + " at " + node + " was never accepted by " + from);
        }
    }

    private void outgoing(
            TownNode node,
            TownNode friend,
            Map<String, Line> arrived,
            Map<String, TownNode> written) {
        Set<String> waiting = node.look(tx -> waiting(tx, friend));
        long seq = 0;
        for (Line line : lines(node, friend)) {
            if (!line.mine()) continue;
            written.put(line.id().hex(), node);
            if (line.seq() <= seq) town.ledger.violated(now, line.id() + " repeats its number");
            seq = line.seq();
            copies += line.steps().stream().filter(s -> s.what() == Step.What.KEPT).count();
            compare(node, line, waiting, arrived.get(line.id().hex()));
        }
    }

    private static Set<String> waiting(Transaction tx, TownNode friend) {
        Set<String> ids = new HashSet<>();
        for (Outbox.Placed p : new Outbox(tx).of(friend.id(), 0, Integer.MAX_VALUE)) {
            ids.add(p.entry().messageId().hex());
        }
        return ids;
    }

    private void compare(TownNode node, Line line, Set<String> waiting, @Nullable Line there) {
        String what = line.id().hex() + " of " + node + " is " + line.state();
        Instant end = line.written().plus(Ledger.EXPIRY);
        boolean same =
                there != null && there.text().equals(line.text()) && there.seq() == line.seq();
        if (there != null && !same) town.ledger.violated(now, what + " and arrived changed");
        switch (line.state()) {
            case DELIVERED, READ -> {
                if (there == null) town.ledger.violated(now, what + " and is not there");
            }
            case QUEUED, CARRIED -> {
                if (!waiting.contains(line.id().hex())) {
                    town.ledger.violated(now, what + " and does not wait");
                }
                if (node.up() && now.isAfter(end.plus(SWEEP.multipliedBy(2)))) {
                    town.ledger.violated(now, what + " long after its end");
                }
            }
            case EXPIRED -> {
                if (now.isBefore(end)) town.ledger.violated(now, what + " before its end");
            }
            case REFUSED, RECEIVED, RECALLED, DELETED ->
                    town.ledger.violated(now, what + ", which nobody asked for");
        }
    }
}
