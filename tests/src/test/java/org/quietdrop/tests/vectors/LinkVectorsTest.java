package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Blake2b256;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.KemKeyPair;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.noise.HandshakeState.Role;
import org.quietdrop.crypto.noise.TransportState;

import java.util.Arrays;
import java.util.List;

/** XXpsk0 and the link with its ML-KEM step, as the independent oracle computes them. */
final class LinkVectorsTest {
    @Test
    void xxpsk0() {
        int cases = 0;
        for (JsonObject v : VectorFile.objects(VectorFile.json("own/xxpsk0.json"), "cases")) {
            HandshakeState initiator = xx(v, Role.INITIATOR);
            HandshakeState responder = xx(v, Role.RESPONDER);
            exchange(v, initiator, responder);
            assertArrayEquals(VectorFile.hex(v, "h"), initiator.handshakeHash());
            assertArrayEquals(VectorFile.hex(v, "exp"), initiator.export("QuietDrop/1 export"));
            assertArrayEquals(VectorFile.hex(v, "exp"), responder.export("QuietDrop/1 export"));
            TransportState left = initiator.split();
            TransportState right = responder.split();
            invited(v, left, right);
            transport(v, left, right);
            cases++;
        }
        System.out.println("Own XXpsk0 vectors: " + cases + " passed");
        assertEquals(4, cases);
    }

    /** What an invitation gives, and the cell with ct when the inviter has dialled. */
    private static void invited(JsonObject v, TransportState left, TransportState right) {
        if (v.has("invitation_secret")) {
            byte[] secret = VectorFile.hex(v, "invitation_secret");
            byte[] zero = new byte[1];
            assertArrayEquals(VectorFile.hex(v, "psk"), Blake2b.prf(secret, "QDv1 inv psk", zero));
            assertArrayEquals(
                    VectorFile.hex(v, "invitation_hello_key"),
                    Blake2b.prf(secret, "QDv1 inv hello", zero));
        }
        if (v.has("first_cell")) {
            JsonObject keying =
                    VectorFile.objects(VectorFile.json("own/keying.json"), "cases").get(1);
            byte[] head = {v.get("frame_type").getAsByte(), 0x04, 0x40};
            byte[] plain = Bytes.join(head, VectorFile.hex(keying, "ct"));
            byte[] cell = right.seal(Arrays.copyOf(plain, CellCipher.PLAIN));
            assertArrayEquals(VectorFile.hex(v, "first_cell"), cell);
            assertArrayEquals(Arrays.copyOf(plain, CellCipher.PLAIN), left.open(cell));
        }
    }

    private static HandshakeState xx(JsonObject v, Role role) {
        String me = role == Role.INITIATOR ? "initiator" : "responder";
        HandshakeKeys keys =
                HandshakeKeys.none()
                        .withStatic(SecretKey.take(VectorFile.hex(v, me + "_static")))
                        .withPsk(SecretKey.take(VectorFile.hex(v, "psk")));
        return new HandshakeState(
                HandshakePattern.XX.withPsk(0),
                role,
                VectorFile.hex(v, "prologue"),
                keys,
                new FixedRandom(VectorFile.hex(v, me + "_ephemeral")));
    }

    private static void exchange(JsonObject v, HandshakeState initiator, HandshakeState responder) {
        boolean forth = true;
        for (JsonObject message : VectorFile.objects(v, "messages")) {
            byte[] payload = VectorFile.hex(message, "payload");
            byte[] bytes = (forth ? initiator : responder).writeMessage(payload);
            assertArrayEquals(VectorFile.hex(message, "message"), bytes);
            assertArrayEquals(payload, (forth ? responder : initiator).readMessage(bytes));
            forth = !forth;
        }
        assertTrue(initiator.isComplete());
    }

    private static void transport(JsonObject v, TransportState left, TransportState right) {
        for (JsonObject message : VectorFile.objects(v, "transport")) {
            boolean forth = message.get("from").getAsString().equals("initiator");
            byte[] payload = VectorFile.hex(message, "payload");
            byte[] sealed = (forth ? left : right).seal(payload);
            assertArrayEquals(VectorFile.hex(message, "message"), sealed);
            assertArrayEquals(payload, (forth ? right : left).open(sealed));
        }
    }

    @Test
    void linkWithItsKemStep() {
        JsonObject v = VectorFile.json("own/linkkem.json");
        HandshakeState initiator = kk(v, Role.INITIATOR);
        HandshakeState responder = kk(v, Role.RESPONDER);
        exchange(v, initiator, responder);
        assertArrayEquals(VectorFile.hex(v, "h"), initiator.handshakeHash());
        assertArrayEquals(VectorFile.hex(v, "exp"), responder.export("QuietDrop/1 export"));
        CellCipher left = new CellCipher(initiator.split());
        CellCipher right = new CellCipher(responder.split());
        JsonObject kem = v.getAsJsonObject("kem");
        try (KemKeyPair pair =
                MlKem768.generate(
                        new FixedRandom(VectorFile.hex(kem, "d"), VectorFile.hex(kem, "z")))) {
            assertArrayEquals(VectorFile.hex(kem, "ek"), pair.encapsulationKey());
            MlKem768.Encapsulation made =
                    MlKem768.encaps(
                            pair.encapsulationKey(), new FixedRandom(VectorFile.hex(kem, "m")));
            byte[] ct = VectorFile.hex(kem, "ct");
            assertArrayEquals(ct, made.ct().toArray());
            byte[] head = {v.get("frame_type").getAsByte(), 0x04, 0x40};
            byte[] plain = Arrays.copyOf(Bytes.join(head, ct), CellCipher.PLAIN);
            byte[] first = left.seal(plain);
            assertArrayEquals(VectorFile.hex(v, "first_cell"), first);
            assertArrayEquals(plain, right.open(first));
            try (SecretKey ss = pair.decaps(ct)) {
                assertArrayEquals(VectorFile.hex(kem, "ss"), ss.expose());
                left.mixKem(made.ss().expose());
                right.mixKem(ss.expose());
            }
        }
        cells(v, left, right);
        rekeyed(v, left, right);
    }

    private static HandshakeState kk(JsonObject v, Role role) {
        boolean initiator = role == Role.INITIATOR;
        String me = initiator ? "initiator" : "responder";
        String other = initiator ? "responder" : "initiator";
        HandshakeKeys keys =
                HandshakeKeys.none()
                        .withStatic(SecretKey.take(VectorFile.hex(v, me + "_static")))
                        .withRemote(
                                PublicKey.of(
                                        X25519.publicKey(VectorFile.hex(v, other + "_static"))))
                        .withPsk(SecretKey.take(VectorFile.hex(v, "psk")));
        return new HandshakeState(
                HandshakePattern.KK.withPsk(0),
                role,
                VectorFile.hex(v, "prologue"),
                keys,
                new FixedRandom(VectorFile.hex(v, me + "_ephemeral")));
    }

    private static void cells(JsonObject v, CellCipher left, CellCipher right) {
        List<JsonObject> cells = VectorFile.objects(v, "cells");
        for (JsonObject cell : cells) {
            boolean forth = cell.get("from").getAsString().equals("initiator");
            byte[] plain = Arrays.copyOf(VectorFile.hex(cell, "content"), CellCipher.PLAIN);
            byte[] wire = (forth ? left : right).seal(plain);
            same(cell.getAsJsonObject("cell"), wire);
            assertArrayEquals(plain, (forth ? right : left).open(wire));
        }
        System.out.println(
                "Own link vectors: KKpsk0, LinkKem and " + cells.size() + " cells passed");
        assertEquals(4, cells.size());
    }

    /** Goes on with zero cells up to number 65,536, which stands under the new key. */
    private static void rekeyed(JsonObject v, CellCipher left, CellCipher right) {
        JsonObject rekey = v.getAsJsonObject("rekey");
        byte[] zeros = new byte[CellCipher.PLAIN];
        long sent =
                VectorFile.objects(v, "cells").stream()
                        .filter(c -> c.get("from").getAsString().equals("initiator"))
                        .count();
        for (long n = sent; n < rekey.get("n").getAsLong(); n++) {
            right.open(left.seal(zeros));
        }
        byte[] wire = left.seal(zeros);
        same(rekey.getAsJsonObject("cell"), wire);
        assertArrayEquals(zeros, right.open(wire));
        System.out.println("Own rekey vector: cell 65,536 passed");
    }

    private static void same(JsonObject brief, byte[] bytes) {
        assertEquals(brief.get("size").getAsInt(), bytes.length);
        byte[] head = VectorFile.hex(brief, "head");
        assertArrayEquals(head, Arrays.copyOf(bytes, head.length));
        assertArrayEquals(VectorFile.hex(brief, "hash"), Blake2b256.of(bytes));
    }
}
