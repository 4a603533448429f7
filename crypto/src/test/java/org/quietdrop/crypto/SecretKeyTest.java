package org.quietdrop.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SecretKeyTest {
    private static byte[] value() {
        return new byte[] {1, 2, 3, (byte) 0xff};
    }

    @Test
    void copiesOrTakes() {
        byte[] mine = value();
        SecretKey copied = SecretKey.of(mine);
        assertNotSame(mine, copied.expose());
        SecretKey taken = SecretKey.take(mine);
        assertSame(mine, taken.expose());
        SecretKey second = taken.copy();
        taken.close();
        assertArrayEquals(new byte[4], mine);
        assertArrayEquals(value(), copied.expose());
        assertArrayEquals(value(), second.expose());
        assertEquals(4, second.size());
    }

    @Test
    void closedMeansClosed() {
        SecretKey key = SecretKey.of(value());
        SecretKey other = SecretKey.of(value());
        byte[] live = key.expose();
        key.close();
        key.close();
        assertArrayEquals(new byte[4], live);
        assertThrows(IllegalStateException.class, key::expose);
        assertThrows(IllegalStateException.class, key::size);
        assertThrows(IllegalStateException.class, key::copy);
        assertThrows(IllegalStateException.class, () -> key.sameAs(other));
        assertThrows(IllegalStateException.class, () -> other.sameAs(key));
    }

    @Test
    void showsNothing() {
        SecretKey key = SecretKey.of(value());
        assertEquals("SecretKey[redacted]", key.toString());
        assertNotEquals(SecretKey.of(value()), key);
    }

    @Test
    void comparesItsBytes() {
        SecretKey key = SecretKey.of(value());
        assertTrue(key.sameAs(SecretKey.of(value())));
        assertFalse(key.sameAs(SecretKey.of(new byte[] {1, 2, 3, 4})));
        assertFalse(key.sameAs(SecretKey.of(new byte[] {1, 2, 3})));
    }

    @Test
    void randomKeysDiffer() {
        SeededRandom random = new SeededRandom(3);
        assertFalse(SecretKey.random(random).sameAs(SecretKey.random(random)));
        assertTrue(
                SecretKey.random(new SeededRandom(4))
                        .sameAs(SecretKey.random(new SeededRandom(4))));
        assertEquals(32, SecretKey.random(new SystemRandom()).size());
    }

    @Test
    void publicValues() {
        Bytes low = Bytes.ofHex("007f");
        Bytes high = Bytes.ofHex("FF00");
        assertTrue(low.compareTo(high) < 0);
        assertEquals("ff00", high.toString());
        assertEquals(Bytes.ofHex("00"), high.slice(1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> high.slice(1, 3));
        assertThrows(IllegalArgumentException.class, () -> Bytes.ofHex("f"));
        byte[] source = {1};
        Bytes copy = Bytes.of(source);
        source[0] = 2;
        copy.toArray()[0] = 3;
        assertEquals("01", copy.hex());
        assertThrows(IllegalArgumentException.class, () -> UserId.of(new byte[31]));
        assertThrows(IllegalArgumentException.class, () -> PublicKey.of(new byte[33]));
        assertTrue(UserId.of(new byte[32]).compareTo(new UserId(Bytes.of(filled()))) < 0);
    }

    private static byte[] filled() {
        byte[] all = new byte[32];
        java.util.Arrays.fill(all, (byte) 0x80);
        return all;
    }

    @Test
    void failuresSayNothing() {
        OpenFailed failure =
                assertThrows(OpenFailed.class, () -> X25519.agree(new byte[32], new byte[1]));
        assertEquals(null, failure.getMessage());
        assertEquals(null, failure.getCause());
        assertEquals(0, failure.getStackTrace().length);
        failure.addSuppressed(new IllegalStateException());
        assertEquals(0, failure.getSuppressed().length);
    }
}
