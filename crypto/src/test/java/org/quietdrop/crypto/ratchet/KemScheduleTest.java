package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.SeededRandom;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Offers and answers travel inside the envelopes, some lost, some late, from both sides at once:
 * everything opens all the same.
 */
final class KemScheduleTest {
    private static final int SEEDS = 60;
    private static final int STEPS = 250;
    private static final int NAME_AND_CT = KemExchange.NAME_SIZE + MlKem768.CT_SIZE;

    private int offers;
    private int answers;
    private int mixed;
    private int lost;

    /** One end, and what flies to it. */
    private final class Side {
        final Pair.End end;
        final SeededRandom random;
        final List<Bytes> coming = new ArrayList<>();
        int lastMixed;

        Side(Pair.End end, SeededRandom random) {
            this.end = end;
            this.random = random;
        }

        /** Kind 1, number 4, and what follows. */
        Bytes seal(int kind, int number, Bytes content) {
            byte[] body =
                    ByteBuffer.allocate(DoubleRatchet.BODY_SIZE)
                            .put((byte) kind)
                            .putInt(number)
                            .put(content.toArray())
                            .array();
            return end.seal(body).envelope();
        }

        /** No offer is made while a secret waits to be mixed in. */
        boolean waits() {
            try (RatchetState state = end.state()) {
                return state.kem.waits();
            }
        }

        Bytes offer() {
            KemExchange.Offered made =
                    end.exchange(
                            state -> KemExchange.offer(state, random, Pair.NOW),
                            KemExchange.Offered::state);
            offers++;
            return seal(1, made.number(), made.ek());
        }

        void hear(Bytes envelope, Side from) {
            ByteBuffer body = ByteBuffer.wrap(end.open(envelope));
            int kind = body.get();
            int number = body.getInt();
            switch (kind) {
                case 1 -> answer(number, take(body, MlKem768.EK_SIZE), from);
                case 2 -> accept(number, take(body, NAME_AND_CT));
                default -> assertArrayEquals(new byte[8], take(body, 8).toArray());
            }
            try (RatchetState state = end.state()) {
                if (state.kem.receiving > lastMixed) {
                    lastMixed = state.kem.receiving;
                    mixed++;
                }
            }
        }

        private void answer(int number, Bytes ek, Side from) {
            Optional<KemExchange.Answered> made;
            try (RatchetState state = end.state()) {
                made = KemExchange.answer(state, number, ek, random);
            }
            if (made.isEmpty()) return;
            end.exchange(_ -> made.get(), KemExchange.Answered::state);
            answers++;
            Bytes content =
                    Bytes.of(Bytes.join(made.get().name().toArray(), made.get().ct().toArray()));
            from.coming.add(seal(2, number, content));
        }

        private void accept(int number, Bytes content) {
            Optional<RatchetState> made;
            try (RatchetState state = end.state()) {
                made =
                        KemExchange.take(
                                state,
                                number,
                                content.slice(0, KemExchange.NAME_SIZE),
                                content.slice(KemExchange.NAME_SIZE, NAME_AND_CT));
            }
            made.ifPresent(next -> end.exchange(_ -> next, state -> state));
        }
    }

    private static Bytes take(ByteBuffer in, int size) {
        byte[] bytes = new byte[size];
        in.get(bytes);
        return Bytes.of(bytes);
    }

    @Test
    void whateverIsLostOrLateAllThatComesOpens() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                run(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        System.out.printf(
                "ML-KEM in the ratchet: %d offers, %d answers, %d mixed in, %d envelopes lost%n",
                offers, answers, mixed, lost);
        assertTrue(mixed > SEEDS && lost > SEEDS && answers < offers, "a case never happened");
    }

    private void run(int seed) {
        Random chance = new Random(seed);
        SeededRandom random = new SeededRandom(seed);
        Pair pair = new Pair(random);
        Side[] sides = {new Side(pair.alice, random), new Side(pair.bob, random)};
        for (int step = 0; step < STEPS; step++) {
            int which = chance.nextInt(2);
            act(sides[which], sides[1 - which], chance);
        }
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 2; i++) {
                Side to = sides[i];
                while (!to.coming.isEmpty()) to.hear(to.coming.removeFirst(), sides[1 - i]);
            }
        }
    }

    private void act(Side side, Side other, Random chance) {
        int dice = chance.nextInt(100);
        if (dice < 4 && !side.waits()) {
            other.coming.add(side.offer());
        } else if (dice < 40 || side.coming.isEmpty()) {
            other.coming.add(side.seal(0, 0, Bytes.of(new byte[8])));
        } else if (dice < 92) {
            int late = dice < 80 ? 0 : chance.nextInt(side.coming.size());
            side.hear(side.coming.remove(late), other);
        } else {
            side.coming.remove(chance.nextInt(side.coming.size()));
            lost++;
        }
    }
}
