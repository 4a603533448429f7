package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;

import java.nio.ByteBuffer;

/** DHr, CKr, HKr and Nr of Signal's specification. Mutable inside a copy of a state. */
final class ReceivingChain implements AutoCloseable {
    static final int ENCODED = 3 * 32 + Integer.BYTES;

    final PublicKey dhPub;
    SecretKey chainKey;
    final SecretKey headerKey;
    int next;

    /** A chain of which nothing has come. Takes over the keys. */
    ReceivingChain(PublicKey dhPub, SecretKey chainKey, SecretKey headerKey) {
        this.dhPub = dhPub;
        this.chainKey = chainKey;
        this.headerKey = headerKey;
    }

    ReceivingChain copy() {
        ReceivingChain copy = new ReceivingChain(dhPub, chainKey.copy(), headerKey.copy());
        copy.next = next;
        return copy;
    }

    void encode(ByteBuffer out) {
        out.put(dhPub.toArray()).put(chainKey.expose()).put(headerKey.expose()).putInt(next);
    }

    static ReceivingChain decode(ByteBuffer in) {
        ReceivingChain chain =
                new ReceivingChain(
                        RatchetState.publicKey(in), RatchetState.key(in), RatchetState.key(in));
        chain.next = RatchetState.number(in);
        return chain;
    }

    @Override
    public void close() {
        chainKey.close();
        headerKey.close();
    }

    @Override
    public String toString() {
        return "ReceivingChain[redacted]";
    }
}
