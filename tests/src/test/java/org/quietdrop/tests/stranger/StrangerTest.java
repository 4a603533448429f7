package org.quietdrop.tests.stranger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.quietdrop.tests.sim.SimRandom;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A stranger who records everything, answers and dials everybody, knows all public keys, and was
 * told the truth about ten epochs, guesses no better than a coin about the next ten; the same
 * stranger wins when something is taken away. What addresses, times and the links themselves show
 * is not hidden and not asked here (THREAT_MODEL.md).
 */
@Tag("netns")
@Isolated("it measures, or takes all of the machine")
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(300)
final class StrangerTest {
    private static final int SAMPLES = 2_000;
    private static final int MOST_TOWNS = 40;
    private static final int TOLD = Town.EPOCHS / 2;

    private final long seed = Long.getLong("quietdrop.seed", 20_261_130L);
    private final Adverts adverts;

    /** How often he was right, of how many. */
    private static final class Score {
        int right;
        int asked;

        double share() {
            return (double) right / asked;
        }
    }

    StrangerTest() throws Exception {
        adverts = Adverts.record(Town.PEOPLE, Town.EPOCHS, new SimRandom(seed));
        System.out.printf(
                "recorded %d packets of %d nodes over %d names each%n",
                adverts.packets(), Town.PEOPLE, Town.EPOCHS);
    }

    @Test
    void learnsNothing() {
        Map<Question, Score> scores = play(Flaw.NONE, SAMPLES);
        scores.forEach((question, score) -> {
            assertTrue(score.asked >= SAMPLES, question + ": " + score.asked);
            assertTrue(Math.abs(score.share() - 0.5) <= 0.05, question + ": " + score.share());
        });
    }

    @Test
    void countsContactsWhereSlotsAreNotFilled() {
        Map<Question, Score> scores = play(Flaw.EMPTY_SLOTS, 200);
        wins(scores, Question.HOW_MANY_CONTACTS, 0.9);
        wins(scores, Question.WHOSE_CONTACT, 0.65);
        wins(scores, Question.SAME_AS_BEFORE, 0.65);
    }

    @Test
    void knowsEverybodyAgainWhereNamesStay() {
        Map<Question, Score> scores = play(Flaw.FIXED_NAMES, 200);
        wins(scores, Question.WHO_IS_HERE, 0.9);
        wins(scores, Question.HOW_MANY_CONTACTS, 0.9);
        wins(scores, Question.WHOSE_CONTACT, 0.8);
        wins(scores, Question.SAME_AS_BEFORE, 0.9);
    }

    @Test
    void knowsWhoIsHereWhereTagsNeedNoSecret() {
        wins(play(Flaw.PUBLIC_TAGS, 200), Question.WHO_IS_HERE, 0.9);
    }

    private static void wins(Map<Question, Score> scores, Question question, double least) {
        Score score = scores.get(question);
        assertTrue(score != null && score.share() >= least, question + " should be won");
    }

    /** Town after town, until each question was asked often enough. */
    private Map<Question, Score> play(Flaw flaw, int samples) {
        Map<Question, Score> scores = new EnumMap<>(Question.class);
        for (Question question : Question.values()) scores.put(question, new Score());
        SimRandom random = new SimRandom(seed + flaw.name().hashCode());
        for (int i = 0; scores.values().stream().anyMatch(s -> s.asked < samples); i++) {
            assertTrue(i < MOST_TOWNS, "too few questions");
            Town town = new Town(random, flaw != Flaw.PUBLIC_TAGS);
            Capture capture = new Capture(town, adverts, flaw, random);
            Samples all = new Samples(town, capture, Random.from(random.generator()));
            scores.forEach((question, score) -> ask(question, all, score, random));
        }
        scores.forEach((question, score) ->
                System.out.printf(
                        Locale.ROOT,
                        "%s, %s: right in %.1f %% of %d (seed %d)%n",
                        flaw,
                        question,
                        100 * score.share(),
                        score.asked,
                        seed));
        return scores;
    }

    private static void ask(Question question, Samples all, Score score, SimRandom random) {
        List<Sample> told = all.of(question, 0, TOLD);
        Guesser stranger = new Guesser(told, random.generator());
        for (Sample sample : all.of(question, TOLD, Town.EPOCHS)) {
            score.asked++;
            if (stranger.guess(sample.subject(), sample.tokens()) == sample.truth()) score.right++;
        }
    }
}
