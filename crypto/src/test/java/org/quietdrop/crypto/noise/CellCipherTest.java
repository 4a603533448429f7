package org.quietdrop.crypto.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.noise.HandshakeState.Role;

import java.util.Arrays;

/** Cells in order, once, unharmed: anything else ends the link. */
final class CellCipherTest {
    private static final byte[] NONE = {};
    private final SeededRandom random = new SeededRandom(5);
    private final TransportState leftTransport;
    private final TransportState rightTransport;
    private final CellCipher left;
    private final CellCipher right;

    CellCipherTest() {
        HandshakeState i =
                new HandshakeState(
                        HandshakePattern.NN, Role.INITIATOR, NONE, HandshakeKeys.none(), random);
        HandshakeState r =
                new HandshakeState(
                        HandshakePattern.NN, Role.RESPONDER, NONE, HandshakeKeys.none(), random);
        r.readMessage(i.writeMessage(NONE));
        i.readMessage(r.writeMessage(NONE));
        leftTransport = i.split();
        rightTransport = r.split();
        left = new CellCipher(leftTransport);
        right = new CellCipher(rightTransport);
    }

    private byte[] plain() {
        return random.bytes(CellCipher.PLAIN);
    }

    private void crosses() {
        byte[] there = plain();
        byte[] wire = left.seal(there);
        assertEquals(CellCipher.WIRE, wire.length);
        assertArrayEquals(there, right.open(wire));
        byte[] back = plain();
        assertArrayEquals(back, left.open(right.seal(back)));
    }

    private void ends(byte[] wire) {
        assertThrows(OpenFailed.class, () -> right.open(wire));
        assertThrows(IllegalStateException.class, () -> right.open(new byte[CellCipher.WIRE]));
        assertThrows(IllegalStateException.class, () -> right.seal(new byte[CellCipher.PLAIN]));
        assertThrows(IllegalStateException.class, () -> right.mixKem(new byte[32]));
    }

    @Test
    void cellsCrossBothWays() {
        for (int i = 0; i < 20; i++) {
            crosses();
        }
        assertArrayEquals(left.handshakeHash(), right.handshakeHash());
    }

    @Test
    void aFlippedBitEndsTheLink() {
        byte[] wire = left.seal(plain());
        wire[random.bytes(1)[0] & 0xff] ^= 0x10;
        ends(wire);
    }

    @Test
    void aReplayEndsTheLink() {
        byte[] wire = left.seal(plain());
        right.open(wire);
        ends(wire);
    }

    @Test
    void aGapEndsTheLink() {
        left.seal(plain());
        ends(left.seal(plain()));
    }

    @Test
    void aReflectedCellEndsTheLink() {
        ends(right.seal(plain()));
    }

    @Test
    void anotherLengthEndsTheLink() {
        byte[] wire = left.seal(plain());
        ends(Arrays.copyOf(wire, CellCipher.WIRE - 1));
    }

    @Test
    void ourOwnWrongLengthDoesNot() {
        assertThrows(IllegalArgumentException.class, () -> left.seal(new byte[4081]));
        crosses();
    }

    @Test
    void rekeyComesBeforeEveryMultiple() {
        for (long n : new long[] {65_535, 131_071, Long.MAX_VALUE}) {
            leftTransport.setNonces(n);
            rightTransport.setNonces(n);
            crosses();
            crosses();
            crosses();
        }
    }

    @Test
    void withoutRekeyingTheCellDoesNotOpen() {
        leftTransport.setNonces(65_536);
        rightTransport.setNonces(65_536);
        byte[] sealed = leftTransport.seal(plain());
        ends(sealed);
    }

    @Test
    void noRekeyBeforeTheFirst() {
        byte[] there = plain();
        assertArrayEquals(there, rightTransport.open(left.seal(there)));
    }

    @Test
    void theLastNonceIsNeverUsed() {
        leftTransport.setNonces(CipherState.LAST_NONCE - 1);
        rightTransport.setNonces(CipherState.LAST_NONCE - 1);
        byte[] there = plain();
        assertArrayEquals(there, right.open(left.seal(there)));
        assertThrows(OpenFailed.class, () -> left.seal(there));
        ends(new byte[CellCipher.WIRE]);
    }

    @Test
    void theKemSecretChangesBothDirectionsAndStartsAnew() {
        crosses();
        byte[] before = leftTransport.seal(plain());
        rightTransport.open(before);
        byte[] ss = random.bytes(32);
        left.mixKem(ss);
        right.mixKem(ss);
        assertEquals(0, leftTransport.sendNonce());
        assertEquals(0, leftTransport.receiveNonce());
        crosses();
        ss[0] ^= 1;
        left.mixKem(ss);
        ss[0] ^= 1;
        right.mixKem(ss);
        ends(left.seal(plain()));
    }

    @Test
    void closedIsClosed() {
        left.close();
        left.close();
        assertThrows(IllegalStateException.class, () -> left.seal(new byte[CellCipher.PLAIN]));
        assertFalse(Arrays.equals(new byte[64], right.handshakeHash()));
    }
}
