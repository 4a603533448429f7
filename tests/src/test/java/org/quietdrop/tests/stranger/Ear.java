package org.quietdrop.tests.stranger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.noise.TransportState;

/** A stranger's own end of a hello: speaks the protocol and reads what comes, knowing no secret. */
final class Ear implements AutoCloseable {
    private static final byte[] EMPTY = new byte[0];
    private final HandshakeState noise;
    private boolean through;

    Ear(HandshakeState.Role role, RandomSource random) {
        noise =
                new HandshakeState(
                        HandshakePattern.NN,
                        role,
                        "QuietDrop/1 hello".getBytes(US_ASCII),
                        HandshakeKeys.none(),
                        random);
    }

    byte[] write() {
        return noise.writeMessage(EMPTY);
    }

    void read(byte[] message) {
        noise.readMessage(message);
    }

    /** The channel after both messages; once. */
    TransportState channel() {
        through = true;
        return noise.split();
    }

    /** What both ends are bound to. */
    static Bytes h(TransportState channel) {
        return channel.handshakeHash();
    }

    @Override
    public void close() {
        if (!through) noise.close();
    }
}
