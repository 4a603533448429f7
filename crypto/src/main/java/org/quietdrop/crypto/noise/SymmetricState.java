package org.quietdrop.crypto.noise;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Chaining key and hash of one handshake (Noise, section 5.2). */
final class SymmetricState implements AutoCloseable {
    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};
    private static final byte[] THREE = {3};

    private final CipherState cipher = new CipherState(null);
    private SecretKey ck;
    private byte[] h;

    SymmetricState(String protocolName) {
        byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
        h =
                name.length <= Blake2b.HASH_SIZE
                        ? Arrays.copyOf(name, Blake2b.HASH_SIZE)
                        : Blake2b.hash512(name);
        ck = SecretKey.of(h);
    }

    boolean hasKey() {
        return cipher.hasKey();
    }

    /** A copy of {@code h}. */
    byte[] hash() {
        return h.clone();
    }

    void mixHash(byte[] value) {
        h = Blake2b.hash512(h, value);
    }

    /** Mixes secret input, which is wiped, into chaining key and cipher key. */
    void mixKey(byte[] input) {
        byte[][] outputs = hkdf(input, 2);
        nextChain(outputs[0]);
        useKey(outputs[1]);
        Arrays.fill(input, (byte) 0);
    }

    /** The same for public input, which stays. */
    void mixPublicKey(byte[] input) {
        mixKey(input.clone());
    }

    void mixKeyAndHash(byte[] psk) {
        byte[][] outputs = hkdf(psk, 3);
        nextChain(outputs[0]);
        mixHash(outputs[1]);
        Arrays.fill(outputs[1], (byte) 0);
        useKey(outputs[2]);
    }

    byte[] encryptAndHash(byte[] plain) {
        byte[] sealed = cipher.encrypt(h, plain);
        mixHash(sealed);
        return sealed;
    }

    byte[] decryptAndHash(byte[] sealed) {
        byte[] plain = cipher.decrypt(h, sealed);
        mixHash(sealed);
        return plain;
    }

    /** {@code HMAC(ck, label || h)}. */
    byte[] export(byte[] label) {
        return Blake2b.hmac512(ck.expose(), label, h);
    }

    /** The two cipher states, initiator's direction first. */
    CipherState[] split() {
        byte[][] outputs = hkdf(new byte[0], 2);
        return new CipherState[] {keyed(outputs[0]), keyed(outputs[1])};
    }

    private static CipherState keyed(byte[] output) {
        return new CipherState(SecretKey.take(firstHalf(output)));
    }

    private void nextChain(byte[] output) {
        ck.close();
        ck = SecretKey.take(output);
    }

    private void useKey(byte[] output) {
        cipher.replaceKey(SecretKey.take(firstHalf(output)));
    }

    /** Keys are the first 32 of 64 bytes; the rest is wiped. */
    private static byte[] firstHalf(byte[] output) {
        byte[] half = Arrays.copyOf(output, SecretKey.SIZE);
        Arrays.fill(output, (byte) 0);
        return half;
    }

    /** Noise's HKDF, section 4.3: HMAC-BLAKE2b with the chaining key. */
    private byte[][] hkdf(byte[] input, int count) {
        byte[] temp = Blake2b.hmac512(ck.expose(), input);
        byte[][] outputs = new byte[count][];
        outputs[0] = Blake2b.hmac512(temp, ONE);
        outputs[1] = Blake2b.hmac512(temp, outputs[0], TWO);
        if (count == 3) {
            outputs[2] = Blake2b.hmac512(temp, outputs[1], THREE);
        }
        Arrays.fill(temp, (byte) 0);
        return outputs;
    }

    @Override
    public void close() {
        ck.close();
        cipher.close();
    }
}
