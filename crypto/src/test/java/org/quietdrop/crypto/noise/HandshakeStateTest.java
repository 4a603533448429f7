package org.quietdrop.crypto.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.noise.HandshakeState.Role;

import java.util.Arrays;

/** What an attacker may try at the state machine, and what a careless caller may. */
final class HandshakeStateTest {
    private static final byte[] NONE = {};
    private final SeededRandom random = new SeededRandom(11);
    private final SecretKey alice = SecretKey.random(random);
    private final SecretKey bob = SecretKey.random(random);
    private final SecretKey psk = SecretKey.random(random);

    private static PublicKey publicKey(SecretKey secret) {
        return PublicKey.of(X25519.publicKey(secret.expose()));
    }

    private HandshakeState kk(Role role, SecretKey psk, String prologue) {
        boolean initiator = role == Role.INITIATOR;
        HandshakeKeys keys =
                HandshakeKeys.none()
                        .withStatic(initiator ? alice : bob)
                        .withRemote(publicKey(initiator ? bob : alice))
                        .withPsk(psk);
        return new HandshakeState(
                HandshakePattern.KK.withPsk(0),
                role,
                prologue.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                keys,
                random);
    }

    private HandshakeState nn(Role role) {
        return new HandshakeState(HandshakePattern.NN, role, NONE, HandshakeKeys.none(), random);
    }

    private HandshakeState xx(Role role) {
        HandshakeKeys keys =
                HandshakeKeys.none().withStatic(role == Role.INITIATOR ? alice : bob).withPsk(psk);
        return new HandshakeState(HandshakePattern.XX.withPsk(0), role, NONE, keys, random);
    }

    @Test
    void sizesOnTheWireAreThoseOfTheProtocol() {
        HandshakeState i = nn(Role.INITIATOR);
        HandshakeState r = nn(Role.RESPONDER);
        byte[] first = i.writeMessage(NONE);
        assertEquals(32, first.length);
        r.readMessage(first);
        assertEquals(48, r.writeMessage(NONE).length);

        HandshakeState ki = kk(Role.INITIATOR, psk, "p");
        HandshakeState kr = kk(Role.RESPONDER, psk, "p");
        byte[] kk1 = ki.writeMessage(new byte[16]);
        assertEquals(64, kk1.length);
        kr.readMessage(kk1);
        assertEquals(4096, kr.writeMessage(new byte[4048]).length);

        HandshakeState xi = xx(Role.INITIATOR);
        HandshakeState xr = xx(Role.RESPONDER);
        byte[] xx1 = xi.writeMessage(new byte[16]);
        assertEquals(64, xx1.length);
        xr.readMessage(xx1);
        byte[] xx2 = xr.writeMessage(new byte[4000]);
        assertEquals(4096, xx2.length);
        xi.readMessage(xx2);
        assertEquals(4096, xi.writeMessage(new byte[4032]).length);
    }

    @Test
    void everyFlippedBitOfTheFirstMessageEndsTheExchange() {
        byte[] good = kk(Role.INITIATOR, psk, "p").writeMessage(new byte[16]);
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            HandshakeState reader = kk(Role.RESPONDER, psk, "p");
            assertThrows(OpenFailed.class, () -> reader.readMessage(bad), "bit " + bit);
            assertThrows(IllegalStateException.class, () -> reader.readMessage(good));
            assertFalse(reader.isComplete());
            assertFalse(reader.isTurnToWrite());
        }
        for (int size = 0; size < good.length; size++) {
            byte[] bad = Arrays.copyOf(good, size);
            assertThrows(OpenFailed.class, () -> kk(Role.RESPONDER, psk, "p").readMessage(bad));
        }
        assertThrows(
                OpenFailed.class,
                () -> kk(Role.RESPONDER, psk, "p").readMessage(Arrays.copyOf(good, 65)));
        assertThrows(
                OpenFailed.class, () -> kk(Role.RESPONDER, psk, "p").readMessage(new byte[65_536]));
        assertEquals(16, kk(Role.RESPONDER, psk, "p").readMessage(good).length);
    }

    @Test
    void anotherPskPrologueOrPersonDoesNotOpen() {
        byte[] good = kk(Role.INITIATOR, psk, "p").writeMessage(NONE);
        SecretKey other = SecretKey.random(random);
        assertThrows(OpenFailed.class, () -> kk(Role.RESPONDER, other, "p").readMessage(good));
        assertThrows(OpenFailed.class, () -> kk(Role.RESPONDER, psk, "q").readMessage(good));
        HandshakeKeys eve =
                HandshakeKeys.none().withStatic(bob).withRemote(publicKey(other)).withPsk(psk);
        HandshakeState third =
                new HandshakeState(
                        HandshakePattern.KK.withPsk(0),
                        Role.RESPONDER,
                        "p".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        eve,
                        random);
        assertThrows(OpenFailed.class, () -> third.readMessage(good));
    }

    @Test
    void lowOrderEphemeralsEndTheExchange() {
        byte[][] points = {new byte[32], new byte[32]};
        points[1][0] = 1;
        for (byte[] point : points) {
            HandshakeState responder = nn(Role.RESPONDER);
            responder.readMessage(point);
            assertThrows(OpenFailed.class, () -> responder.writeMessage(NONE));
            assertThrows(IllegalStateException.class, () -> responder.writeMessage(NONE));
        }
        HandshakeState initiator = nn(Role.INITIATOR);
        initiator.writeMessage(NONE);
        assertThrows(OpenFailed.class, () -> initiator.readMessage(new byte[48]));
    }

    @Test
    void turnsAreKept() {
        HandshakeState i = nn(Role.INITIATOR);
        HandshakeState r = nn(Role.RESPONDER);
        assertTrue(i.isTurnToWrite());
        assertFalse(r.isTurnToWrite());
        assertThrows(IllegalStateException.class, () -> i.readMessage(new byte[48]));
        assertThrows(IllegalStateException.class, () -> r.writeMessage(NONE));
        assertThrows(IllegalStateException.class, i::split);
        assertThrows(IllegalStateException.class, () -> i.export("x"));
        r.readMessage(i.writeMessage(NONE));
        i.readMessage(r.writeMessage(NONE));
        assertTrue(i.isComplete());
        assertThrows(IllegalStateException.class, () -> i.writeMessage(NONE));
        assertThrows(IllegalStateException.class, () -> r.readMessage(NONE));
        assertArrayEquals(i.handshakeHash(), r.handshakeHash());
        assertArrayEquals(i.export("x"), r.export("x"));
        assertFalse(Arrays.equals(i.export("x"), i.export("y")));
        TransportState left = i.split();
        assertThrows(IllegalStateException.class, i::split);
        assertThrows(IllegalStateException.class, i::handshakeHash);
        assertThrows(IllegalStateException.class, () -> i.export("x"));
        assertArrayEquals(new byte[5], r.split().open(left.seal(new byte[5])));
    }

    @Test
    void staticKeysAreLearntAndTheCallersStayHis() {
        HandshakeState i = xx(Role.INITIATOR);
        HandshakeState r = xx(Role.RESPONDER);
        assertNull(i.remoteStatic());
        r.readMessage(i.writeMessage(NONE));
        i.readMessage(r.writeMessage(NONE));
        r.readMessage(i.writeMessage(NONE));
        assertEquals(publicKey(bob), i.remoteStatic());
        assertEquals(publicKey(alice), r.remoteStatic());
        i.close();
        r.close();
        assertEquals(32, alice.size());
        assertEquals(32, psk.size());
    }

    @Test
    void keysThatDoNotFitThePatternAreRefused() {
        HandshakeKeys none = HandshakeKeys.none();
        HandshakeKeys[] bad = {
            none,
            none.withStatic(alice),
            none.withStatic(alice).withPsk(psk),
            none.withRemote(publicKey(bob)).withPsk(psk),
            none.withStatic(alice).withRemote(publicKey(bob)),
            none.withStatic(alice).withRemote(publicKey(bob)).withPsk(psk).withPsk(psk)
        };
        for (HandshakeKeys keys : bad) {
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            new HandshakeState(
                                    HandshakePattern.KK.withPsk(0),
                                    Role.INITIATOR,
                                    NONE,
                                    keys,
                                    random));
        }
        // A remote key that the pattern would overwrite is a misunderstanding.
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new HandshakeState(
                                HandshakePattern.XX,
                                Role.INITIATOR,
                                NONE,
                                none.withStatic(alice).withRemote(publicKey(bob)),
                                random));
        assertThrows(
                IllegalArgumentException.class, () -> none.withPsk(SecretKey.take(new byte[16])));
    }

    @Test
    void patternsAreRead() {
        assertEquals(
                "Noise_KKpsk0_25519_ChaChaPoly_BLAKE2b",
                HandshakePattern.KK.withPsk(0).protocolName());
        assertEquals("XXpsk0+psk3", HandshakePattern.XX.withPsk(0).withPsk(3).name());
        assertThrows(IllegalArgumentException.class, () -> HandshakePattern.XX.withPsk(4));
        assertThrows(IllegalArgumentException.class, () -> HandshakePattern.define("A", "<- e"));
        assertThrows(
                IllegalArgumentException.class,
                () -> HandshakePattern.define("A", "-> e", "...", "-> e"));
        assertThrows(IllegalArgumentException.class, () -> HandshakePattern.define("A", "-> q"));
        assertThrows(IllegalArgumentException.class, () -> HandshakePattern.define("A"));
    }
}
