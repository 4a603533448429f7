package org.quietdrop.crypto.noise;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One side of one handshake (Noise, section 5.3). Messages are written and read in turn; when the
 * last one is through, {@link #split} gives the transport and ends this object. Any failure ends it
 * too: everything is wiped and nothing can be asked of it any more. For one thread at a time.
 */
public final class HandshakeState implements AutoCloseable {
    /** Longest message of Noise in bytes. */
    public static final int MAX_MESSAGE = 65_535;

    /** Who speaks first. */
    public enum Role {
        INITIATOR,
        RESPONDER
    }

    private final HandshakePattern pattern;
    private final Role role;
    private final RandomSource random;
    private final SymmetricState symmetric;
    private final @Nullable SecretKey secret;
    private final @Nullable PublicKey own;
    private final List<SecretKey> psks = new ArrayList<>();
    private @Nullable PublicKey remote;
    private @Nullable SecretKey ephemeral;
    private @Nullable PublicKey remoteEphemeral;
    private int message;
    private int psk;
    private boolean ended;

    /**
     * Starts a handshake.
     *
     * @param prologue what both sides must agree on beforehand
     * @param keys exactly the keys that the pattern asks for; secrets are copied
     * @param random gives the ephemeral key
     * @throws IllegalArgumentException if the keys do not fit the pattern
     */
    public HandshakeState(
            HandshakePattern pattern,
            Role role,
            byte[] prologue,
            HandshakeKeys keys,
            RandomSource random) {
        this.pattern = pattern;
        this.role = role;
        this.random = random;
        this.own = keys.own;
        this.remote = keys.remote;
        if (keys.psks.size() != pattern.psks()) {
            throw new IllegalArgumentException(pattern.name() + " takes another number of psks");
        }
        boolean initiator = role == Role.INITIATOR;
        boolean knowsRemote = initiator ? pattern.responderKnown() : pattern.initiatorKnown();
        if (knowsRemote != (remote != null) || (own == null && pattern.needsStatic(initiator))) {
            throw new IllegalArgumentException(pattern.name() + " takes other static keys");
        }
        this.secret = keys.secret == null ? null : keys.secret.twin();
        keys.psks.forEach(key -> psks.add(key.twin()));
        this.symmetric = new SymmetricState(pattern.protocolName());
        symmetric.mixHash(prologue);
        if (pattern.initiatorKnown()) {
            symmetric.mixHash(present(initiator ? own : remote).toArray());
        }
        if (pattern.responderKnown()) {
            symmetric.mixHash(present(initiator ? remote : own).toArray());
        }
    }

    /** Whether all messages are through. */
    public boolean isComplete() {
        return !ended && message == pattern.messages().size();
    }

    /** Whether it is this side's turn to write. */
    public boolean isTurnToWrite() {
        return !ended && !isComplete() && (message % 2 == 0) == (role == Role.INITIATOR);
    }

    /** The other side's static key: given at the start, or learnt (and then proved to be his). */
    public @Nullable PublicKey remoteStatic() {
        alive();
        return remote;
    }

    /** The handshake hash {@code h}, 64 bytes; after the last message it names the session. */
    public byte[] handshakeHash() {
        alive();
        return symmetric.hash();
    }

    /**
     * Writes the next message.
     *
     * @throws OpenFailed if a key of the other side turns out to be of low order; this is over then
     * @throws IllegalStateException if it is not this side's turn
     */
    public byte[] writeMessage(byte[] payload) {
        turn(true);
        return orEnd(() -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (Token token : pattern.messages().get(message)) {
                out.writeBytes(write(token));
            }
            out.writeBytes(symmetric.encryptAndHash(payload));
            if (out.size() > MAX_MESSAGE) {
                throw new IllegalArgumentException("a Noise message has 65,535 bytes at most");
            }
            message++;
            return out.toByteArray();
        });
    }

    /**
     * Reads the next message and gives its payload.
     *
     * @throws OpenFailed if it is not the message that the other side must have sent; this is over
     *     then
     * @throws IllegalStateException if it is not the other side's turn
     */
    public byte[] readMessage(byte[] bytes) {
        turn(false);
        return orEnd(() -> {
            if (bytes.length > MAX_MESSAGE) {
                throw new OpenFailed();
            }
            int at = 0;
            for (Token token : pattern.messages().get(message)) {
                int size = wireSize(token);
                if (bytes.length - at < size) {
                    throw new OpenFailed();
                }
                read(token, Arrays.copyOfRange(bytes, at, at + size));
                at += size;
            }
            byte[] payload = symmetric.decryptAndHash(Arrays.copyOfRange(bytes, at, bytes.length));
            message++;
            return payload;
        });
    }

    /**
     * {@code HMAC(ck, label || h)} after the last message, 64 bytes: a secret of this session for
     * other uses (PROTOCOL.md, "Noise"). To be asked before {@link #split}.
     */
    public byte[] export(String label) {
        complete();
        return symmetric.export(label.getBytes(StandardCharsets.US_ASCII));
    }

    /** The transport under the session's keys; this handshake is over then. */
    public TransportState split() {
        complete();
        CipherState[] halves = symmetric.split();
        boolean initiator = role == Role.INITIATOR;
        TransportState transport =
                new TransportState(
                        halves[initiator ? 0 : 1],
                        halves[initiator ? 1 : 0],
                        Bytes.of(symmetric.hash()));
        close();
        return transport;
    }

    private byte[] write(Token token) {
        return switch (token) {
            case E -> writeEphemeral();
            case S -> symmetric.encryptAndHash(present(own).toArray());
            case EE, ES, SE, SS, PSK -> {
                mix(token);
                yield new byte[0];
            }
        };
    }

    private byte[] writeEphemeral() {
        SecretKey fresh = SecretKey.random(random);
        ephemeral = fresh;
        byte[] e = X25519.publicKey(fresh.expose());
        mixEphemeral(e);
        return e;
    }

    private int wireSize(Token token) {
        return switch (token) {
            case E -> PublicKey.SIZE;
            case S -> symmetric.hasKey() ? PublicKey.SIZE + Aead.TAG_SIZE : PublicKey.SIZE;
            case EE, ES, SE, SS, PSK -> 0;
        };
    }

    private void read(Token token, byte[] field) {
        switch (token) {
            case E -> {
                remoteEphemeral = PublicKey.of(field);
                mixEphemeral(field);
            }
            case S -> remote = PublicKey.of(symmetric.decryptAndHash(field));
            case EE, ES, SE, SS, PSK -> mix(token);
        }
    }

    private void mixEphemeral(byte[] e) {
        symmetric.mixHash(e);
        if (pattern.usesPsk()) {
            symmetric.mixPublicKey(e);
        }
    }

    private void mix(Token token) {
        boolean initiator = role == Role.INITIATOR;
        switch (token) {
            case EE -> dh(ephemeral, remoteEphemeral);
            case SS -> dh(secret, remote);
            case ES -> dh(initiator ? ephemeral : secret, initiator ? remote : remoteEphemeral);
            case SE -> dh(initiator ? secret : ephemeral, initiator ? remoteEphemeral : remote);
            case PSK -> symmetric.mixKeyAndHash(psks.get(psk++).expose());
            case E, S -> throw new IllegalStateException("these travel, they are not mixed");
        }
    }

    private void dh(@Nullable SecretKey mine, @Nullable PublicKey theirs) {
        symmetric.mixKey(X25519.agree(present(mine), present(theirs).toArray()));
    }

    private static <T> T present(@Nullable T key) {
        if (key == null) {
            throw new IllegalStateException("the pattern asks for a key that was not given");
        }
        return key;
    }

    private byte[] orEnd(java.util.function.Supplier<byte[]> step) {
        boolean done = false;
        try {
            byte[] result = step.get();
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
            throw new IllegalStateException("the handshake is over");
        }
    }

    private void turn(boolean writing) {
        alive();
        if (isComplete() || isTurnToWrite() != writing) {
            throw new IllegalStateException("it is not the turn for this");
        }
    }

    private void complete() {
        alive();
        if (!isComplete()) {
            throw new IllegalStateException("the handshake is not through");
        }
    }

    /** Wipes everything. Closing twice does nothing. */
    @Override
    public void close() {
        ended = true;
        symmetric.close();
        psks.forEach(SecretKey::close);
        if (secret != null) {
            secret.close();
        }
        if (ephemeral != null) {
            ephemeral.close();
        }
    }
}
