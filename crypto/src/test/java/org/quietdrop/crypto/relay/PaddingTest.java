package org.quietdrop.crypto.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

final class PaddingTest {
    private static final UserId CAROL = user(3);

    private static UserId user(int value) {
        return UserId.of(filled(value));
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Padding padding(int value) {
        return new Padding(SecretKey.of(filled(value)));
    }

    @Test
    void staysTheSameForAWeekAndARelay() {
        try (Padding one = padding(1);
                Padding again = padding(1)) {
            assertEquals(one.handle(5, 2_900, CAROL), again.handle(5, 2_900, CAROL));
            assertEquals(one.hint(5, CAROL), again.hint(5, CAROL));
        }
    }

    @Test
    void differsInEverythingThatGoesIn() {
        Set<Bytes> all = new HashSet<>();
        int made = 0;
        for (int key = 1; key <= 2; key++) {
            try (Padding padding = padding(key)) {
                for (int place = 0; place < 256; place++) {
                    for (long week = 2_900; week < 2_907; week++, made += 2) {
                        all.add(padding.handle(place, week, CAROL));
                        all.add(padding.handle(place, week, user(4)));
                    }
                    all.add(padding.hint(place, CAROL));
                    made++;
                }
            }
        }
        assertEquals(made, all.size());
    }

    @Test
    void hasTheSizesOfWhatItStandsFor() {
        try (Padding padding = padding(1)) {
            assertEquals(DropKeys.HANDLE_SIZE, padding.handle(0, 0, CAROL).size());
            assertEquals(Hint.SIZE, padding.hint(0, CAROL).size());
            assertNotEquals(padding.hint(0, CAROL), padding.handle(0, 0, CAROL).slice(0, 8));
        }
    }
}
