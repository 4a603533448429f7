package org.quietdrop.crypto.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

final class HelloTest {
    private static final OptionalInt NOBODY = OptionalInt.empty();

    private final SeededRandom random = new SeededRandom(2);
    private final UserId alice = UserId.of(random.bytes(32));
    private final UserId bob = UserId.of(random.bytes(32));
    private final SecretKey key = SecretKey.random(random);
    private final HelloRelation atAlice = new HelloRelation(key, alice, bob);
    private final HelloRelation atBob = new HelloRelation(key, bob, alice);

    /** All four messages of one hello, and what both sides made of them. */
    private final class Run {
        final HelloInitiator i = new HelloInitiator(random);
        final HelloResponder r = new HelloResponder(random);
        final byte[] first = i.first();
        final byte[] reply = r.answer(first);
        final byte[] slots;
        final HelloMatch match;
        final OptionalInt found;

        Run(List<HelloRelation> ofDialler, List<HelloRelation> ofListener) {
            slots = i.slots(reply, ofDialler);
            match = r.match(slots, ofListener);
            found = i.finish(match.answer().toArray());
            assertEquals(32, first.length);
            assertEquals(48, reply.length);
            assertEquals(2_064, slots.length);
            assertEquals(32, match.answer().size());
            assertEquals(i.h(), r.h());
            assertEquals(64, i.h().size());
        }

        void says(OptionalInt dialler, OptionalInt listener) {
            assertEquals(listener, match.relation());
            assertEquals(dialler, found);
        }
    }

    private HelloRelation other() {
        return new HelloRelation(SecretKey.random(random), alice, UserId.of(random.bytes(32)));
    }

    private List<HelloRelation> others(int count, int at, HelloRelation real) {
        List<HelloRelation> relations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relations.add(i == at ? real : other());
        }
        return relations;
    }

    @Test
    void contactsFindEachOtherAmongAnyNumberOfOthers() {
        new Run(List.of(atAlice), List.of(atBob)).says(OptionalInt.of(0), OptionalInt.of(0));
        new Run(others(256, 255, atAlice), others(3, 1, atBob))
                .says(OptionalInt.of(255), OptionalInt.of(1));
        new Run(others(7, 3, atAlice), others(1_024, 1_023, atBob))
                .says(OptionalInt.of(3), OptionalInt.of(1_023));
        new Run(others(9, 0, atAlice), others(300, 256, atBob))
                .says(OptionalInt.of(0), OptionalInt.of(256));
    }

    @Test
    void strangersFindNobody() {
        new Run(List.of(), List.of()).says(NOBODY, NOBODY);
        new Run(List.of(atAlice), List.of()).says(NOBODY, NOBODY);
        new Run(List.of(), List.of(atBob)).says(NOBODY, NOBODY);
        new Run(others(256, -1, atAlice), others(256, -1, atBob)).says(NOBODY, NOBODY);
    }

    @Test
    void theSameKeyWithOtherPeopleOrTurnedRoundDoesNotMatch() {
        UserId carol = UserId.of(random.bytes(32));
        new Run(List.of(atAlice), List.of(atAlice)).says(NOBODY, NOBODY);
        new Run(List.of(atAlice), List.of(new HelloRelation(key, bob, carol))).says(NOBODY, NOBODY);
        // The listener finds Alice but answers as Carol: the dialler must not take her for Bob.
        new Run(List.of(atAlice), List.of(new HelloRelation(key, carol, alice)))
                .says(NOBODY, OptionalInt.of(0));
    }

    @Test
    void invitationsMatchBothWays() {
        HelloRelation acceptor = new HelloRelation(key, HelloRelation.UNKNOWN, bob);
        HelloRelation inviter = new HelloRelation(key, bob, HelloRelation.UNKNOWN);
        new Run(List.of(acceptor), List.of(inviter)).says(OptionalInt.of(0), OptionalInt.of(0));
        new Run(List.of(inviter), List.of(acceptor)).says(OptionalInt.of(0), OptionalInt.of(0));
        new Run(List.of(acceptor), List.of(acceptor)).says(NOBODY, NOBODY);
        new Run(List.of(inviter), List.of(inviter)).says(NOBODY, NOBODY);
    }

    @Test
    void whenSeveralMatchTheFirstCountsAndTheDiallerSeesWhich() {
        HelloRelation invitation = new HelloRelation(SecretKey.random(random), bob, alice);
        HelloRelation accepted =
                new HelloRelation(SecretKey.of(invitation.helloKey().expose()), alice, bob);
        new Run(List.of(atAlice, accepted), List.of(invitation, atBob))
                .says(OptionalInt.of(1), OptionalInt.of(0));
    }

    @Test
    void everyChangedBitEndsTheHello() {
        for (int bit = 0; bit < 32 * 8; bit++) {
            changed(0, bit);
        }
        for (int bit = 0; bit < 48 * 8; bit++) {
            changed(1, bit);
        }
        for (int bit = 0; bit < 2_064 * 8; bit += 7) {
            changed(2, bit);
        }
        for (int bit = 0; bit < 32 * 8; bit++) {
            changed(3, bit);
        }
    }

    private void changed(int message, int bit) {
        HelloInitiator i = new HelloInitiator(random);
        HelloResponder r = new HelloResponder(random);
        assertThrows(
                OpenFailed.class,
                () -> {
                    byte[] first = bent(i.first(), message == 0 ? bit : -1);
                    byte[] reply = bent(r.answer(first), message == 1 ? bit : -1);
                    byte[] slots = bent(i.slots(reply, List.of(atAlice)), message == 2 ? bit : -1);
                    HelloMatch match = r.match(slots, List.of(atBob));
                    i.finish(bent(match.answer().toArray(), message == 3 ? bit : -1));
                },
                "message " + message + " bit " + bit);
    }

    private static byte[] bent(byte[] message, int bit) {
        if (bit >= 0) {
            message[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        return message;
    }

    @Test
    void aRecordedHelloPlayedAgainOpensNothing() {
        Run recorded = new Run(List.of(atAlice), List.of(atBob));
        HelloResponder again = new HelloResponder(random);
        again.answer(recorded.first);
        assertThrows(OpenFailed.class, () -> again.match(recorded.slots, List.of(atBob)));
        HelloInitiator dialler = new HelloInitiator(random);
        dialler.first();
        assertThrows(OpenFailed.class, () -> dialler.slots(recorded.reply, List.of(atAlice)));
    }

    @Test
    void slotsOfAnotherHelloDoNotMatchEvenInsideTheTunnel() {
        // An active stranger who opened a hello himself learns tags, but they hold for its h alone.
        Run seen = new Run(List.of(atAlice), List.of());
        long tag = HelloTokens.slot(key, seen.i.h(), alice);
        Run other = new Run(List.of(atAlice), List.of(atBob));
        assertFalse(tag == HelloTokens.slot(key, other.i.h(), alice));
    }

    @Test
    void wrongSizesEndTheHello() {
        for (int size : new int[] {0, 31, 33, 48, 1_000}) {
            assertThrows(OpenFailed.class, () -> new HelloResponder(random).answer(new byte[size]));
        }
        HelloInitiator i = new HelloInitiator(random);
        i.first();
        assertThrows(OpenFailed.class, () -> i.slots(new byte[32], List.of()));
        HelloInitiator j = new HelloInitiator(random);
        HelloResponder r = new HelloResponder(random);
        byte[] slots = j.slots(r.answer(j.first()), List.of(atAlice));
        assertThrows(OpenFailed.class, () -> r.match(Arrays.copyOf(slots, 2_063), List.of(atBob)));
        assertThrows(IllegalStateException.class, () -> r.match(slots, List.of(atBob)));
        assertThrows(OpenFailed.class, () -> j.finish(new byte[31]));
    }

    @Test
    void pointsOfSmallOrderEndTheHello() {
        byte[] one = new byte[32];
        one[0] = 1;
        for (byte[] small : new byte[][] {new byte[32], one}) {
            assertThrows(OpenFailed.class, () -> new HelloResponder(random).answer(small));
        }
    }

    @Test
    void stepsHaveTheirOrder() {
        HelloInitiator i = new HelloInitiator(random);
        assertThrows(IllegalStateException.class, i::h);
        assertThrows(IllegalStateException.class, () -> i.finish(new byte[32]));
        assertThrows(IllegalStateException.class, () -> i.slots(new byte[48], List.of()));
        HelloResponder r = new HelloResponder(random);
        assertThrows(IllegalStateException.class, () -> r.match(new byte[2_064], List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new HelloInitiator(random).slots(new byte[48], others(257, -1, atAlice)));
    }

    @Test
    void tagsStandAnywhere() {
        boolean[] seen = new boolean[256];
        Random seeds = new Random(4);
        for (int run = 0; run < 3_000; run++) {
            List<Integer> places = HelloInitiator.shuffled(new SeededRandom(seeds.nextLong()));
            seen[places.getFirst()] = true;
            assertEquals(256, places.stream().distinct().count());
        }
        for (int place = 0; place < 256; place++) {
            assertTrue(seen[place], "no tag ever stood at " + place);
        }
    }

    @Test
    void theListenersWorkIsAMultipleOf256() {
        int[] relations = {0, 1, 255, 256, 257, 512, 1_024};
        int[] work = {256, 256, 256, 256, 512, 512, 1_024};
        for (int i = 0; i < work.length; i++) {
            assertEquals(work[i], HelloTokens.padded(relations[i]));
        }
    }

    @Test
    void constantTimeEqualityIsEquality() {
        assertEquals(1, HelloTokens.equal(5, 5));
        assertEquals(1, HelloTokens.equal(0, 0));
        assertEquals(1, HelloTokens.equal(Long.MIN_VALUE, Long.MIN_VALUE));
        for (int bit = 0; bit < 64; bit++) {
            assertEquals(0, HelloTokens.equal(77, 77 ^ (1L << bit)));
        }
    }
}
