package org.quietdrop.tests.bench;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.Step;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** Messages as people write them, made of a number: any of them can be made again. */
final class Mail {
    static final int CONVERSATIONS = 200;

    private static final List<String> SYLLABLES =
            List.of(
                    "ka", "ne", "to", "ri", "sa", "mu", "lo", "pe", "di", "vo", "shu", "ber", "tan",
                    "gro", "el", "in", "os", "ur", "fa", "wi");
    private static final int WORDS = 20_000;
    private static final Instant FIRST = Instant.parse("2021-01-01T00:00:00Z");

    private Mail() {}

    /** A word; those with low numbers are common. */
    static String word(int number) {
        StringBuilder word = new StringBuilder();
        for (int left = number + SYLLABLES.size(); left > 0; left /= SYLLABLES.size()) {
            word.append(SYLLABLES.get(left % SYLLABLES.size()));
        }
        return word.toString();
    }

    /** About 60 bytes of text. */
    static String text(int i) {
        SplittableRandom random = new SplittableRandom(i);
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(3, 18); left > 0; left--) {
            double skewed = random.nextDouble();
            text.append(word((int) (WORDS * skewed * skewed * skewed))).append(' ');
        }
        return text.toString().strip();
    }

    static int conversation(int i) {
        return i % CONVERSATIONS;
    }

    /** The place in its conversation, from 1. */
    static long place(int i) {
        return i / CONVERSATIONS + 1L;
    }

    static Instant time(int i) {
        return FIRST.plusSeconds(150L * i);
    }

    /** The line of a message as a node keeps it; every other one is our own and was delivered. */
    static Line line(int i) {
        byte[] id = new byte[16];
        new SplittableRandom(~i).nextBytes(id);
        boolean mine = (i / CONVERSATIONS) % 2 == 0;
        Instant at = time(i);
        List<Step> steps =
                mine
                        ? List.of(
                                new Step(at, Step.What.QUEUED, ""),
                                new Step(at.plusMillis(20), Step.What.SENT, "192.0.2.7:4000"),
                                new Step(at.plusMillis(60), Step.What.ACKNOWLEDGED, ""))
                        : List.of(new Step(at, Step.What.RECEIVED, ""));
        Line.State state = mine ? Line.State.DELIVERED : Line.State.RECEIVED;
        long seq = (i / CONVERSATIONS) / 2 + 1L;
        return new Line(Bytes.of(id), mine, text(i), at, at, seq, 0, state, steps);
    }
}
