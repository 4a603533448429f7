package org.quietdrop.tests.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What is sent: texts of one line and 1,024 bytes of UTF-8 each, no two alike. */
final class Texts {
    static final int BYTES = 1_024;

    private static final List<String> LETTERS =
            List.of("e", "n", "i", "s", "r", "a", "t", " ", "ä", "ß", "ж", "€", "語", "🙂");

    private Texts() {}

    static List<String> make(int many, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < many; i++) texts.add(one(i, random));
        return texts;
    }

    private static String one(int number, SplittableRandom random) {
        StringBuilder text = new StringBuilder(number + ": ");
        int bytes = text.length();
        while (bytes < BYTES) {
            String letter = LETTERS.get(random.nextInt(LETTERS.size()));
            int size = letter.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > BYTES) letter = ".";
            text.append(letter);
            bytes += letter.getBytes(StandardCharsets.UTF_8).length;
        }
        return text.toString();
    }
}
