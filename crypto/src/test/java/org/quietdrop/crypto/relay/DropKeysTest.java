package org.quietdrop.crypto.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.Refusals;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.XAead;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A drop opens under its own keys, whole, and in no other way. */
final class DropKeysTest {
    private static final int ENVELOPE = 4_000;
    private static final long WEEK = 2_912;

    private final SeededRandom random = new SeededRandom(7);
    private final SecretKey tagRoot = SecretKey.random(random);
    private final UserId relay = UserId.of(random.bytes(32));
    private final Bytes envelope = Bytes.of(random.bytes(ENVELOPE));
    private final DropKeys keys = DropKeys.of(tagRoot, Direction.LOWER, WEEK, relay);

    private static Bytes flipped(Bytes value, int bit) {
        byte[] other = value.toArray();
        other[bit / 8] ^= (byte) (1 << (bit % 8));
        return Bytes.of(other);
    }

    private void staysShut(Bytes drop, String what) {
        OpenFailed failed = assertThrows(OpenFailed.class, () -> keys.open(drop), what);
        assertNull(failed.getMessage());
    }

    private UserId relayWithBitFlipped(int bit) {
        return new UserId(flipped(relay.bytes(), bit));
    }

    @Test
    void theOtherSideOpensWhatOneSealed() {
        assertEquals(4_040, DropKeys.DROP_SIZE);
        Bytes drop = keys.seal(envelope, random);
        assertEquals(DropKeys.DROP_SIZE, drop.size());
        try (DropKeys there = DropKeys.of(tagRoot.copy(), Direction.LOWER, WEEK, relay)) {
            assertArrayEquals(envelope.toArray(), there.open(drop));
        }
    }

    @Test
    void everyDropOfOneEnvelopeLooksDifferent() {
        Set<Bytes> nonces = new HashSet<>();
        Set<Bytes> rests = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Bytes drop = keys.seal(envelope, random);
            nonces.add(drop.slice(0, XAead.NONCE_SIZE));
            rests.add(drop.slice(XAead.NONCE_SIZE, drop.size()));
        }
        assertEquals(100, nonces.size());
        assertEquals(100, rests.size());
    }

    @Test
    void aFlippedBitAnywhereIsRefusedByOneCall() {
        Bytes drop = keys.seal(envelope, random);
        Refusals all = new Refusals("Drop");
        all.flips(
                drop.toArray(),
                0,
                DropKeys.DROP_SIZE,
                bad -> {
                    Bytes changed = Bytes.of(bad);
                    return () -> keys.open(changed);
                });
        all.print();
        assertEquals(List.of("XAEAD open 4032"), all.calls());
        assertEquals(32_320, all.count());
        assertArrayEquals(envelope.toArray(), keys.open(drop));
    }

    /** At every place where two drops of one handle could be put together. */
    @Test
    void aDropPutTogetherFromTwoIsRefused() {
        byte[] one = keys.seal(envelope, random).toArray();
        byte[] two = keys.seal(Bytes.of(random.bytes(ENVELOPE)), random).toArray();
        for (int cut = 1; cut < one.length; cut++) {
            byte[] mixed = one.clone();
            System.arraycopy(two, cut, mixed, cut, one.length - cut);
            staysShut(Bytes.of(mixed), "cut at " + cut);
        }
    }

    @Test
    void aDropOfAnotherSizeIsRefusedAndAsksNothing() {
        byte[] drop = keys.seal(envelope, random).toArray();
        Refusals all = new Refusals("Drop of another size");
        for (int size = 0; size <= 2 * drop.length; size++) {
            Bytes other = Bytes.of(Arrays.copyOf(drop, size));
            if (size != drop.length) all.add("size " + size, () -> keys.open(other));
        }
        assertEquals(List.of(), all.calls());
    }

    /** With a right tag, too: only the length tells that this is no drop. */
    @Test
    void aWellSealedEnvelopeOfAnotherSizeIsRefused() {
        for (int size : new int[] {0, 1, ENVELOPE - 1, ENVELOPE, ENVELOPE + 1}) {
            byte[] nonce = random.bytes(XAead.NONCE_SIZE);
            byte[] sealed =
                    XAead.seal(outerKey(), nonce, keys.handle().toArray(), random.bytes(size));
            Bytes drop = Bytes.of(Bytes.join(nonce, sealed));
            if (size == ENVELOPE) {
                assertEquals(ENVELOPE, keys.open(drop).length);
            } else {
                staysShut(drop, "envelope of " + size);
            }
        }
    }

    /** The handle is bound to the drop: the right key alone does not open it. */
    @Test
    void aDropSealedForAnotherHandleIsRefused() {
        byte[] nonce = random.bytes(XAead.NONCE_SIZE);
        for (int bit = 0; bit < keys.handle().size() * 8; bit++) {
            byte[] handle = flipped(keys.handle(), bit).toArray();
            byte[] sealed = XAead.seal(outerKey(), nonce, handle, envelope.toArray());
            staysShut(Bytes.of(Bytes.join(nonce, sealed)), "handle bit " + bit);
        }
        byte[] without = XAead.seal(outerKey(), nonce, new byte[0], envelope.toArray());
        staysShut(Bytes.of(Bytes.join(nonce, without)), "no handle");
    }

    @Test
    void anEnvelopeOfAnotherSizeIsNotSealed() {
        for (int size : new int[] {0, 1, ENVELOPE - 1, ENVELOPE + 1, DropKeys.DROP_SIZE}) {
            Bytes wrong = Bytes.of(new byte[size]);
            assertThrows(IllegalArgumentException.class, () -> keys.seal(wrong, random));
        }
    }

    @Test
    void anyOtherPlaceTimeOrDirectionHasOtherKeysAndAnotherHandle() {
        Bytes drop = keys.seal(envelope, random);
        other(drop, tagRoot, Direction.HIGHER, WEEK, relay);
        other(drop, SecretKey.random(random), Direction.LOWER, WEEK, relay);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            other(drop, tagRoot, Direction.LOWER, WEEK ^ (1L << bit), relay);
        }
        for (int bit = 0; bit < UserId.SIZE * 8; bit++) {
            other(drop, tagRoot, Direction.LOWER, WEEK, relayWithBitFlipped(bit));
        }
    }

    /** Under the right handle as well, so that it is the key that fails. */
    private void other(Bytes drop, SecretKey root, Direction direction, long week, UserId relay) {
        byte[] rightHandle = keys.handle().toArray();
        try (DropKeys others = DropKeys.of(root, direction, week, relay)) {
            assertNotEquals(keys.handle(), others.handle());
            assertThrows(OpenFailed.class, () -> others.open(drop));
            byte[] all = others.seal(envelope, random).toArray();
            byte[] nonce = Arrays.copyOf(all, XAead.NONCE_SIZE);
            byte[] resealed = XAead.seal(outerKey(), nonce, rightHandle, envelope.toArray());
            assertFalse(
                    Arrays.equals(all, XAead.NONCE_SIZE, all.length - 16, resealed, 0, ENVELOPE));
        }
    }

    @Test
    void theHandleAloneIsTheSame() {
        assertEquals(DropKeys.HANDLE_SIZE, keys.handle().size());
        for (Direction direction : Direction.values()) {
            for (long week : new long[] {0, 1, WEEK - 5, WEEK, WEEK + 1, Long.MAX_VALUE, -1}) {
                try (DropKeys whole = DropKeys.of(tagRoot, direction, week, relay)) {
                    Bytes handle = DropKeys.handle(tagRoot, direction, week, relay);
                    assertEquals(whole.handle(), handle);
                }
            }
        }
    }

    @Test
    void closedKeysDoNothingAndShowNothing() {
        Bytes drop = keys.seal(envelope, random);
        assertEquals("DropKeys[redacted]", keys.toString());
        keys.close();
        keys.close();
        assertThrows(IllegalStateException.class, () -> keys.open(drop));
        assertThrows(IllegalStateException.class, () -> keys.seal(envelope, random));
        assertEquals(DropKeys.handle(tagRoot, Direction.LOWER, WEEK, relay), keys.handle());
    }

    @Test
    void theRootOfTheRelationStaysTheCallers() {
        keys.close();
        assertEquals(32, tagRoot.size());
        tagRoot.close();
        assertThrows(
                IllegalStateException.class,
                () -> DropKeys.of(tagRoot, Direction.LOWER, WEEK, relay));
        assertThrows(
                IllegalStateException.class,
                () -> DropKeys.handle(tagRoot, Direction.LOWER, WEEK, relay));
    }

    /** Computed anew from the specification, for seals that the class itself would not make. */
    private byte[] outerKey() {
        byte[] input = {0, 0, 0, 0, 0, 0, 0, (byte) (WEEK >> 8), (byte) WEEK};
        byte[] root = Blake2b.prf(tagRoot.expose(), "QDv1 tag root", input);
        return Blake2b.prf(root, "QDv1 outer key", relay.toArray());
    }
}
