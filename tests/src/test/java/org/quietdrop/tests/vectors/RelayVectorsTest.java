package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.tests.vectors.OwnVectors.draws;
import static org.quietdrop.tests.vectors.OwnVectors.file;
import static org.quietdrop.tests.vectors.OwnVectors.hex;
import static org.quietdrop.tests.vectors.OwnVectors.list;
import static org.quietdrop.tests.vectors.OwnVectors.same;
import static org.quietdrop.tests.vectors.OwnVectors.secret;
import static org.quietdrop.tests.vectors.OwnVectors.user;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b256;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.relay.Direction;
import org.quietdrop.crypto.relay.DropId;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.crypto.relay.Hint;
import org.quietdrop.crypto.relay.Padding;
import org.quietdrop.crypto.relay.Week;

import java.time.Instant;
import java.util.Arrays;

/** The frozen drops and hints. Who a drop is from is not looked at: the direction is given. */
final class RelayVectorsTest {
    private final JsonObject all = file("relay.json");
    private final UserId relay = user(all, "relay_user_id");

    @Test
    void everyDropIsAsFrozen() {
        Bytes envelope = Bytes.of(hex(all, "envelope"));
        try (SecretKey tagRoot = secret(all, "tag_root")) {
            for (JsonObject vector : list(all, "drops")) {
                drop(vector, tagRoot, envelope);
            }
        }
    }

    private void drop(JsonObject vector, SecretKey tagRoot, Bytes envelope) {
        Instant start = Instant.ofEpochSecond(vector.get("week_starts_unix").getAsLong());
        long week = vector.get("week").getAsLong();
        assertEquals(week, Week.of(start));
        assertEquals(week - 1, Week.of(start.minusNanos(1)));
        Direction direction = direction(hex(vector, "direction"));
        same(vector, "handle", DropKeys.handle(tagRoot, direction, week, relay).toArray());
        FixedRandom random = new FixedRandom(draws(vector, "draws"));
        try (DropKeys keys = DropKeys.of(tagRoot, direction, week, relay)) {
            same(vector, "handle", keys.handle().toArray());
            Bytes drop = keys.seal(envelope, random);
            assertTrue(random.isUsedUp());
            brief(vector.getAsJsonObject("drop"), drop.toArray());
            same(vector, "drop_id", DropId.of(drop).toArray());
            assertArrayEquals(envelope.toArray(), keys.open(drop));
        }
    }

    private static Direction direction(byte[] code) {
        assertEquals(1, code.length);
        return switch (code[0]) {
            case 0 -> Direction.LOWER;
            case 1 -> Direction.HIGHER;
            default -> throw new AssertionError("no direction " + code[0]);
        };
    }

    private static void brief(JsonObject brief, byte[] bytes) {
        assertEquals(brief.get("size").getAsInt(), bytes.length);
        byte[] head = hex(brief, "head");
        assertArrayEquals(head, Arrays.copyOf(bytes, head.length));
        same(brief, "hash", Blake2b256.of(bytes));
    }

    @Test
    void everyHintIsAsFrozen() {
        try (SecretKey hintKey = secret(all, "hint_key")) {
            for (JsonObject vector : list(all, "hints")) {
                same(vector, "hint", Hint.of(hintKey, user(vector, "owner"), relay).toArray());
            }
        }
    }

    @Test
    void whatStandsForNobodyIsAsFrozen() {
        try (Padding padding = new Padding(secret(all, "padding_key"))) {
            for (JsonObject vector : list(all, "padding_handles")) {
                int place = vector.get("place").getAsInt();
                long week = vector.get("week").getAsLong();
                same(vector, "handle", padding.handle(place, week, relay).toArray());
            }
            for (JsonObject vector : list(all, "padding_hints")) {
                int place = vector.get("place").getAsInt();
                same(vector, "hint", padding.hint(place, user(vector, "told")).toArray());
            }
        }
    }
}
