package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.SecretKey;

import java.nio.ByteBuffer;

/** CKs, HKs, NHKs, PN and Ns of Signal's specification. Mutable inside a copy of a state. */
final class SendingChain implements AutoCloseable {
    static final int ENCODED = 3 * 32 + 2 * Integer.BYTES;

    SecretKey chainKey;
    final SecretKey headerKey;
    final SecretKey nextHeaderKey;
    final int previousLength;
    int next;

    /** A chain with nothing sent in it. Takes over the keys. */
    SendingChain(
            SecretKey chainKey, SecretKey headerKey, SecretKey nextHeaderKey, int previousLength) {
        this.chainKey = chainKey;
        this.headerKey = headerKey;
        this.nextHeaderKey = nextHeaderKey;
        this.previousLength = previousLength;
    }

    SendingChain copy() {
        SendingChain copy =
                new SendingChain(
                        chainKey.copy(), headerKey.copy(), nextHeaderKey.copy(), previousLength);
        copy.next = next;
        return copy;
    }

    void encode(ByteBuffer out) {
        out.put(chainKey.expose()).put(headerKey.expose()).put(nextHeaderKey.expose());
        out.putInt(previousLength).putInt(next);
    }

    static SendingChain decode(ByteBuffer in) {
        SendingChain chain =
                new SendingChain(
                        RatchetState.key(in),
                        RatchetState.key(in),
                        RatchetState.key(in),
                        RatchetState.number(in));
        chain.next = RatchetState.number(in);
        return chain;
    }

    @Override
    public void close() {
        chainKey.close();
        headerKey.close();
        nextHeaderKey.close();
    }

    @Override
    public String toString() {
        return "SendingChain[redacted]";
    }
}
