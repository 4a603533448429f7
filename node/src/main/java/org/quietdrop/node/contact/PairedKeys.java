package org.quietdrop.node.contact;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.node.wire.Endpoint;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of one keying inside XXpsk0: whose card it was, the ten keys, and the ratchet key
 * that Bob offered. Handed from the link to the core, which commits and then closes it.
 */
public final class PairedKeys implements AutoCloseable {
    private final Card card;
    private final PairKeys keys;
    private final PublicKey ratchetKey;
    private final Optional<SecretKey> ratchetSecret;
    private final List<Endpoint> addresses;

    /**
     * Takes ownership of the secrets.
     *
     * @param card the other side's card, checked against its Noise static key
     * @param keys the ten keys
     * @param ratchetKey Bob's {@code rk}
     * @param ratchetSecret the secret of {@code rk}: present when this side is Bob
     * @param addresses where the other side listens, as seen on this link; may be empty
     */
    public PairedKeys(
            Card card,
            PairKeys keys,
            PublicKey ratchetKey,
            Optional<SecretKey> ratchetSecret,
            List<Endpoint> addresses) {
        this.card = card;
        this.keys = keys;
        this.ratchetKey = ratchetKey;
        this.ratchetSecret = ratchetSecret;
        this.addresses = List.copyOf(addresses);
    }

    /** The other side's card. */
    public Card card() {
        return card;
    }

    /** The ten keys of the relation. */
    public PairKeys keys() {
        return keys;
    }

    /** Bob's first ratchet key. */
    public PublicKey ratchetKey() {
        return ratchetKey;
    }

    /** The secret of {@link #ratchetKey}: present when this side is Bob. */
    public Optional<SecretKey> ratchetSecret() {
        return ratchetSecret;
    }

    /** Where the other side can be dialled, as far as this link tells. */
    public List<Endpoint> addresses() {
        return addresses;
    }

    /** Whether this side is Alice of the keying (section 5). */
    public boolean alice() {
        return ratchetSecret.isEmpty();
    }

    @Override
    public void close() {
        keys.close();
        ratchetSecret.ifPresent(SecretKey::close);
    }

    @Override
    public String toString() {
        return "PairedKeys[redacted]";
    }
}
