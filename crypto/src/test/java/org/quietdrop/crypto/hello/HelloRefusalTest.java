package org.quietdrop.crypto.hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.Refusals;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whatever is changed in a hello ends it, by the same work at every place of a message. */
final class HelloRefusalTest {
    private static final int[] SIZES = {32, 48, 2_064, 32};

    private final SeededRandom random = new SeededRandom(41);
    private final UserId alice = UserId.of(random.bytes(32));
    private final UserId bob = UserId.of(random.bytes(32));
    private final SecretKey key = SecretKey.random(random);
    private final List<HelloRelation> ofDialler = List.of(new HelloRelation(key, alice, bob));
    private final List<HelloRelation> ofListener = List.of(new HelloRelation(key, bob, alice));
    private final List<byte[]> messages = messages(1);

    private static HelloInitiator dialler(int run) {
        return new HelloInitiator(new SeededRandom(100 + run));
    }

    private static HelloResponder listener(int run) {
        return new HelloResponder(new SeededRandom(200 + run));
    }

    private List<byte[]> messages(int run) {
        HelloInitiator i = dialler(run);
        HelloResponder r = listener(run);
        List<byte[]> all = new ArrayList<>();
        all.add(i.first());
        all.add(r.answer(all.get(0)));
        all.add(i.slots(all.get(1), ofDialler));
        all.add(r.match(all.get(2), ofListener).answer().toArray());
        assertTrue(i.finish(all.get(3)).isPresent());
        for (int k = 0; k < 4; k++) {
            assertEquals(SIZES[k], all.get(k).length);
        }
        return all;
    }

    /** Who reads message k, where it is his turn; the messages before it were the true ones. */
    private Runnable reading(int k, byte[] message) {
        HelloInitiator i = dialler(1);
        HelloResponder r = listener(1);
        if (k == 0 && message.length != messages.get(0).length) {
            return () -> r.answer(message);
        }
        if (k == 2) {
            r.answer(messages.get(0));
            return () -> r.match(message, ofListener);
        }
        i.first();
        if (k == 3) {
            i.slots(messages.get(1), ofDialler);
            return () -> i.finish(message);
        }
        // Any 32 bytes are a key: it is the dialler who finds out, from the answer.
        byte[] reply = k == 0 ? r.answer(message) : message;
        return () -> i.slots(reply, ofDialler);
    }

    @Test
    void everyChangedBitOfEveryMessageIsRefusedByTheSameCalls() {
        for (int k = 0; k < 4; k++) {
            int at = k;
            Refusals all = new Refusals("Hello message " + (k + 1));
            byte[] good = messages.get(k);
            all.flips(good, 0, good.length, bad -> reading(at, bad));
            all.print();
            assertEquals(good.length * 8, all.count());
        }
    }

    /**
     * A listener works the same on every first message of 32 bytes that is no point of low order.
     */
    @Test
    void aListenerAnswersEveryFirstMessageByTheSameCalls() {
        Refusals all = new Refusals("Answers to a first message");
        byte[] good = messages.get(0);
        all.same("the true one", () -> listener(1).answer(good));
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = Refusals.flipped(good, bit);
            all.same("bit " + bit, () -> listener(1).answer(bad));
        }
        assertEquals(257, all.count());
    }

    @Test
    void cutLengthenedReplayedReorderedAndMixedMessagesAreRefused() {
        List<byte[]> other = messages(2);
        for (int k = 0; k < 4; k++) {
            byte[] good = messages.get(k);
            for (int size = 0; size < good.length; size += size < 128 ? 1 : 61) {
                byte[] cut = Arrays.copyOf(good, size);
                Runnable reading = reading(k, cut);
                assertThrows(OpenFailed.class, reading::run, k + " cut to " + size);
            }
            for (int more : new int[] {1, 16, 4_096, 70_000}) {
                Runnable reading = reading(k, Arrays.copyOf(good, good.length + more));
                assertThrows(OpenFailed.class, reading::run, k + " lengthened by " + more);
            }
            refused(k, other.get(k), "of another hello");
            for (int j = 0; j < 4; j++) {
                if (j != k) refused(k, Arrays.copyOf(messages.get(j), good.length), "out of turn");
            }
            byte[] spliced = good.clone();
            System.arraycopy(other.get(k), 0, spliced, 0, good.length / 2);
            refused(k, spliced, "half of another hello");
        }
    }

    private void refused(int k, byte[] message, String how) {
        Runnable reading = reading(k, message);
        assertThrows(OpenFailed.class, reading::run, "message " + (k + 1) + " " + how);
    }
}
