package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.tests.vectors.OwnVectors.file;
import static org.quietdrop.tests.vectors.OwnVectors.hex;
import static org.quietdrop.tests.vectors.OwnVectors.list;
import static org.quietdrop.tests.vectors.OwnVectors.same;
import static org.quietdrop.tests.vectors.OwnVectors.secret;
import static org.quietdrop.tests.vectors.OwnVectors.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.pairing.CodeExchange;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.LastingKeys;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.PairingCode;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

final class PairingVectorsTest {
    @Test
    void theCodeExchangeIsAsFrozen() {
        JsonObject code = file("code.json");
        PairingCode typed =
                assertInstanceOf(
                                PairingCode.Parsed.Read.class,
                                PairingCode.parse(text(code, "code")))
                        .code();
        same(code, "prs", typed.prs());
        // A canonical scalar with 32 zero bytes behind it is reduced to itself.
        byte[] zero = new byte[32];
        FixedRandom ofTypist =
                new FixedRandom(hex(code, "sid"), Bytes.join(hex(code, "scalar_a"), zero));
        FixedRandom ofHolder = new FixedRandom(Bytes.join(hex(code, "scalar_b"), zero));
        try (CodeExchange.Typist typist = new CodeExchange.Typist(typed, ofTypist)) {
            same(code, "t_to_h", typist.first());
            CodeExchange.Holder holder = new CodeExchange.Holder(typed, typist.first(), ofHolder);
            same(code, "h_to_t", holder.reply());
            for (CodeExchange.Result result :
                    List.of(typist.finish(holder.reply()), holder.result())) {
                same(code, "psk", result.psk().expose());
                same(code, "prologue", result.prologue().toArray());
            }
        }
        assertTrue(ofTypist.isUsedUp() && ofHolder.isUsedUp());
    }

    @Test
    void keyingIsAsFrozen() {
        int[] kinds = new int[4];
        JsonObject first = list(file("keying.json"), "cases").getFirst();
        for (JsonObject keying : list(file("keying.json"), "cases")) {
            kinds[keying.get("kind").getAsInt()]++;
            byte[] rk = hex(keying, "rk");
            byte[] ek = hex(keying, "ek");
            byte[] ct = hex(keying, "ct");
            SecretKey exp = secret(keying, "exp");
            FixedRandom ofBob =
                    new FixedRandom(hex(keying, "rk_secret"), hex(keying, "d"), hex(keying, "z"));
            try (Keying.Bob bob = new Keying.Bob(ofBob);
                    Keying.Alice alice =
                            new Keying.Alice(
                                    bob.offer().toArray(), new FixedRandom(hex(keying, "m")))) {
                assertArrayEquals(rk, alice.ratchetKey().toArray());
                assertArrayEquals(ek, bob.offer().slice(32, 1_216).toArray());
                assertArrayEquals(ct, alice.answer().toArray());
                if (keying.get("kind").getAsInt() == 3) {
                    LastingKeys before = lasting(first.getAsJsonObject("parts"));
                    same(keying, "psk_pair_before", before.linkPsk().expose());
                    check(keying, "parts_in_use", bob.takeRenewal(ct, exp, before));
                    check(keying, "parts_in_use", alice.keysRenewal(exp, before));
                } else {
                    KeyingKind kind =
                            keying.get("kind").getAsInt() == 1
                                    ? KeyingKind.CODE
                                    : KeyingKind.INVITATION;
                    check(keying, "parts", bob.take(ct, exp, kind));
                    check(keying, "parts", alice.keys(exp, kind));
                    SecretKey shared = secret(keying, "ss");
                    check(keying, "parts", PairKeys.derive(exp, shared, kind, rk, ek, ct));
                }
            }
        }
        // By invitation twice: whoever dials.
        assertArrayEquals(new int[] {0, 1, 2, 1}, kinds);
    }

    /** The EXP of keying is that of the handshake which carried it. */
    @Test
    void eachKeyingStandsOnItsHandshake() {
        List<JsonObject> keyings = list(file("keying.json"), "cases");
        List<JsonObject> pairings = list(file("xxpsk0.json"), "cases");
        assertEquals(text(pairings.get(1), "exp"), text(keyings.get(0), "exp"));
        assertEquals(text(pairings.get(2), "exp"), text(keyings.get(1), "exp"));
        assertEquals(text(file("linkkem.json"), "exp"), text(keyings.get(2), "exp"));
        assertEquals(text(pairings.get(3), "exp"), text(keyings.get(3), "exp"));
    }

    /** The prologue of an invitation is that of the hello before it. */
    @Test
    void eachInvitationStandsOnItsHello() {
        List<JsonObject> hellos = list(file("hello.json"), "cases");
        List<JsonObject> pairings = list(file("xxpsk0.json"), "cases");
        String label = HexFormat.of().formatHex("QuietDrop/1 invite".getBytes(US_ASCII));
        assertEquals(label + text(hellos.get(3), "h"), text(pairings.get(2), "prologue"));
        assertEquals(label + text(hellos.get(2), "h"), text(pairings.get(3), "prologue"));
        same(
                list(hellos.get(2), "responder").getFirst(),
                "hello_key",
                hex(pairings.get(3), "invitation_hello_key"));
    }

    private static LastingKeys lasting(JsonObject parts) {
        return new LastingKeys(
                secret(parts, "psk_pair"),
                secret(parts, "tag_root"),
                secret(parts, "hello_key"),
                secret(parts, "hint_key"));
    }

    private static void check(JsonObject keying, String field, PairKeys keys) {
        JsonObject parts = keying.getAsJsonObject(field);
        same(parts, "sk", keys.rootKey().expose());
        same(parts, "hka", keys.headerKeyAlice().expose());
        same(parts, "nhkb", keys.nextHeaderKeyBob().expose());
        same(parts, "hkb0", keys.firstHeaderKeyBob().expose());
        same(parts, "ckb0", keys.firstChainKeyBob().expose());
        same(parts, "session_id", keys.sessionId().toArray());
        same(parts, "psk_pair", keys.linkPsk().expose());
        same(parts, "tag_root", keys.tagRoot().expose());
        same(parts, "hello_key", keys.helloKey().expose());
        same(parts, "hint_key", keys.hintKey().expose());
        List<String> words = new ArrayList<>();
        keying.getAsJsonArray("words").forEach(word -> words.add(word.getAsString()));
        assertEquals(words, keys.pairWords());
    }
}
