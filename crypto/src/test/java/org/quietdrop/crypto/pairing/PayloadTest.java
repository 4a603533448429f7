package org.quietdrop.crypto.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.pairing.XxPayload.Part;

import java.util.Arrays;
import java.util.Optional;

final class PayloadTest {
    private final SeededRandom random = new SeededRandom(8);
    private final Identity identity = Identity.fromSeed(SecretKey.random(random));
    private final Card card = identity.card("bob");

    private static void assertRefused(byte[] payload, int size, Part part) {
        assertThrows(OpenFailed.class, () -> XxPayload.decode(payload, size, part));
    }

    private static int sizeOf(Part part) {
        return switch (part) {
            case NONE -> 0;
            case OFFER -> 1_216;
            case ANSWER -> 1_088;
        };
    }

    @Test
    void pairingPayloadsComeBack() {
        int[] sizes = {XxPayload.XX2, XxPayload.XX3};
        for (int size : sizes) {
            for (Part part : Part.values()) {
                Bytes bytes = Bytes.of(random.bytes(sizeOf(part)));
                XxPayload sent = new XxPayload(VersionRange.CURRENT, card, 47_110, part, bytes);
                byte[] encoded = sent.encode(size);
                assertEquals(size, encoded.length);
                assertEquals(sent, XxPayload.decode(encoded, size, part));
                for (int at : new int[] {6, 15, 16, 16 + 255, size - 1}) {
                    byte[] bad = encoded.clone();
                    bad[at] ^= 1;
                    assertRefused(bad, size, part);
                }
                assertRefused(Arrays.copyOf(encoded, size - 1), size, part);
                assertRefused(Arrays.copyOf(encoded, size + 1), size, part);
                assertRefused(encoded, size == XxPayload.XX2 ? XxPayload.XX3 : XxPayload.XX2, part);
            }
        }
    }

    @Test
    void whatIsNotExpectedIsNotZeroAndRefused() {
        Bytes offer = Bytes.of(random.bytes(1_216));
        byte[] encoded =
                new XxPayload(VersionRange.CURRENT, card, 0, Part.OFFER, offer)
                        .encode(XxPayload.XX2);
        assertRefused(encoded, XxPayload.XX2, Part.NONE);
        assertRefused(encoded, XxPayload.XX2, Part.ANSWER);
    }

    @Test
    void aCardMustBeItsSendersOwn() {
        XxPayload payload =
                new XxPayload(VersionRange.CURRENT, card, 0, Part.NONE, Bytes.of(new byte[0]));
        UserId self = UserId.of(random.bytes(32));
        payload.check(identity.dhKey(), self, Optional.empty());
        payload.check(identity.dhKey(), self, Optional.of(identity.userId()));
        assertThrows(
                OpenFailed.class, () -> payload.check(identity.signKey(), self, Optional.empty()));
        assertThrows(
                OpenFailed.class,
                () -> payload.check(identity.dhKey(), identity.userId(), Optional.empty()));
        assertThrows(
                OpenFailed.class, () -> payload.check(identity.dhKey(), self, Optional.of(self)));
    }

    @Test
    void versionsComeBackAndAreChecked() {
        VersionRange range = new VersionRange(1, 3, 0x80000001);
        assertEquals(range, VersionRange.decode(range.encode()));
        assertEquals(16, range.encode().length);
        byte[] current = VersionRange.CURRENT.encode();
        for (int at = 6; at < 16; at++) {
            byte[] bad = current.clone();
            bad[at] = 1;
            assertThrows(OpenFailed.class, () -> VersionRange.decode(bad));
        }
        byte[] upsideDown = current.clone();
        upsideDown[0] = 2;
        assertThrows(OpenFailed.class, () -> VersionRange.decode(upsideDown));
        upsideDown[0] = 0;
        assertThrows(OpenFailed.class, () -> VersionRange.decode(upsideDown));
        assertThrows(OpenFailed.class, () -> VersionRange.decode(new byte[15]));
        assertThrows(OpenFailed.class, () -> VersionRange.decode(new byte[17]));
    }

    @Test
    void linkPayloadsComeBack() {
        Kk2Payload sent = new Kk2Payload(VersionRange.CURRENT, Bytes.of(random.bytes(1_184)));
        byte[] encoded = sent.encode();
        assertEquals(4_048, encoded.length);
        assertEquals(sent, Kk2Payload.decode(encoded));
        for (int at : new int[] {6, 1_200, 4_047}) {
            byte[] bad = encoded.clone();
            bad[at] ^= 1;
            assertThrows(OpenFailed.class, () -> Kk2Payload.decode(bad));
        }
        assertThrows(OpenFailed.class, () -> Kk2Payload.decode(Arrays.copyOf(encoded, 4_049)));
    }
}
