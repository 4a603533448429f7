package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.tests.vectors.OwnVectors.draws;
import static org.quietdrop.tests.vectors.OwnVectors.file;
import static org.quietdrop.tests.vectors.OwnVectors.hex;
import static org.quietdrop.tests.vectors.OwnVectors.hexOrNull;
import static org.quietdrop.tests.vectors.OwnVectors.list;
import static org.quietdrop.tests.vectors.OwnVectors.same;
import static org.quietdrop.tests.vectors.OwnVectors.secret;
import static org.quietdrop.tests.vectors.OwnVectors.text;
import static org.quietdrop.tests.vectors.OwnVectors.user;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.crypto.hello.HelloMatch;
import org.quietdrop.crypto.hello.HelloRelation;
import org.quietdrop.crypto.hello.HelloResponder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

final class HelloVectorsTest {
    private static final int SLOTS = 256;

    @Test
    void everyMessageIsAsFrozen() {
        for (JsonObject hello : list(file("hello.json"), "cases")) {
            replay(hello);
        }
    }

    private static void replay(JsonObject hello) {
        List<JsonObject> dialler = list(hello, "dialler");
        List<JsonObject> listener = list(hello, "responder");
        FixedRandom ofDialler =
                new FixedRandom(
                        hex(hello, "initiator_ephemeral"),
                        slots(hex(hello, "filler"), dialler),
                        shuffle(dialler));
        byte[] token = hex(hello, hello.has("answer_random") ? "answer_random" : "answer");
        FixedRandom ofListener = new FixedRandom(hex(hello, "responder_ephemeral"), token);
        byte[][] messages = draws(hello, "messages");
        try (HelloInitiator i = new HelloInitiator(ofDialler);
                HelloResponder r = new HelloResponder(ofListener)) {
            byte[] first = i.first();
            assertEquals(Bytes.of(messages[0]), Bytes.of(first));
            byte[] reply = r.answer(first);
            assertEquals(Bytes.of(messages[1]), Bytes.of(reply));
            byte[] slots = i.slots(reply, relations(dialler, "user_id_i", "user_id_r"));
            same(hello, "message3", slots);
            HelloMatch match = r.match(slots, relations(listener, "user_id_r", "user_id_i"));
            same(hello, "message4", match.answer().toArray());
            assertEquals(place(listener, hexOrNull(hello, "match")), match.relation());
            OptionalInt found = i.finish(match.answer().toArray());
            assertEquals(place(dialler, hexOrNull(hello, "match")), found);
            same(hello, "h", i.h().toArray());
            same(hello, "h", r.h().toArray());
            assertTrue(ofDialler.isUsedUp() && ofListener.isUsedUp());
        }
    }

    private static List<HelloRelation> relations(
            List<JsonObject> vectors, String self, String peer) {
        List<HelloRelation> relations = new ArrayList<>();
        for (JsonObject each : vectors) {
            relations.add(
                    new HelloRelation(
                            secret(each, "hello_key"), user(each, self), user(each, peer)));
        }
        return relations;
    }

    private static OptionalInt place(List<JsonObject> relations, String label) {
        for (int i = 0; i < relations.size(); i++) {
            if (text(relations.get(i), "relation").equals(label)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The draw of all slots in which the filler stands where no tag will. */
    private static byte[] slots(byte[] filler, List<JsonObject> dialler) {
        ByteBuffer from = ByteBuffer.wrap(filler);
        ByteBuffer slots = ByteBuffer.allocate(SLOTS * Long.BYTES);
        for (int slot = 0; slot < SLOTS; slot++) {
            int place = slot;
            boolean taken =
                    dialler.stream().anyMatch(each -> each.get("position").getAsInt() == place);
            slots.putLong(taken ? 0 : from.getLong());
        }
        assertEquals(0, from.remaining());
        return slots.array();
    }

    /** Sort keys that put the relations, in their order, where the vector has them. */
    private static byte[] shuffle(List<JsonObject> dialler) {
        int[] keys = new int[SLOTS];
        Arrays.setAll(keys, slot -> SLOTS + slot);
        for (int i = 0; i < dialler.size(); i++) {
            keys[dialler.get(i).get("position").getAsInt()] = i;
        }
        ByteBuffer draw = ByteBuffer.allocate(SLOTS * Integer.BYTES);
        Arrays.stream(keys).forEach(draw::putInt);
        return draw.array();
    }
}
