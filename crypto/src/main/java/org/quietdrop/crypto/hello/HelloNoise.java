package org.quietdrop.crypto.hello;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.noise.TransportState;

/**
 * Noise NN with empty payloads, and one transport message each way. Sizes are exact. Whatever fails
 * ends it.
 */
final class HelloNoise implements AutoCloseable {
    private static final byte[] EMPTY = new byte[0];
    private static final int TAG = 16;

    private final HandshakeState handshake;
    private @Nullable TransportState transport;

    private HelloNoise(HandshakeState.Role role, RandomSource random) {
        this.handshake =
                new HandshakeState(
                        HandshakePattern.NN,
                        role,
                        HelloTokens.PROLOGUE,
                        HandshakeKeys.none(),
                        random);
    }

    static HelloNoise initiator(RandomSource random) {
        return new HelloNoise(HandshakeState.Role.INITIATOR, random);
    }

    static HelloNoise responder(RandomSource random) {
        return new HelloNoise(HandshakeState.Role.RESPONDER, random);
    }

    byte[] write() {
        byte[] message = handshake.writeMessage(EMPTY);
        splitWhenDone();
        return message;
    }

    void read(byte[] message) {
        if (handshake.readMessage(message).length != 0) {
            close();
            throw new OpenFailed();
        }
        splitWhenDone();
    }

    private void splitWhenDone() {
        if (handshake.isComplete()) {
            transport = handshake.split();
        }
    }

    byte[] seal(byte[] plain) {
        return through().seal(plain);
    }

    byte[] open(byte[] sealed, int size) {
        if (sealed.length != size + TAG) {
            close();
            throw new OpenFailed();
        }
        return through().open(sealed);
    }

    Bytes h() {
        return through().handshakeHash();
    }

    private TransportState through() {
        TransportState done = transport;
        if (done == null) {
            throw new IllegalStateException("the hello has not come that far");
        }
        return done;
    }

    @Override
    public void close() {
        handshake.close();
        if (transport != null) {
            transport.close();
        }
    }
}
