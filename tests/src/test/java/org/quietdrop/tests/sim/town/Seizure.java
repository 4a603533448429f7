package org.quietdrop.tests.sim.town;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.Direction;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.crypto.relay.Week;
import org.quietdrop.node.contact.Contacts;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.record.KeptDrop;
import org.quietdrop.store.record.RelationKeys;
import org.quietdrop.tests.sim.town.Snapshot.Row;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * A relay's store as a thief finds it, and the truth behind it, which only the judge knows.
 *
 * @param boxes one for each that is kept, as the thief sees it
 * @param activity for each friend of the relay when a record was written that belongs to that
 *     friend: the thief is given for nothing which records those are
 * @param linked for each friend when its last link was noted
 * @param truth who left each box for whom
 */
record Seizure(
        List<Box> boxes,
        Map<Integer, NavigableSet<Long>> activity,
        Map<Integer, Long> linked,
        Map<Box, Pair> truth) {
    /**
     * A box in the locked store.
     *
     * @param week of the snapshot
     * @param name what it is filed under, as the index shows it
     * @param written when, as far as the thief can tell
     * @param place in the index
     */
    record Box(int week, Bytes name, long written, int place) {}

    /** Who left it, and for whom: numbers of nodes. */
    record Pair(int from, int to) {}

    /** Tables whose records stand under a friend's UserId. */
    private static final List<Table> OF_FRIENDS =
            List.of(
                    Table.CONTACT,
                    Table.SESSION,
                    Table.OUTBOX,
                    Table.HISTORY,
                    Table.OWED,
                    Table.COPY,
                    Table.LOST);

    /** The truth about one box. */
    Pair pair(Box box) {
        return Objects.requireNonNull(truth.get(box));
    }

    /**
     * Compares a snapshot with the open store of the same moment.
     *
     * @param when how the thief tells when a record was written
     */
    static Seizure of(
            Town town, TownNode relay, Snapshot snapshot, int week, ToLongFunction<Row> when) {
        Blind blind = new Blind(relay);
        Map<Bytes, Pair> pairs = pairs(town, relay, blind);
        List<Box> boxes = new ArrayList<>();
        Map<Box, Pair> truth = new HashMap<>();
        for (Row row : snapshot.rows()) {
            if (!row.table().equals(blind.table(Table.CARRIED))) continue;
            Box box = new Box(week, row.group(), when.applyAsLong(row), boxes.size());
            Pair pair = pairs.get(row.group());
            if (pair == null) throw new AssertionError("a box that nobody left");
            boxes.add(box);
            truth.put(box, pair);
        }
        if (boxes.size() != pairs.size()) throw new AssertionError("boxes that nobody sees");
        Map<Integer, NavigableSet<Long>> activity = new HashMap<>();
        Map<Integer, Long> linked = new HashMap<>();
        for (TownNode friend : relay.friends) {
            activity.put(friend.number, activity(snapshot, blind, friend, when));
            linked.put(friend.number, linked(snapshot, blind, friend, when));
        }
        return new Seizure(boxes, activity, linked, truth);
    }

    private static NavigableSet<Long> activity(
            Snapshot snapshot, Blind blind, TownNode friend, ToLongFunction<Row> when) {
        Set<Bytes> groups = new HashSet<>();
        for (Table table : OF_FRIENDS) groups.add(blind.group(table, friend.id().bytes()));
        NavigableSet<Long> written = new TreeSet<>();
        for (Row row : snapshot.rows()) {
            if (groups.contains(row.group())) written.add(when.applyAsLong(row));
        }
        return written;
    }

    /** The contact itself stands first in its group: it is written when a link begins and ends. */
    private static long linked(
            Snapshot snapshot, Blind blind, TownNode friend, ToLongFunction<Row> when) {
        Bytes group = blind.group(Table.CONTACT, friend.id().bytes());
        return snapshot.rows().stream()
                .filter(row -> row.group().equals(group))
                .min(Comparator.comparing(row -> row.order().hex()))
                .map(when::applyAsLong)
                .orElseThrow();
    }

    /** By the name in the index: all boxes that the relay keeps. */
    private static Map<Bytes, Pair> pairs(Town town, TownNode relay, Blind blind) {
        Map<Bytes, Pair> byHandle = handles(town, relay);
        Map<Bytes, Pair> byName = new HashMap<>();
        for (Entry e : relay.look(tx -> tx.all(Table.CARRIED))) {
            KeptDrop kept = KeptDrop.decode(e.value());
            Pair pair = byHandle.get(kept.handle());
            if (pair == null || !town.nodes.get(pair.from()).id().equals(kept.depositor())) {
                throw new AssertionError("a box under a strange handle");
            }
            Key key = e.key();
            byName.put(blind.group(key.table(), key.group()), pair);
        }
        return byName;
    }

    private static Map<Bytes, Pair> handles(Town town, TownNode relay) {
        Map<Bytes, Pair> handles = new HashMap<>();
        for (TownNode from : relay.friends) {
            for (TownNode to : from.friends) {
                if (to == relay) continue;
                Pair pair = new Pair(from.number, to.number);
                for (long week : Week.asked(town.agenda.now())) {
                    handles.put(handle(from, to, relay, week), pair);
                }
            }
        }
        return handles;
    }

    /** What stands over mail from one for another at a relay in a week. */
    static Bytes handle(TownNode from, TownNode to, TownNode relay, long week) {
        return from.look(tx -> {
            try (RelationKeys keys = new Contacts(tx).keys(to.id()).orElseThrow()) {
                Direction direction = Direction.from(from.id(), to.id());
                return DropKeys.handle(keys.keys().tagRoot(), direction, week, relay.id());
            }
        });
    }

    /** The same store, had it filed boxes under a name that is constant for each pair. */
    Seizure underConstantNames() {
        List<Box> named = new ArrayList<>();
        Map<Box, Pair> known = new HashMap<>();
        for (Box box : boxes) {
            Pair pair = pair(box);
            byte[] name = new byte[16];
            name[0] = (byte) pair.from();
            name[1] = (byte) pair.to();
            Box other = new Box(box.week(), Bytes.of(name), box.written(), box.place());
            named.add(other);
            known.put(other, pair);
        }
        return new Seizure(named, activity, linked, known);
    }
}
