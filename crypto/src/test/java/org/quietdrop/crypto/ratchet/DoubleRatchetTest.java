package org.quietdrop.crypto.ratchet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.XAead;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.Role;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

final class DoubleRatchetTest {
    private static final byte[] ONE = {1};

    private final SeededRandom random = new SeededRandom(6);
    private final Pair pair = new Pair(random);

    private static void passes(Pair.End from, Pair.End to, int number) {
        assertArrayEquals(Pair.body(number), to.open(from.sealed(number)));
    }

    @Test
    void eitherMaySpeakFirst() {
        passes(pair.alice, pair.bob, 1);
        passes(pair.bob, pair.alice, 2);
        Pair other = new Pair(random);
        passes(other.bob, other.alice, 3);
        passes(other.bob, other.alice, 4);
        passes(other.alice, other.bob, 5);
        passes(other.bob, other.alice, 6);
    }

    @Test
    void bothMaySpeakAtOnce() {
        Bytes a0 = pair.alice.sealed(10);
        Bytes b0 = pair.bob.sealed(20);
        Bytes b1 = pair.bob.sealed(21);
        assertArrayEquals(Pair.body(10), pair.bob.open(a0));
        Bytes b2 = pair.bob.sealed(22);
        assertArrayEquals(Pair.body(22), pair.alice.open(b2));
        assertArrayEquals(Pair.body(21), pair.alice.open(b1));
        assertArrayEquals(Pair.body(20), pair.alice.open(b0));
        passes(pair.alice, pair.bob, 11);
    }

    @Test
    void everyEnvelopeHasOneSizeAndItsOwnBytes() {
        Sealed one = pair.alice.seal(Pair.body(1));
        Sealed two = pair.alice.seal(Pair.body(1));
        assertEquals(DoubleRatchet.ENVELOPE_SIZE, one.envelope().size());
        assertNotEquals(one.envelope(), two.envelope());
        assertNotEquals(EnvelopeId.of(one.envelope()), EnvelopeId.of(two.envelope()));
        assertEquals(0, one.n());
        assertEquals(1, two.n());
        assertEquals(one.dhPub(), two.dhPub());
    }

    @Test
    void openingTellsChainAndNumber() {
        pair.alice.sealed(0);
        Sealed second = pair.alice.seal(Pair.body(1));
        Opened opened = pair.bob.open(second.envelope().toArray(), Pair.NOW);
        assertEquals(second.dhPub(), opened.dhPub());
        assertEquals(1, opened.n());
        assertEquals(1, opened.state().skippedKeys());
    }

    @Test
    void anEnvelopeOpensOnce() {
        Bytes envelope = pair.alice.sealed(1);
        pair.bob.open(envelope);
        byte[] before = pair.bob.committed();
        assertThrows(OpenFailed.class, () -> pair.bob.open(envelope));
        assertArrayEquals(before, pair.bob.committed());
    }

    @Test
    void nobodyElseOpensIt() {
        Bytes envelope = pair.alice.sealed(1);
        assertThrows(OpenFailed.class, () -> pair.alice.open(envelope));
        assertThrows(OpenFailed.class, () -> new Pair(random).bob.open(envelope));
        PairKeys keys = Pair.keys(random);
        SecretKey rk = SecretKey.random(random);
        UserId stranger = UserId.of(Pair.filled(3));
        RatchetState alice =
                DoubleRatchet.alice(
                        keys,
                        Pair.ALICE,
                        Pair.BOB,
                        PublicKey.of(X25519.publicKey(rk.expose())),
                        random,
                        Pair.NOW);
        RatchetState right = DoubleRatchet.bob(keys, Pair.ALICE, Pair.BOB, rk, Pair.NOW);
        RatchetState wrong = DoubleRatchet.bob(keys, stranger, Pair.BOB, rk, Pair.NOW);
        byte[] sealed = DoubleRatchet.seal(alice, Pair.body(1), random).envelope().toArray();
        DoubleRatchet.open(right, sealed, random, Pair.NOW).state().close();
        assertThrows(OpenFailed.class, () -> DoubleRatchet.open(wrong, sealed, random, Pair.NOW));
    }

    @Test
    void aSenderRolledBackRepeatsNoBytesAndTheSecondDoesNotOpen() {
        byte[] snapshot = pair.alice.committed();
        Sealed first = pair.alice.seal(Pair.body(1));
        pair.alice.restore(snapshot);
        Sealed second = pair.alice.seal(Pair.body(1));
        assertEquals(first.n(), second.n());
        assertFalse(
                Arrays.equals(tail(first.envelope()), tail(second.envelope())),
                "the same body key was used twice");
        pair.bob.open(first.envelope());
        byte[] before = pair.bob.committed();
        assertThrows(OpenFailed.class, () -> pair.bob.open(second.envelope()));
        assertArrayEquals(before, pair.bob.committed());
    }

    private static byte[] tail(Bytes envelope) {
        return Arrays.copyOfRange(envelope.toArray(), 88, 4_000);
    }

    @Test
    void aReceiverRolledBackOpensAgain() {
        byte[] snapshot = pair.bob.committed();
        Bytes envelope = pair.alice.sealed(1);
        pair.bob.open(envelope);
        pair.bob.restore(snapshot);
        assertArrayEquals(Pair.body(1), pair.bob.open(envelope));
    }

    @Test
    void wrongSizesAreRefused() {
        byte[] good = pair.alice.sealed(1).toArray();
        for (int size : new int[] {0, 1, 24, 87, 88, 104, 3_999, 4_001, 8_000}) {
            byte[] cut = Arrays.copyOf(good, size);
            assertThrows(OpenFailed.class, () -> pair.bob.open(cut, Pair.NOW));
        }
        assertThrows(IllegalArgumentException.class, () -> pair.alice.seal(new byte[3_895]));
        assertArrayEquals(Pair.body(1), pair.bob.open(good, Pair.NOW).body());
    }

    @Test
    void headersOfAnotherShapeAreRefused() {
        byte[] good = header(0, 0, 0, 0, 0);
        Header.decode(good);
        byte[][] bad = {
            header(1, 0, 0, 0, 0),
            header(0x80, 0, 0, 0, 0),
            header(0, -1, 0, 0, 0),
            header(0, 0, -1, 0, 0),
            header(0, 0, Integer.MIN_VALUE, 0, 0),
            header(0, 0, 0, -1, 0),
            header(0, 0, 0, 0, 1),
            header(0, 0, 0, 0, 1 << 16),
        };
        for (byte[] header : bad) {
            assertThrows(OpenFailed.class, () -> Header.decode(header));
            refusedFromAlice(header);
        }
    }

    @Test
    void aSecretOfMlKemThatIsNotHereOpensNothing() {
        for (int kem : new int[] {1, 5, 1 << 24}) {
            refusedFromAlice(header(0, 0, 0, kem, 0));
        }
        pair.bob.open(pair.alice.sealed(0));
        refusedFromAlice(header(0, 0, 1, 1, 0));
        passes(pair.alice, pair.bob, 1);
    }

    @Test
    void aPeerThatNamesAPointOfSmallOrderIsRefused() {
        byte[] header = header(0, 0, 0, 0, 0);
        Arrays.fill(header, 1, 33, (byte) 0);
        refusedFromAlice(header);
        header[1] = 1;
        refusedFromAlice(header);
    }

    @Test
    void aChainHasOneKey() {
        pair.bob.open(pair.alice.sealed(0));
        byte[] header = header(0, 0, 1, 0, 0);
        header[1] ^= 1;
        refusedFromAlice(header);
        passes(pair.alice, pair.bob, 1);
    }

    /** Seals with Alice's own keys, but with a header that she would not write. */
    private void refusedFromAlice(byte[] header) {
        try (RatchetState state = pair.alice.state()) {
            byte[] head = head(state, header);
            byte[] key = Blake2b.prf(state.sending.chainKey.expose(), "QDv1 msg key", ONE);
            byte[] bodyKey = Blake2b.prf(key, "QDv1 body seal", head);
            byte[] body = Aead.seal(bodyKey, new byte[12], head, Pair.body(1));
            byte[] envelope = Bytes.join(head, body);
            byte[] before = pair.bob.committed();
            assertThrows(OpenFailed.class, () -> pair.bob.open(envelope, Pair.NOW));
            assertArrayEquals(before, pair.bob.committed());
        }
    }

    private byte[] head(RatchetState state, byte[] header) {
        byte[] nonce = random.bytes(24);
        byte[] ad = state.session.ad().toArray();
        byte[] key = state.sending.headerKey.expose();
        return Bytes.join(nonce, XAead.seal(key, nonce, ad, header));
    }

    private byte[] header(int flags, int pn, int n, int kem, int zero) {
        return ByteBuffer.allocate(48)
                .put((byte) flags)
                .put(pair.alice.view().dhPub().toArray())
                .putInt(pn)
                .putInt(n)
                .putInt(kem)
                .put((byte) (zero >>> 16))
                .put((byte) (zero >>> 8))
                .put((byte) zero)
                .array();
    }

    @Test
    void theViewFollowsTheChains() {
        SessionView a = pair.alice.view();
        SessionView b = pair.bob.view();
        assertEquals(a.sessionId(), b.sessionId());
        assertEquals(Role.ALICE, a.role());
        assertEquals(Role.BOB, b.role());
        assertEquals(b.dhPub(), a.peerDhPub());
        assertEquals(SessionView.NONE, b.peerDhPub());
        assertEquals(SessionView.NONE, a.previousDhPub());
        assertEquals(SessionView.NONE, b.previousDhPub());
        pair.bob.sealed(1);
        pair.bob.sealed(2);
        assertEquals(2, pair.bob.view().nextToSend());
        Bytes first = pair.alice.sealed(3);
        pair.alice.sealed(4);
        pair.bob.open(first);
        SessionView turned = pair.bob.view();
        assertEquals(b.dhPub(), turned.previousDhPub());
        assertEquals(2, turned.sentInPrevious());
        assertEquals(0, turned.nextToSend());
        assertEquals(a.dhPub(), turned.peerDhPub());
        assertEquals(1, turned.nextExpected());
        assertEquals(2, pair.alice.view().nextToSend());
    }

    @Test
    void aStateSpeaksOfNoSecret() {
        passes(pair.alice, pair.bob, 1);
        pair.alice.sealed(2);
        pair.bob.open(pair.alice.sealed(3));
        RatchetState state = pair.bob.state();
        Opened opened = DoubleRatchet.open(state, pair.alice.sealed(4).toArray(), random, Pair.NOW);
        String said = state + " " + opened + " " + state.sending + " " + state.skipped;
        for (SecretKey key :
                new SecretKey[] {
                    state.rootKey,
                    state.dhSecret,
                    state.sending.chainKey,
                    state.sending.headerKey,
                    state.nextReceivingHeaderKey
                }) {
            String hex = HexFormat.of().formatHex(key.expose());
            assertFalse(said.contains(hex.substring(0, 8)));
        }
    }

    @Test
    void encodedStatesAreReadStrictly() {
        passes(pair.alice, pair.bob, 1);
        pair.alice.sealed(2);
        pair.bob.open(pair.alice.sealed(3));
        byte[] good = pair.bob.committed();
        assertArrayEquals(good, RatchetState.decode(good).encode());
        for (int size = 0; size < good.length; size++) {
            byte[] cut = Arrays.copyOf(good, size);
            assertThrows(IllegalArgumentException.class, () -> RatchetState.decode(cut));
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThrows(IllegalArgumentException.class, () -> RatchetState.decode(longer));
        byte[] newer = good.clone();
        newer[0] = 3;
        assertThrows(IllegalArgumentException.class, () -> RatchetState.decode(newer));
    }
}
