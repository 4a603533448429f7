package org.quietdrop.tests.stranger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Turns a capture into questions. Of each, as many are asked whose answer is yes as no. */
final class Samples {
    private final Town town;
    private final Capture capture;
    private final Random random;

    Samples(Town town, Capture capture, Random random) {
        this.town = town;
        this.capture = capture;
        this.random = random;
    }

    /** The questions of these epochs. */
    List<Sample> of(Question question, int from, int to) {
        List<Sample> all = new ArrayList<>();
        for (int epoch = from; epoch < to; epoch++) {
            switch (question) {
                case WHO_IS_HERE -> whoIsHere(epoch, all);
                case HOW_MANY_CONTACTS -> howMany(epoch, all);
                case WHOSE_CONTACT -> whoseContact(epoch, all);
                case SAME_AS_BEFORE -> sameAsBefore(epoch, all);
            }
        }
        return balanced(all);
    }

    private List<Sample> balanced(List<Sample> all) {
        Collections.shuffle(all, random);
        List<Sample> yes = all.stream().filter(Sample::truth).toList();
        List<Sample> no = all.stream().filter(sample -> !sample.truth()).toList();
        int each = Math.min(yes.size(), no.size());
        List<Sample> chosen = new ArrayList<>(yes.subList(0, each));
        chosen.addAll(no.subList(0, each));
        return chosen;
    }

    private void whoIsHere(int epoch, List<Sample> to) {
        Set<Object> tokens = capture.all(epoch);
        for (int person = 0; person < Town.PEOPLE; person++) {
            to.add(new Sample(person, tokens, town.here(epoch).contains(person)));
        }
    }

    private void howMany(int epoch, List<Sample> to) {
        for (int place = 0; place < Town.HERE; place++) {
            boolean many = town.manyContacts(town.here(epoch).get(place));
            to.add(new Sample("anybody", capture.node(epoch, place), many));
        }
    }

    private void whoseContact(int epoch, List<Sample> to) {
        List<Integer> here = town.here(epoch);
        for (int a = 0; a < Town.HERE; a++) {
            for (int b = a + 1; b < Town.HERE; b++) {
                Set<Object> one = capture.node(epoch, a);
                Set<Object> other = capture.node(epoch, b);
                Set<Object> tokens = shared(one, other);
                pairs(one, other, tokens);
                boolean truth = town.contacts(here.get(a), here.get(b));
                to.add(new Sample("anybody", tokens, truth));
            }
        }
    }

    private void sameAsBefore(int epoch, List<Sample> to) {
        if (epoch == 0) return;
        List<Integer> before = town.here(epoch - 1);
        for (int now = 0; now < Town.HERE; now++) {
            int person = town.here(epoch).get(now);
            int then = before.indexOf(person);
            int other = random.nextInt(Town.HERE);
            if (then >= 0) compare(epoch, now, then, true, to);
            if (before.get(other) != person) compare(epoch, now, other, false, to);
        }
    }

    private void compare(int epoch, int now, int then, boolean truth, List<Sample> to) {
        Set<Object> tokens = shared(capture.node(epoch, now), capture.node(epoch - 1, then));
        to.add(new Sample("anybody", tokens, truth));
    }

    /** What two have in common: of each kind how much, and each by itself. */
    private static Set<Object> shared(Set<Object> one, Set<Object> other) {
        Map<String, Integer> counts = new HashMap<>();
        Set<Object> tokens = new HashSet<>();
        for (Object token : one) {
            if (!other.contains(token)) continue;
            counts.merge(kind(token), 1, Integer::sum);
            tokens.add("both " + token);
        }
        counts.forEach((kind, count) -> tokens.add("shared " + kind + " " + count));
        return tokens;
    }

    private static String kind(Object token) {
        return token instanceof String text ? text.substring(0, text.indexOf(' ')) : "slot";
    }

    /** Every label of the one with every label of the other. */
    private static void pairs(Set<Object> one, Set<Object> other, Set<Object> to) {
        for (Object a : one) {
            for (Object b : other) {
                if (!(a instanceof String x && b instanceof String y)) continue;
                if (!kind(x).equals(kind(y))) continue;
                to.add(x.compareTo(y) < 0 ? x + " + " + y : y + " + " + x);
            }
        }
    }
}
