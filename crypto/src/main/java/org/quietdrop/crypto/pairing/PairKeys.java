package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that two people share after keying: the start of a ratchet session and the four
 * secrets of their relation that outlive sessions (PROTOCOL.md, Keying). Equal on both sides.
 *
 * <p>The accessors hand out the live keys, which end with {@link #close}: copy what must live
 * longer.
 */
public final class PairKeys implements AutoCloseable {
    /** The size of a session id, in bytes. */
    public static final int SESSION_ID = 16;

    private static final int KEY = 32;
    private static final int TOTAL = 9 * KEY + SESSION_ID;
    private static final byte[] INFO = "QuietDrop/1 keys".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey rootKey;
    private final SecretKey headerKeyAlice;
    private final SecretKey nextHeaderKeyBob;
    private final SecretKey firstHeaderKeyBob;
    private final SecretKey firstChainKeyBob;
    private final Bytes sessionId;
    private final LastingKeys lasting;

    private PairKeys(byte[] material, LastingKeys lasting) {
        this.rootKey = key(material, 0);
        this.headerKeyAlice = key(material, KEY);
        this.nextHeaderKeyBob = key(material, 2 * KEY);
        this.firstHeaderKeyBob = key(material, 3 * KEY);
        this.firstChainKeyBob = key(material, 4 * KEY);
        this.sessionId = Bytes.of(Arrays.copyOfRange(material, 5 * KEY, 5 * KEY + SESSION_ID));
        this.lasting = lasting;
    }

    /**
     * The derivation for a pairing. Callers use {@link Keying}, which makes or opens the ML-KEM
     * part; this door stays open for a second implementation to be compared with.
     *
     * @param exp the exported secret of the Noise session, 64 bytes
     * @param shared the secret of ML-KEM, 32 bytes
     * @param transcript {@code rk || ek || ct}
     */
    public static PairKeys derive(
            SecretKey exp, SecretKey shared, KeyingKind kind, byte[]... transcript) {
        if (kind == KeyingKind.RENEWAL) {
            throw new IllegalArgumentException("a renewal needs the keys that stand");
        }
        byte[] ikm = shared.expose().clone();
        byte[] material = material(exp, ikm, kind, transcript);
        try {
            int at = 5 * KEY + SESSION_ID;
            return new PairKeys(
                    material,
                    new LastingKeys(
                            key(material, at),
                            key(material, at + KEY),
                            key(material, at + 2 * KEY),
                            key(material, at + 3 * KEY)));
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    /**
     * The derivation for a renewal: the session is new, the lasting keys stay as they are (copied).
     *
     * @param exp the exported secret of the link, 64 bytes
     * @param shared the secret of ML-KEM, 32 bytes
     * @param standing the lasting keys of the relation; stay the caller's
     * @param transcript {@code rk || ek || ct}
     */
    public static PairKeys deriveRenewal(
            SecretKey exp, SecretKey shared, LastingKeys standing, byte[]... transcript) {
        byte[] ikm = Arrays.copyOf(shared.expose(), 2 * KEY);
        System.arraycopy(standing.linkPsk().expose(), 0, ikm, KEY, KEY);
        byte[] material = material(exp, ikm, KeyingKind.RENEWAL, transcript);
        try {
            return new PairKeys(material, standing.copy());
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    /** Wipes {@code ikm}. */
    private static byte[] material(
            SecretKey exp, byte[] ikm, KeyingKind kind, byte[]... transcript) {
        byte[] hash = Blake2b.hash512(transcript);
        byte[] info = Arrays.copyOf(INFO, INFO.length + 1 + hash.length);
        info[INFO.length] = kind.number();
        System.arraycopy(hash, 0, info, INFO.length + 1, hash.length);
        byte[] material = Blake2b.hkdf(exp.expose(), ikm, info, TOTAL);
        Arrays.fill(ikm, (byte) 0);
        return material;
    }

    private static SecretKey key(byte[] material, int from) {
        return SecretKey.take(Arrays.copyOfRange(material, from, from + KEY));
    }

    /** SK: the first root key of the session. */
    public SecretKey rootKey() {
        return rootKey;
    }

    /** HKA: the header key of Alice's first sending chain. */
    public SecretKey headerKeyAlice() {
        return headerKeyAlice;
    }

    /** NHKB: the header key of Bob's first chain after a root step. */
    public SecretKey nextHeaderKeyBob() {
        return nextHeaderKeyBob;
    }

    /** HKB0: the header key of the chain in which Bob may send before he has heard from Alice. */
    public SecretKey firstHeaderKeyBob() {
        return firstHeaderKeyBob;
    }

    /** CKB0: the chain key of that chain. */
    public SecretKey firstChainKeyBob() {
        return firstChainKeyBob;
    }

    /** The public name of the session, 16 bytes. */
    public Bytes sessionId() {
        return sessionId;
    }

    /** psk_pair: the psk of the links of this pair. */
    public SecretKey linkPsk() {
        return lasting.linkPsk();
    }

    /** tag_root: from it come the handles and outer keys at relays. */
    public SecretKey tagRoot() {
        return lasting.tagRoot();
    }

    /** hello_key: keys the slots and the answer of the hello. */
    public SecretKey helloKey() {
        return lasting.helloKey();
    }

    /** hint_key: keys the hints which relays are trusted. */
    public SecretKey hintKey() {
        return lasting.hintKey();
    }

    /** The last four together, live. */
    public LastingKeys lasting() {
        return lasting;
    }

    /** The four words that both screens show and the two people compare: 44 bits of the session. */
    public List<String> pairWords() {
        return PairWords.of(sessionId);
    }

    @Override
    public void close() {
        rootKey.close();
        headerKeyAlice.close();
        nextHeaderKeyBob.close();
        firstHeaderKeyBob.close();
        firstChainKeyBob.close();
        lasting.close();
    }

    @Override
    public String toString() {
        return "PairKeys[redacted]";
    }
}
