package org.quietdrop.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * CPace (draft-irtf-cfrg-cpace, suite CPACE-RISTR255-SHA512, initiator-responder form): turns a
 * short spoken code into a strong key, with one guess per exchange for whoever does not know it.
 */
public final class Cpace {
    /** Length of a share ({@code Ya}, {@code Yb}) in bytes. */
    public static final int SHARE_SIZE = Ristretto255.SIZE;

    /** Length of the intermediate session key in bytes. */
    public static final int ISK_SIZE = 64;

    private static final byte[] DSI = "CPaceRistretto255".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DSI_ISK =
            "CPaceRistretto255_ISK".getBytes(StandardCharsets.US_ASCII);

    /** Input block of SHA-512: the password fills the first one alone. */
    private static final int BLOCK = 128;

    private Cpace() {}

    /**
     * What both sides saw of one exchange.
     *
     * @param sid session id
     * @param ya share of the initiator, 32 bytes
     * @param ada associated data of the initiator
     * @param yb share of the responder, 32 bytes
     * @param adb associated data of the responder
     */
    public record Exchange(Bytes sid, Bytes ya, Bytes ada, Bytes yb, Bytes adb) {}

    /**
     * The generator that stands for the code.
     *
     * @param prs the code
     * @param ci channel identifier, already encoded
     * @param sid session id
     * @return a point, secret as the code is
     */
    public static byte[] generator(byte[] prs, byte[] ci, byte[] sid) {
        int pad = Math.max(0, BLOCK - 1 - lv(prs).length - lv(DSI).length);
        byte[] text = Bytes.join(lv(DSI), lv(prs), lv(new byte[pad]), lv(ci), lv(sid));
        byte[] hash = sha512(text);
        byte[] point = Ristretto255.fromHash(hash);
        Arrays.fill(text, (byte) 0);
        Arrays.fill(hash, (byte) 0);
        return point;
    }

    /** The share of a side: its secret scalar times the generator. */
    public static byte[] share(byte[] generator, byte[] scalar) {
        return Ristretto255.multiply(scalar, generator);
    }

    /**
     * The initiator's session key.
     *
     * @throws OpenFailed if the responder's share is invalid or leads to the identity
     */
    public static byte[] initiatorKey(Exchange exchange, byte[] scalar) {
        return key(exchange, Ristretto255.multiply(scalar, exchange.yb().toArray()));
    }

    /**
     * The responder's session key; equal to the initiator's when both used one code.
     *
     * @throws OpenFailed if the initiator's share is invalid or leads to the identity
     */
    public static byte[] responderKey(Exchange exchange, byte[] scalar) {
        return key(exchange, Ristretto255.multiply(scalar, exchange.ya().toArray()));
    }

    private static byte[] key(Exchange x, byte[] shared) {
        byte[] text =
                Bytes.join(
                        lv(DSI_ISK),
                        lv(x.sid().toArray()),
                        lv(shared),
                        lv(x.ya().toArray()),
                        lv(x.ada().toArray()),
                        lv(x.yb().toArray()),
                        lv(x.adb().toArray()));
        byte[] isk = sha512(text);
        Arrays.fill(text, (byte) 0);
        Arrays.fill(shared, (byte) 0);
        return isk;
    }

    /** The draft's length-value: the length as LEB128, then the bytes. */
    public static byte[] lv(byte[] value) {
        byte[] head = new byte[5];
        int size = 0;
        int rest = value.length;
        do {
            int low = rest & 0x7f;
            rest >>>= 7;
            head[size++] = (byte) (rest == 0 ? low : low | 0x80);
        } while (rest != 0);
        return Bytes.join(Arrays.copyOf(head, size), value);
    }

    private static byte[] sha512(byte[] text) {
        Calls.note("SHA-512", text.length);
        byte[] out = new byte[ISK_SIZE];
        Sodium.require(Sodium.library().crypto_hash_sha512(Sodium.of(out), Sodium.of(text)));
        return out;
    }
}
