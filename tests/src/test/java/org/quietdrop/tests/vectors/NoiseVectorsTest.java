package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.noise.HandshakeState.Role;
import org.quietdrop.crypto.noise.TransportState;

import java.util.List;

/** The public vectors of the suite 25519_ChaChaPoly_BLAKE2b. */
final class NoiseVectorsTest {
    @Test
    void allPublicVectors() {
        int passed = 0;
        for (String file : List.of("noise/cacophony.json", "noise/snow.json")) {
            for (JsonObject vector : VectorFile.objects(VectorFile.json(file), "vectors")) {
                try {
                    run(vector);
                } catch (OpenFailed e) {
                    throw new AssertionError(file + " " + vector.get("protocol_name"), e);
                }
                passed++;
            }
        }
        System.out.println("Noise vectors: " + passed + " passed");
        assertEquals(110, passed);
    }

    @Test
    void theShippedPatternsAreThoseOfTheSpecification() {
        assertEquals(NoisePatterns.define("NN"), HandshakePattern.NN);
        assertEquals(NoisePatterns.define("KK"), HandshakePattern.KK);
        assertEquals(NoisePatterns.define("XX"), HandshakePattern.XX);
    }

    /** Every message of every vector, with one byte changed, must end the exchange. */
    @Test
    void damagedVectorsAreRefused() {
        int refused = 0;
        for (JsonObject vector :
                VectorFile.objects(VectorFile.json("noise/cacophony.json"), "vectors")) {
            HandshakePattern pattern = pattern(vector);
            List<JsonObject> messages = VectorFile.objects(vector, "messages");
            for (int damaged = 0; damaged < pattern.messages().size(); damaged++) {
                HandshakeState initiator = side(vector, Role.INITIATOR);
                HandshakeState responder = side(vector, Role.RESPONDER);
                for (int i = 0; i < damaged; i++) {
                    pass(
                            i % 2 == 0 ? initiator : responder,
                            i % 2 == 0 ? responder : initiator,
                            messages.get(i));
                }
                byte[] bytes = VectorFile.hex(messages.get(damaged), "ciphertext");
                bytes[bytes.length - 1] ^= 1;
                HandshakeState reader = damaged % 2 == 0 ? responder : initiator;
                if (sealedAt(pattern, damaged)) {
                    assertThrows(OpenFailed.class, () -> reader.readMessage(bytes));
                    assertThrows(IllegalStateException.class, () -> reader.readMessage(bytes));
                    assertThrows(IllegalStateException.class, reader::handshakeHash);
                    refused++;
                }
            }
        }
        System.out.println("Noise messages damaged and refused: " + refused);
        assertTrue(refused > 80);
    }

    /** Whether the payload of a message is sealed: a key has been mixed by then. */
    private static boolean sealedAt(HandshakePattern pattern, int message) {
        return pattern.name().contains("psk0")
                || pattern.messages().subList(0, message + 1).stream()
                        .flatMap(List::stream)
                        .anyMatch(t -> t.name().length() == 2 || t.name().equals("PSK"));
    }

    private static void pass(HandshakeState from, HandshakeState to, JsonObject message) {
        byte[] payload = VectorFile.hex(message, "payload");
        byte[] bytes = from.writeMessage(payload);
        assertArrayEquals(VectorFile.hex(message, "ciphertext"), bytes);
        assertArrayEquals(payload, to.readMessage(bytes));
    }

    private static HandshakePattern pattern(JsonObject vector) {
        return NoisePatterns.named(vector.get("protocol_name").getAsString().split("_", -1)[1]);
    }

    private static void run(JsonObject vector) {
        HandshakePattern pattern = pattern(vector);
        assertEquals(vector.get("protocol_name").getAsString(), pattern.protocolName());
        HandshakeState initiator = side(vector, Role.INITIATOR);
        HandshakeState responder = side(vector, Role.RESPONDER);
        List<JsonObject> messages = VectorFile.objects(vector, "messages");
        int steps = pattern.messages().size();
        for (int i = 0; i < steps; i++) {
            boolean forth = i % 2 == 0;
            pass(forth ? initiator : responder, forth ? responder : initiator, messages.get(i));
        }
        assertTrue(initiator.isComplete());
        assertTrue(responder.isComplete());
        assertArrayEquals(
                VectorFile.hexOr(vector, "handshake_hash", initiator.handshakeHash()),
                initiator.handshakeHash());
        assertArrayEquals(initiator.export("a label"), responder.export("a label"));
        TransportState left = initiator.split();
        TransportState right = responder.split();
        assertEquals(left.handshakeHash(), right.handshakeHash());
        assertNotEquals(messages.size(), steps);
        for (int i = steps; i < messages.size(); i++) {
            boolean forth = steps == 1 || i % 2 == 0;
            byte[] payload = VectorFile.hex(messages.get(i), "payload");
            byte[] sealed = (forth ? left : right).seal(payload);
            assertArrayEquals(VectorFile.hex(messages.get(i), "ciphertext"), sealed);
            assertArrayEquals(payload, (forth ? right : left).open(sealed));
        }
    }

    private static HandshakeState side(JsonObject vector, Role role) {
        boolean initiator = role == Role.INITIATOR;
        String me = initiator ? "init_" : "resp_";
        HandshakePattern pattern = pattern(vector);
        HandshakeKeys keys = HandshakeKeys.none();
        if (vector.has(me + "static")) {
            keys = keys.withStatic(SecretKey.take(VectorFile.hex(vector, me + "static")));
        }
        if (initiator ? pattern.responderKnown() : pattern.initiatorKnown()) {
            keys = keys.withRemote(PublicKey.of(VectorFile.hex(vector, me + "remote_static")));
        }
        for (byte[] psk : VectorFile.hexes(vector, me + "psks")) {
            keys = keys.withPsk(SecretKey.take(psk));
        }
        FixedRandom random =
                vector.has(me + "ephemeral")
                        ? new FixedRandom(VectorFile.hex(vector, me + "ephemeral"))
                        : new FixedRandom();
        return new HandshakeState(
                pattern, role, VectorFile.hex(vector, me + "prologue"), keys, random);
    }
}
