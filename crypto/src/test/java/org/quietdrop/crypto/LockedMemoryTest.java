package org.quietdrop.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

final class LockedMemoryTest {
    private static byte[] bytes(MemorySegment of) {
        return of.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void placesNeverOverlapAndComeBackEmpty() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        LockedMemory slab = LockedMemory.ofSize(4096);
        List<LockedMemory.Place> held = new ArrayList<>();
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            if (!held.isEmpty() && random.nextBoolean()) {
                LockedMemory.Place gone = held.remove(random.nextInt(held.size()));
                for (byte b : bytes(gone.bytes()))
                    assertEquals(gone.unit() % 100 + 1, b, "" + seed);
                gone.free();
                continue;
            }
            int size = random.nextInt(200);
            LockedMemory.Place place = slab.take(size);
            if (place == null) {
                refused++;
                continue;
            }
            assertEquals(size, place.bytes().byteSize());
            assertArrayEquals(new byte[size], bytes(place.bytes()), "" + seed);
            place.bytes().fill((byte) (place.unit() % 100 + 1));
            held.add(place);
        }
        assertTrue(refused > 0, "it was full at times");
        assertTrue(slab.trouble().isPresent());
        held.forEach(LockedMemory.Place::free);
        assertEquals(0, slab.inUse());
        assertNotNull(slab.take(4096));
        assertNull(slab.take(1));
    }

    @Test
    void aLastingKeyIsNotInTheHeapAndIsWipedAtItsEnd() {
        byte[] mine = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        byte[] before = mine.clone();
        SecretKey key = SecretKey.take(mine).lasting();
        assertArrayEquals(new byte[32], mine);
        assertThrows(IllegalStateException.class, key::expose);
        MemorySegment there = key.segment();
        assertTrue(there.isNative());
        assertArrayEquals(before, bytes(there));
        assertEquals(32, key.size());
        assertArrayEquals(before, key.copy().expose());
        byte[] out = new byte[34];
        key.copyTo(out, 1);
        assertArrayEquals(before, Arrays.copyOfRange(out, 1, 33));
        assertTrue(key.sameAs(SecretKey.of(before)));
        assertTrue(SecretKey.of(before).sameAs(key));
        assertFalse(key.sameAs(SecretKey.of(new byte[32])));
        assertFalse(key.sameAs(SecretKey.of(new byte[31])));
        key.lasting();
        key.close();
        key.close();
        assertArrayEquals(new byte[32], bytes(there));
        assertThrows(IllegalStateException.class, key::size);
        assertThrows(IllegalStateException.class, key::lasting);
    }

    @Test
    void functionsTakeKeysFromEitherPlace() {
        byte[] bytes = new SeededRandom(7).bytes(32);
        byte[] nonce = new byte[24];
        byte[] text = {1, 2, 3};
        try (SecretKey heap = SecretKey.of(bytes);
                SecretKey slab = SecretKey.of(bytes).lasting();
                SecretKey secret = SecretKey.of(text)) {
            for (SecretKey key : List.of(heap, slab)) {
                assertArrayEquals(
                        Blake2b.prf(bytes, "QDv1 id", text), Blake2b.prf(key, "QDv1 id", text));
                try (SecretKey made = Blake2b.key(key, "QDv1 id", text)) {
                    assertTrue(made.segment().isNative());
                    assertArrayEquals(Blake2b.prf(bytes, "QDv1 id", text), made.copy().expose());
                }
                assertArrayEquals(X25519.publicKey(bytes), X25519.publicKey(key));
                byte[] base = X25519.publicKey(new SeededRandom(8).bytes(32));
                assertArrayEquals(X25519.agree(bytes, base), X25519.agree(key, base));
                assertArrayEquals(Ed25519.publicKey(bytes), Ed25519.publicKey(key));
                assertArrayEquals(Ed25519.sign(bytes, text), Ed25519.sign(key, text));
                byte[] sealed = XAead.seal(bytes, nonce, text, text);
                assertArrayEquals(sealed, XAead.wrap(key, nonce, text, secret));
                try (SecretKey open = XAead.unwrap(key, nonce, text, sealed)) {
                    assertTrue(open.segment().isNative());
                    assertTrue(open.sameAs(secret));
                }
                sealed[0] ^= 1;
                assertThrows(OpenFailed.class, () -> XAead.unwrap(key, nonce, text, sealed));
                byte[] cut = new byte[15];
                assertThrows(OpenFailed.class, () -> XAead.unwrap(key, nonce, text, cut));
            }
        }
    }

    @Test
    void passphrasesGoIntoTheSlabAsUtf8() {
        try (SecretKey key = SecretKey.utf8(CharBuffer.wrap("gr\u00fc\u00dfe \ud83d\ude00"))) {
            assertTrue(key.segment().isNative());
            assertArrayEquals(
                    "gr\u00fc\u00dfe \ud83d\ude00".getBytes(StandardCharsets.UTF_8),
                    key.copy().expose());
        }
        try (SecretKey key = SecretKey.utf8(CharBuffer.wrap("a\ud83d"))) {
            assertArrayEquals(new byte[] {'a', '?'}, key.copy().expose());
        }
        try (SecretKey key = SecretKey.utf8(CharBuffer.wrap(""))) {
            assertEquals(0, key.size());
        }
    }
}
