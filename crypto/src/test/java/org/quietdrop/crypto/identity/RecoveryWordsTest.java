package org.quietdrop.crypto.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;

final class RecoveryWordsTest {
    private record Vector(Bytes seed, String words) {}

    private static List<Vector> vectors() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        RecoveryWordsTest.class.getResourceAsStream(
                                "/vectors/bip39/english-256.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> new Vector(Bytes.ofHex(line.substring(0, 64)), line.substring(65)))
                    .toList();
        }
    }

    private static Optional<byte[]> seed(String typed) {
        try (RecoveryWords words = new RecoveryWords()) {
            assertEquals(Optional.empty(), words.add(typed.toCharArray()));
            return words.seed().map(RecoveryWordsTest::opened);
        }
    }

    private static byte[] opened(SecretKey key) {
        try (key) {
            return key.expose().clone();
        }
    }

    private static List<String> of(byte[] seed) {
        try (SecretKey key = SecretKey.of(seed)) {
            return RecoveryWords.of(key);
        }
    }

    @Test
    void publicVectors() throws IOException {
        assertEquals(8, vectors().size());
        for (Vector vector : vectors()) {
            assertEquals(vector.words(), String.join(" ", of(vector.seed().toArray())));
            assertEquals(
                    vector.seed().hex(),
                    HexFormat.of().formatHex(seed(vector.words()).orElseThrow()));
        }
    }

    @Test
    void caseBlanksLinesAndNumbersDoNotMatter() throws IOException {
        Vector vector = vectors().getLast();
        StringBuilder typed = new StringBuilder();
        int number = 0;
        for (String word : vector.words().split(" ", -1)) {
            typed.append(' ').append(++number).append(number % 2 == 0 ? ". " : "\t");
            typed.append(number % 3 == 0 ? word.toUpperCase(java.util.Locale.ROOT) : word);
            typed.append(number % 5 == 0 ? "\r\n" : "  ");
        }
        assertEquals(
                vector.seed().hex(),
                HexFormat.of().formatHex(seed(typed.toString()).orElseThrow()));
    }

    @Test
    void aWordThatIsNotOnTheListIsToldByItsNumberAndTheNearestOne() throws IOException {
        String[] all = vectors().getLast().words().split(" ", -1);
        try (RecoveryWords words = new RecoveryWords()) {
            assertEquals(
                    Optional.of(new RecoveryWords.NotAWord(3, "violin")),
                    words.add((all[0] + " " + all[1] + " vioiln " + all[3]).toCharArray()));
            assertEquals(2, words.count());
            assertEquals(Optional.empty(), words.add(all[2].toCharArray()));
            assertEquals(3, words.count());
            assertThrows(IllegalStateException.class, words::seed);
            assertFalse(words.toString().contains(all[0]));
        }
    }

    @Test
    void tooManyWordsAreCounted() throws IOException {
        try (RecoveryWords words = new RecoveryWords()) {
            var _ = words.add((vectors().getFirst().words() + " zoo").toCharArray());
            assertEquals(25, words.count());
            assertThrows(IllegalStateException.class, words::seed);
        }
    }

    /** One word in 256 fits by chance; the numbers below leave room for that. */
    @Test
    void anotherWordOrTwoThatChangedPlacesAreNoticed() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int noticed = 0;
        int tries = 0;
        for (int round = 0; round < 400; round++) {
            byte[] secret = new byte[32];
            random.nextBytes(secret);
            List<String> words = new ArrayList<>(of(secret));
            String before = String.join(" ", words);
            if (round % 2 == 0) words.set(random.nextInt(24), WordList.word(random.nextInt(2048)));
            else Collections.swap(words, random.nextInt(24), random.nextInt(24));
            String after = String.join(" ", words);
            if (after.equals(before)) continue;
            tries++;
            if (seed(after).isEmpty()) noticed++;
        }
        assertTrue(noticed > tries - 20 && tries > 300, noticed + " of " + tries + ", " + seed);
    }
}
