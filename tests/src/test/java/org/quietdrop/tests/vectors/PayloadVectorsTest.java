package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.quietdrop.tests.vectors.OwnVectors.file;
import static org.quietdrop.tests.vectors.OwnVectors.hex;
import static org.quietdrop.tests.vectors.OwnVectors.list;
import static org.quietdrop.tests.vectors.OwnVectors.same;
import static org.quietdrop.tests.vectors.OwnVectors.secret;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.crypto.pairing.XxPayload.Part;

import java.util.List;
import java.util.Optional;

/** The payloads of the frozen pairings: by code, and by invitation with either side as dialler. */
final class PayloadVectorsTest {
    @Test
    void pairingPayloadsAreAsFrozen() {
        List<JsonObject> cases = list(file("xxpsk0.json"), "cases");
        payloads(cases.get(1), Part.OFFER, Part.ANSWER);
        payloads(cases.get(2), Part.NONE, Part.OFFER);
        payloads(cases.get(3), Part.OFFER, Part.ANSWER);
    }

    private static void payloads(JsonObject vector, Part ofResponder, Part ofInitiator) {
        List<JsonObject> messages = list(vector, "messages");
        byte[] first = hex(messages.get(0), "payload");
        assertEquals(VersionRange.CURRENT, VersionRange.decode(first));
        same(messages.get(0), "payload", VersionRange.CURRENT.encode());
        payload(vector, "responder", hex(messages.get(1), "payload"), XxPayload.XX2, ofResponder);
        payload(vector, "initiator", hex(messages.get(2), "payload"), XxPayload.XX3, ofInitiator);
    }

    private static void payload(JsonObject vector, String from, byte[] bytes, int size, Part part) {
        XxPayload payload = XxPayload.decode(bytes, size, part);
        assertArrayEquals(bytes, payload.encode(size));
        byte[] secret = hex(vector, from + "_static");
        PublicKey noiseStatic = PublicKey.of(X25519.publicKey(secret));
        payload.check(noiseStatic, UserId.of(new byte[32]), Optional.of(payload.card().userId()));
    }
}
