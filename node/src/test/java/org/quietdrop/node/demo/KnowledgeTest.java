package org.quietdrop.node.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.daemon.UnlockedHome.Kept;
import org.quietdrop.store.record.KeptDrop;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class KnowledgeTest {
    private static final UserId ALICE = user(1);
    private static final UserId BOB = user(2);
    private static final UserId DAVE = user(3);
    private static final Knowledge KNOWLEDGE =
            new Knowledge(
                    Map.of(ALICE.hex(), "alice", BOB.hex(), "bob", DAVE.hex(), "dave"),
                    ZoneOffset.UTC);

    private static UserId user(int n) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) n);
        return UserId.of(id);
    }

    private static Bytes bytes(int size, int n) {
        byte[] all = new byte[size];
        Arrays.fill(all, (byte) n);
        return Bytes.of(all);
    }

    private static Map<Bytes, Kept> boxes(UserId depositor, int... numbers) {
        Map<Bytes, Kept> all = new HashMap<>();
        for (int n : numbers) {
            KeptDrop known = new KeptDrop(bytes(16, n), depositor, 20_000);
            all.put(bytes(16, n), new Kept(known, bytes(4_040, n)));
        }
        return all;
    }

    private static Knowledge.Moment moment(String at, Map<Bytes, Kept> kept, UserId... linked) {
        Instant when = Instant.parse("2026-03-01T" + at + ":00Z");
        return new Knowledge.Moment(
                when, Set.of(Arrays.stream(linked).map(UserId::hex).toArray(String[]::new)), kept);
    }

    @Test
    void tellsWhoLeftAndWhoTookHowManyAndWhen() {
        assertEquals(
                List.of(
                        "alice left 2 boxes at 12:40",
                        "bob took 1 box at 12:41",
                        "bob left 1 box at 12:42",
                        "bob took 1 box at 12:42",
                        "alice took 1 box at 13:00"),
                KNOWLEDGE.of(
                        List.of(
                                moment("12:40", boxes(ALICE, 1, 2), ALICE),
                                moment("12:41", boxes(ALICE, 2), BOB),
                                moment("12:42", boxes(BOB, 3), BOB),
                                moment("13:00", Map.of(), ALICE, BOB))));
    }

    @Test
    void saysNotMoreThanItKnows() {
        assertEquals(
                List.of("alice left 1 box at 12:40", "somebody took 1 box at 12:41"),
                KNOWLEDGE.of(
                        List.of(
                                moment("12:40", boxes(ALICE, 1), ALICE),
                                moment("12:41", Map.of(), BOB, DAVE))));
        assertEquals(
                "somebody took 1 box at 12:41",
                KNOWLEDGE
                        .of(
                                List.of(
                                        moment("12:40", boxes(ALICE, 1), ALICE),
                                        moment("12:41", Map.of(), ALICE)))
                        .getLast());
    }

    @Test
    void aBoxOfAStrangerIsAFault() {
        assertThrows(
                UserError.class,
                () -> KNOWLEDGE.of(List.of(moment("12:40", boxes(user(9), 1), ALICE))));
    }
}
