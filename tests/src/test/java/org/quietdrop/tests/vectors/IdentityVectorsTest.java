package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.quietdrop.tests.vectors.OwnVectors.file;
import static org.quietdrop.tests.vectors.OwnVectors.hex;
import static org.quietdrop.tests.vectors.OwnVectors.list;
import static org.quietdrop.tests.vectors.OwnVectors.same;
import static org.quietdrop.tests.vectors.OwnVectors.secret;
import static org.quietdrop.tests.vectors.OwnVectors.text;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.identity.RecoveryWords;
import org.quietdrop.crypto.identity.SafetyNumber;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

final class IdentityVectorsTest {
    @Test
    void seedsGiveTheFrozenKeysAndCards() {
        JsonObject vectors = file("identity.json");
        Map<String, UserId> people = new HashMap<>();
        for (JsonObject person : list(vectors, "people")) {
            try (Identity identity = Identity.fromSeed(secret(person, "seed"))) {
                same(person, "ed_pk", identity.signKey().toArray());
                same(person, "x_sk", identity.dhSecret().copy().expose());
                same(person, "x_pk", identity.dhKey().toArray());
                same(person, "user_id", identity.userId().toArray());
                same(person, "card", identity.card(text(person, "name")).encode());
                Card read = Card.decode(hex(person, "card"));
                assertEquals(text(person, "name"), read.name());
                assertEquals(identity.userId(), read.userId());
                try (SecretKey seed = secret(person, "seed")) {
                    assertEquals(texts(person, "recovery_words"), RecoveryWords.of(seed));
                }
                people.put(text(person, "who"), identity.userId());
            }
        }
        for (JsonObject pair : list(vectors, "safety_numbers")) {
            List<String> groups = texts(pair, "groups");
            UserId a = person(people, text(pair, "a"));
            UserId b = person(people, text(pair, "b"));
            assertEquals(groups, SafetyNumber.of(a, b).groups());
            assertEquals(groups, SafetyNumber.of(b, a).groups());
        }
    }

    private static List<String> texts(JsonObject from, String field) {
        List<String> all = new ArrayList<>();
        from.getAsJsonArray(field).forEach(one -> all.add(one.getAsString()));
        return all;
    }

    private static UserId person(Map<String, UserId> people, String who) {
        UserId found = people.get(who);
        if (found == null) {
            throw new AssertionError(who);
        }
        return found;
    }
}
