package org.quietdrop.crypto.identity;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.Ed25519;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A contact card: both public keys and a suggested name, signed, always 256 bytes.
 *
 * <pre>version 1 | ed_pk 32 | x_pk 32 | name length 1 | name 62 | zero 64 | signature 64</pre>
 *
 * <p>A value of this type has been verified. The name is a suggestion, never an address.
 *
 * @param userId the hash over both keys, computed here, not taken from the wire
 * @param signKey the Ed25519 key which signed the card
 * @param dhKey the X25519 key: must equal the Noise static of who sent the card
 * @param name cleaned as {@link CardName} says; may be empty on a card of a stranger
 * @param encoded the 256 bytes
 */
public record Card(UserId userId, PublicKey signKey, PublicKey dhKey, String name, Bytes encoded) {
    /** The size of every card, in bytes. */
    public static final int SIZE = 256;

    private static final byte[] DOMAIN = "QDv1 card".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int KEY = 32;
    private static final int SIGN_KEY = 1;
    private static final int DH_KEY = SIGN_KEY + KEY;
    private static final int NAME_LENGTH = DH_KEY + KEY;
    private static final int NAME = NAME_LENGTH + 1;
    private static final int SIGNED = 192;

    static Card signed(SecretKey signSeed, PublicKey signKey, PublicKey dhKey, String cleanName) {
        byte[] name = cleanName.getBytes(StandardCharsets.UTF_8);
        byte[] card = new byte[SIZE];
        card[0] = VERSION;
        System.arraycopy(signKey.toArray(), 0, card, SIGN_KEY, KEY);
        System.arraycopy(dhKey.toArray(), 0, card, DH_KEY, KEY);
        card[NAME_LENGTH] = (byte) name.length;
        System.arraycopy(name, 0, card, NAME, name.length);
        byte[] signature = Ed25519.sign(signSeed, toSign(card));
        System.arraycopy(signature, 0, card, SIGNED, signature.length);
        return new Card(Identity.userId(signKey, dhKey), signKey, dhKey, cleanName, Bytes.of(card));
    }

    /**
     * Reads and verifies a card.
     *
     * @throws OpenFailed if size, version, padding, text or signature is wrong
     */
    public static Card decode(byte[] card) {
        if (card.length != SIZE || card[0] != VERSION) {
            throw new OpenFailed();
        }
        int length = card[NAME_LENGTH] & 0xff;
        if (length > CardName.MAX_BYTES) {
            throw new OpenFailed();
        }
        for (int i = NAME + length; i < SIGNED; i++) {
            if (card[i] != 0) {
                throw new OpenFailed();
            }
        }
        PublicKey signKey = PublicKey.of(Arrays.copyOfRange(card, SIGN_KEY, DH_KEY));
        PublicKey dhKey = PublicKey.of(Arrays.copyOfRange(card, DH_KEY, NAME_LENGTH));
        byte[] signature = Arrays.copyOfRange(card, SIGNED, SIZE);
        if (!Ed25519.verify(signKey.toArray(), toSign(card), signature)) {
            throw new OpenFailed();
        }
        String name = CardName.clean(text(card, NAME, length));
        return new Card(Identity.userId(signKey, dhKey), signKey, dhKey, name, Bytes.of(card));
    }

    /** The 256 bytes of the card, a copy. */
    public byte[] encode() {
        return encoded.toArray();
    }

    private static byte[] toSign(byte[] card) {
        byte[] message = Arrays.copyOf(DOMAIN, DOMAIN.length + SIGNED);
        System.arraycopy(card, 0, message, DOMAIN.length, SIGNED);
        return message;
    }

    private static String text(byte[] card, int from, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(card, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new OpenFailed();
        }
    }
}
