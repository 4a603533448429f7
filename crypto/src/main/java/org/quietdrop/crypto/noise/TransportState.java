package org.quietdrop.crypto.noise;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;

import java.util.function.UnaryOperator;

/**
 * The two keys after a handshake, one a direction. Messages are sealed and opened in order; the
 * first one that does not open ends both directions. For one thread at a time.
 */
public final class TransportState implements AutoCloseable {
    private static final byte[] NO_AD = new byte[0];

    private final CipherState send;
    private final CipherState receive;
    private final Bytes hash;
    private boolean ended;

    TransportState(CipherState send, CipherState receive, Bytes hash) {
        this.send = send;
        this.receive = receive;
        this.hash = hash;
    }

    /** The handshake hash {@code h}, 64 bytes. */
    public Bytes handshakeHash() {
        return hash;
    }

    /**
     * Seals the next message: 16 bytes longer than {@code plain}.
     *
     * @throws OpenFailed if all 2^64-1 numbers are used; this is over then
     */
    public byte[] seal(byte[] plain) {
        if (plain.length > HandshakeState.MAX_MESSAGE - 16) {
            throw new IllegalArgumentException("a Noise message has 65,535 bytes at most");
        }
        return orEnd(plain, bytes -> send.encrypt(NO_AD, bytes));
    }

    /**
     * Opens the next message.
     *
     * @throws OpenFailed if it is not the next message of the other side; this is over then
     */
    public byte[] open(byte[] sealed) {
        return orEnd(
                sealed,
                bytes -> {
                    if (bytes.length > HandshakeState.MAX_MESSAGE) {
                        throw new OpenFailed();
                    }
                    return receive.decrypt(NO_AD, bytes);
                });
    }

    /** Noise's Rekey of the sending direction; the other side does the same where it receives. */
    public void rekeySend() {
        alive();
        send.rekey();
    }

    /** Noise's Rekey of the receiving direction. */
    public void rekeyReceive() {
        alive();
        receive.rekey();
    }

    /** Mixes an ML-KEM secret of 32 bytes into both directions and starts both counters at 0. */
    public void mixKem(byte[] ss) {
        alive();
        send.mixKem(ss);
        receive.mixKem(ss);
    }

    /** Number of the next message to seal. */
    long sendNonce() {
        return send.nonce();
    }

    /** Number of the next message to open. */
    long receiveNonce() {
        return receive.nonce();
    }

    /** Jumps, for tests of the limits. */
    void setNonces(long nonce) {
        send.setNonce(nonce);
        receive.setNonce(nonce);
    }

    private byte[] orEnd(byte[] bytes, UnaryOperator<byte[]> step) {
        alive();
        boolean done = false;
        try {
            byte[] result = step.apply(bytes);
            done = true;
            return result;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void alive() {
        if (ended) {
            throw new IllegalStateException("the session is over");
        }
    }

    /** Wipes both keys. Closing twice does nothing. */
    @Override
    public void close() {
        ended = true;
        send.close();
        receive.close();
    }
}
