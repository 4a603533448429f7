package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b256;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.EnvelopeId;
import org.quietdrop.crypto.ratchet.KemExchange;
import org.quietdrop.crypto.ratchet.Opened;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.crypto.ratchet.Sealed;
import org.quietdrop.crypto.ratchet.SessionView;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The frozen conversations, step by step, with every key of both states after every step. The
 * states are looked at through their encoded form, so that layout is frozen here too.
 */
final class RatchetVectorsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final JsonObject VECTORS = file("ratchet.json");
    private static final RandomSource ZEROS = out -> Arrays.fill(out, (byte) 0);

    private final Map<String, RatchetState> sides = new HashMap<>();
    private final Map<String, byte[]> envelopes = new HashMap<>();
    private final Map<String, byte[]> bodies = new HashMap<>();
    private final Map<String, KemExchange.Offered> offers = new HashMap<>();

    @Test
    void conversationsAreAsFrozen() {
        System.out.printf("ratchet vectors: %d steps%n", run(list(VECTORS, "scripts")));
    }

    @Test
    void conversationsWithMlKemAreAsFrozen() {
        int steps = run(list(file("ratchet_kem.json"), "scripts"));
        System.out.printf("ratchet vectors with ML-KEM: %d steps%n", steps);
    }

    private int run(List<JsonObject> scripts) {
        int steps = 0;
        for (JsonObject script : scripts) {
            start(script);
            for (JsonObject step : list(script, "steps")) {
                run(step);
                steps++;
            }
        }
        return steps;
    }

    private void start(JsonObject script) {
        JsonObject keying = list(file("keying.json"), "cases").getFirst();
        PairKeys keys =
                PairKeys.derive(
                        secret(keying, "exp"),
                        secret(keying, "ss"),
                        KeyingKind.CODE,
                        hex(keying, "rk"),
                        hex(keying, "ek"),
                        hex(keying, "ct"));
        same(VECTORS.getAsJsonObject("parts"), "sk", keys.rootKey().expose());
        UserId a = user(VECTORS, "user_id_a");
        UserId b = user(VECTORS, "user_id_b");
        FixedRandom random = new FixedRandom(draws(script, "draws_alice_start"));
        PublicKey rk = PublicKey.of(hex(VECTORS, "bob_rk"));
        sides.put("alice", DoubleRatchet.alice(keys, a, b, rk, random, NOW));
        sides.put("bob", DoubleRatchet.bob(keys, a, b, secret(VECTORS, "bob_rk_secret"), NOW));
        assertTrue(random.isUsedUp());
        JsonObject start = script.getAsJsonObject("start");
        check(start.getAsJsonObject("alice"), side("alice"));
        check(start.getAsJsonObject("bob"), side("bob"));
    }

    private RatchetState side(String who) {
        RatchetState state = sides.get(who);
        if (state == null) {
            throw new AssertionError(who);
        }
        return state;
    }

    private void run(JsonObject step) {
        switch (text(step, "op")) {
            case "seal" -> seal(step);
            case "open" -> open(step);
            case "advance" -> advance(step);
            case "offer" -> offer(step);
            case "answer" -> answer(step);
            case "take" -> take(step);
            case "forged" -> envelopes.put(text(step, "name"), hex(step, "envelope_full"));
            default -> throw new AssertionError("an op this test does not know");
        }
        if (step.has("state")) {
            check(step.getAsJsonObject("state"), side(text(step, "by")));
        }
    }

    private void seal(JsonObject step) {
        String by = text(step, "by");
        byte[] body = Arrays.copyOf(hex(step, "content"), DoubleRatchet.BODY_SIZE);
        FixedRandom random = new FixedRandom(draws(step, "draws"));
        Sealed sealed = DoubleRatchet.seal(side(by), body, random);
        byte[] envelope = sealed.envelope().toArray();
        JsonObject brief = step.getAsJsonObject("envelope");
        assertEquals(brief.get("size").getAsInt(), envelope.length);
        same(brief, "head", Arrays.copyOf(envelope, 200));
        same(brief, "hash", Blake2b256.of(envelope));
        same(step, "envelope_id", EnvelopeId.of(envelope).toArray());
        if (step.has("envelope_full")) {
            same(step, "envelope_full", envelope);
        }
        same(step, "dh_pub", sealed.dhPub().toArray());
        assertEquals(step.get("n").getAsInt(), sealed.n());
        assertTrue(random.isUsedUp());
        envelopes.put(text(step, "name"), envelope);
        bodies.put(text(step, "name"), body);
        sides.put(by, sealed.state());
    }

    private void open(JsonObject step) {
        String by = text(step, "by");
        String name = text(step, "name");
        byte[] envelope = envelopes.getOrDefault(name, new byte[0]).clone();
        if (!step.get("opens").getAsBoolean()) {
            byte[] bad = damaged(step, envelope);
            FixedRandom spare = new FixedRandom(hex(step, "spare"));
            assertThrows(
                    OpenFailed.class,
                    () -> DoubleRatchet.open(side(by), bad, spare, NOW),
                    text(step, "why"));
            return;
        }
        FixedRandom random = new FixedRandom(draws(step, "draws"));
        Opened opened = DoubleRatchet.open(side(by), envelope, random, NOW);
        assertArrayEquals(bodies.get(name), opened.body());
        assertTrue(random.isUsedUp());
        sides.put(by, opened.state());
    }

    private static byte[] damaged(JsonObject step, byte[] envelope) {
        if (step.has("xor_at")) {
            envelope[step.get("xor_at").getAsInt()] ^= 1;
        }
        return step.has("size") ? Arrays.copyOf(envelope, step.get("size").getAsInt()) : envelope;
    }

    private void offer(JsonObject step) {
        String by = text(step, "by");
        FixedRandom random = new FixedRandom(draws(step, "draws"));
        KemExchange.Offered made = KemExchange.offer(side(by), random, NOW);
        assertEquals(step.get("number").getAsInt(), made.number());
        same(step, "ek", made.ek().toArray());
        assertTrue(random.isUsedUp());
        offers.put(text(step, "name"), made);
        sides.put(by, made.state());
    }

    private void answer(JsonObject step) {
        String by = text(step, "by");
        KemExchange.Offered offer = offers.get(text(step, "name"));
        if (offer == null) throw new AssertionError("an answer before the offer");
        boolean answers = step.get("answers").getAsBoolean();
        FixedRandom random = new FixedRandom(answers ? draws(step, "draws") : new byte[0][]);
        Optional<KemExchange.Answered> made =
                KemExchange.answer(side(by), offer.number(), offer.ek(), random);
        assertEquals(answers, made.isPresent());
        assertTrue(random.isUsedUp());
        made.ifPresent(answer -> {
            same(step, "key_name", answer.name().toArray());
            same(step, "ct", answer.ct().toArray());
            sides.put(by, answer.state());
        });
    }

    private void take(JsonObject step) {
        String by = text(step, "by");
        Optional<RatchetState> made =
                KemExchange.take(
                        side(by),
                        step.get("number").getAsInt(),
                        Bytes.of(hex(step, "key_name")),
                        Bytes.of(hex(step, "ct")));
        assertEquals(step.get("counts").getAsBoolean(), made.isPresent());
        made.ifPresent(state -> sides.put(by, state));
    }

    private void advance(JsonObject step) {
        String by = text(step, "by");
        for (int i = 0; i < step.get("count").getAsInt(); i++) {
            RatchetState before = side(by);
            byte[] body = new byte[DoubleRatchet.BODY_SIZE];
            sides.put(by, DoubleRatchet.seal(before, body, ZEROS).state());
            before.close();
        }
    }

    /** The fields in the order of their encoding; see the PROTOCOL.md of crypto, Ratchet. */
    private static void check(JsonObject expected, RatchetState state) {
        ByteBuffer in = ByteBuffer.wrap(state.encode());
        in.position(2);
        assertEquals(text(VECTORS, "ad"), take(in, 64));
        in.position(in.position() + 16);
        assertEquals(text(expected, "rk"), take(in, 32));
        assertEquals(text(expected, "dhs_secret"), take(in, 32));
        assertEquals(text(expected, "dhs"), take(in, 32));
        in.position(in.position() + 32);
        assertEquals(text(expected, "nhkr"), take(in, 32));
        assertEquals(text(expected, "cks"), take(in, 32));
        assertEquals(text(expected, "hks"), take(in, 32));
        assertEquals(text(expected, "nhks"), take(in, 32));
        assertEquals(expected.get("pn").getAsInt(), in.getInt());
        assertEquals(expected.get("ns").getAsInt(), in.getInt());
        boolean receiving = in.get() == 1;
        assertEquals(hexOrNull(expected, "dhr"), receiving ? take(in, 32) : "null");
        assertEquals(hexOrNull(expected, "ckr"), receiving ? take(in, 32) : "null");
        assertEquals(hexOrNull(expected, "hkr"), receiving ? take(in, 32) : "null");
        assertEquals(expected.get("nr").getAsInt(), receiving ? in.getInt() : 0);
        assertEquals(expected.get("skipped").getAsInt(), state.skippedKeys());
        for (int chains = in.get(); chains > 0; chains--) {
            in.position(in.position() + 32);
            int keys = in.getShort();
            in.position(in.position() + keys * 44);
        }
        if (expected.has("kem")) checkKem(expected.getAsJsonObject("kem"), in);
        same(expected, "session_check", sessionCheck(DoubleRatchet.view(state)));
    }

    /** The rest: PROTOCOL.md of crypto, "State at rest". */
    private static void checkKem(JsonObject expected, ByteBuffer in) {
        assertEquals(expected.get("sending").getAsInt(), in.getInt());
        assertEquals(expected.get("receiving").getAsInt(), in.getInt());
        in.position(in.position() + 4 + 8);
        assertEquals(expected.get("offered").getAsInt(), in.getInt());
        in.position(in.position() + 8);
        assertEquals(hexOrNull(expected, "dk"), in.get() == 1 ? take(in, 2_400) : "null");
        boolean waits = in.get() == 1;
        assertEquals(!expected.get("waiting").isJsonNull(), waits);
        if (waits) checkShared(expected.getAsJsonObject("waiting"), in);
        assertEquals(expected.get("answered").getAsInt(), in.getInt());
        JsonArray kept = expected.getAsJsonArray("kept");
        assertEquals(kept.size(), in.get());
        for (JsonElement one : kept) checkShared(one.getAsJsonObject(), in);
        assertFalse(in.hasRemaining());
    }

    private static void checkShared(JsonObject expected, ByteBuffer in) {
        assertEquals(expected.get("number").getAsInt(), in.getInt());
        assertEquals(text(expected, "ss"), take(in, 32));
    }

    private static String take(ByteBuffer in, int size) {
        byte[] bytes = new byte[size];
        in.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sessionCheck(SessionView view) {
        return ByteBuffer.allocate(96)
                .put(view.sessionId().toArray())
                .put(view.dhPub().toArray())
                .putInt(view.nextToSend())
                .put(view.peerDhPub().toArray())
                .putInt(view.nextExpected())
                .putLong(1)
                .array();
    }
}
