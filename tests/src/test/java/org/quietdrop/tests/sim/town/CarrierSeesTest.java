package org.quietdrop.tests.sim.town;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.crypto.relay.Week;
import org.quietdrop.node.wire.Frame;
import org.quietdrop.store.record.KeptDrop;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a friend who carries can tell from all that comes to his core (THREAT_MODEL.md, "A friend
 * who carries mail"): who leaves how many boxes, when and for how many days, and who takes them,
 * when. Nothing else: neither are there other fields, nor do those that are there say more.
 */
final class CarrierSeesTest {
    private static final long SEED = Long.getLong("quietdrop.town.seed", 1);

    /** Every field that a carrier is told, and every one that he keeps. One more is a decision. */
    private static final Map<String, List<String>> FIELDS =
            Map.of(
                    "Consent", List.of("boolean on"),
                    "Deposit", List.of("Bytes handle", "int days", "Bytes drop"),
                    "Kept", List.of("Bytes dropId"),
                    "NotKept", List.of("Bytes dropId", "Reason reason"),
                    "Ask", List.of("boolean last", "List handles"),
                    "Drop", List.of("Bytes handle", "Bytes drop"),
                    "Taken", List.of("Bytes dropId"),
                    "Lost", List.of("Bytes dropId"),
                    "KeptDrop", List.of("Bytes handle", "UserId depositor", "long endDay"));

    private record Left(TownNode from, Bytes handle, int days, Bytes drop) {}

    private final List<Left> left = new ArrayList<>();
    private final Map<Bytes, TownNode> taken = new HashMap<>();

    /** By who asks and the week: the sets that were asked for. */
    private final Map<TownNode, Map<Long, Set<Set<Bytes>>>> asked = new HashMap<>();

    private final Map<TownNode, Set<Bytes>> asking = new HashMap<>();

    @Test
    void thereIsNothingElseToSee() {
        Map<String, List<String>> fields = new TreeMap<>();
        for (Class<?> frame : Frame.Carrying.class.getPermittedSubclasses()) {
            fields.put(frame.getSimpleName(), fields(frame));
        }
        fields.put("KeptDrop", fields(KeptDrop.class));
        assertEquals(new TreeMap<>(FIELDS), fields);
    }

    private static List<String> fields(Class<?> of) {
        return Arrays.stream(of.getRecordComponents()).map(CarrierSeesTest::field).toList();
    }

    private static String field(RecordComponent component) {
        return component.getType().getSimpleName() + " " + component.getName();
    }

    @Test
    void whatIsSeenSaysNoMore() {
        Town town = new Town(Plans.wheel(SEED, 3));
        TownNode carrier = town.nodes.getFirst();
        town.network.tap((from, to, frames) -> {
            if (to == carrier) frames.forEach(frame -> see(town, from, frame));
        });
        town.run();
        assertEquals(List.of(), town.ledger.violations());
        assertTrue(left.size() > 100, "boxes left: " + left.size());
        assertTrue(taken.size() > 50, "boxes taken: " + taken.size());
        boxesLookAlike();
        asksLookAlike();
        System.out.printf(
                "A carrier saw %,d boxes left under %,d handles, %,d taken, and asks of %d friends%n",
                left.size(),
                left.stream().map(Left::handle).distinct().count(),
                taken.size(),
                asked.size());
    }

    private void see(Town town, TownNode from, Frame frame) {
        if (!(frame instanceof Frame.Carrying carrying)) return;
        switch (carrying) {
            case Frame.Deposit d -> left.add(new Left(from, d.handle(), d.days(), d.drop()));
            case Frame.Taken t -> taken.put(t.dropId(), from);
            case Frame.Ask ask -> {
                Set<Bytes> all = asking.computeIfAbsent(from, _ -> new HashSet<>());
                all.addAll(ask.handles());
                if (ask.last()) {
                    asked.computeIfAbsent(from, _ -> new TreeMap<>())
                            .computeIfAbsent(Week.of(town.agenda.now()), _ -> new HashSet<>())
                            .add(Set.copyOf(all));
                    asking.remove(from);
                }
            }
            case Frame.Consent _, Frame.Kept _, Frame.NotKept _, Frame.Drop _, Frame.Lost _ -> {}
        }
    }

    /** One size, random bytes, and no part that comes again. */
    private void boxesLookAlike() {
        Set<Bytes> ids = new HashSet<>();
        Set<Bytes> starts = new HashSet<>();
        long[] counts = new long[256];
        long bytes = 0;
        for (Left box : left) {
            assertEquals(DropKeys.DROP_SIZE, box.drop().size());
            assertEquals(DropKeys.HANDLE_SIZE, box.handle().size());
            assertTrue(box.days() >= 1 && box.days() <= 30, "days " + box.days());
            if (!ids.add(DropId.of(box.drop()))) continue;
            assertTrue(starts.add(box.drop().slice(0, 24)), "a nonce came again");
            for (byte b : box.drop().toArray()) counts[b & 0xff]++;
            bytes += box.drop().size();
        }
        double expected = bytes / 256.0;
        double square = 0;
        for (long count : counts) square += (count - expected) * (count - expected) / expected;
        // 255 degrees: mean 255, deviation 22.6; six deviations.
        assertTrue(square < 391, "the bytes of boxes are not even: " + square);
    }

    /**
     * However many contacts somebody has, and whoever they are: in one week always the same 1,792
     * handles, from one week to the next a seventh others; nothing in common with what anybody else
     * asks for.
     */
    private void asksLookAlike() {
        Set<Bytes> ofOthers = new HashSet<>();
        Set<Integer> friends = new HashSet<>();
        asked.forEach((who, weeks) -> {
            friends.add(who.friends.size());
            Set<Bytes> all = new HashSet<>();
            Set<Bytes> before = Set.of();
            long last = -1;
            for (Map.Entry<Long, Set<Set<Bytes>>> week : weeks.entrySet()) {
                assertEquals(1, week.getValue().size(), who + " asked for different handles");
                Set<Bytes> now = week.getValue().iterator().next();
                assertEquals(256 * Week.ASKED, now.size());
                if (week.getKey() == last + 1) {
                    Set<Bytes> again = new HashSet<>(now);
                    again.retainAll(before);
                    assertEquals(256 * (Week.ASKED - 1), again.size());
                }
                all.addAll(now);
                before = now;
                last = week.getKey();
            }
            for (Bytes handle : all) assertTrue(ofOthers.add(handle), "a handle of two");
        });
        assertTrue(friends.size() > 1, "all have as many friends");
    }
}
