package org.quietdrop.crypto.ratchet;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.XAead;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.Role;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * Signal's Double Ratchet with header encryption, one size for all envelopes (PROTOCOL.md,
 * Ratchet).
 *
 * <p>Pure functions: a state goes in and stays as it was, a new one comes out, which the caller
 * commits before anything leaves (sealing) or is acknowledged (opening). Whoever calls closes both
 * states in the end.
 */
public final class DoubleRatchet {
    /** The size of a body before sealing, in bytes. */
    public static final int BODY_SIZE = 3_896;

    /** The size of every envelope: nonce 24, header 48 + 16, body 3,896 + 16. */
    public static final int ENVELOPE_SIZE = 4_000;

    /** How many envelopes one opening may skip, in both chains together. */
    public static final int MAX_SKIP = 3_000;

    private static final int NONCE = 24;
    private static final int TAG = 16;
    private static final int HEAD = NONCE + Header.SIZE + TAG;
    private static final byte[] BODY_NONCE = new byte[12];
    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2};

    private DoubleRatchet() {}

    /**
     * Alice's start: she makes a root step at once and can seal and open from now on.
     *
     * @param keys the session; stays the caller's
     * @param ratchetKey Bob's {@code rk}
     * @param random gives the 32 bytes of her first ratchet secret
     * @param now when it begins
     * @throws OpenFailed if {@code ratchetKey} is a point of small order
     */
    public static RatchetState alice(
            PairKeys keys,
            UserId alice,
            UserId bob,
            PublicKey ratchetKey,
            RandomSource random,
            Instant now) {
        SecretKey dhSecret = SecretKey.random(random);
        RootStep step = RootStep.of(keys.rootKey(), dhSecret, ratchetKey, null);
        RatchetState state =
                new RatchetState(
                        session(Role.ALICE, keys, alice, bob),
                        new SkippedKeys(),
                        step.rootKey(),
                        dhSecret,
                        PublicKey.of(X25519.publicKey(dhSecret.expose())),
                        keys.nextHeaderKeyBob().copy(),
                        new SendingChain(
                                step.chainKey(),
                                keys.headerKeyAlice().copy(),
                                step.nextHeaderKey(),
                                0),
                        KemState.begin(now));
        state.receiving =
                new ReceivingChain(
                        ratchetKey,
                        keys.firstChainKeyBob().copy(),
                        keys.firstHeaderKeyBob().copy());
        return state;
    }

    /**
     * Bob's start: he may seal before he has heard from Alice, in a chain of its own.
     *
     * @param keys the session; stays the caller's
     * @param ratchetSecret the secret of {@code rk}; copied
     * @param now when it begins
     */
    public static RatchetState bob(
            PairKeys keys, UserId alice, UserId bob, SecretKey ratchetSecret, Instant now) {
        return new RatchetState(
                session(Role.BOB, keys, alice, bob),
                new SkippedKeys(),
                keys.rootKey().copy(),
                ratchetSecret.copy(),
                PublicKey.of(X25519.publicKey(ratchetSecret.expose())),
                keys.headerKeyAlice().copy(),
                new SendingChain(
                        keys.firstChainKeyBob().copy(),
                        keys.firstHeaderKeyBob().copy(),
                        keys.nextHeaderKeyBob().copy(),
                        0),
                KemState.begin(now));
    }

    private static RatchetState.Session session(
            Role role, PairKeys keys, UserId alice, UserId bob) {
        byte[] ad =
                Blake2b.hash512(
                        "QDv1 ad".getBytes(StandardCharsets.US_ASCII),
                        alice.toArray(),
                        bob.toArray(),
                        keys.sessionId().toArray());
        return new RatchetState.Session(role, Bytes.of(ad), keys.sessionId());
    }

    /**
     * Seals one body.
     *
     * @param state stays as it is
     * @param body exactly {@link #BODY_SIZE} bytes, padded by the caller
     * @param random gives the 24 bytes of the header's nonce
     */
    public static Sealed seal(RatchetState state, byte[] body, RandomSource random) {
        if (body.length != BODY_SIZE) {
            throw new IllegalArgumentException("a body has 3,896 bytes");
        }
        RatchetState next = state.copy();
        SendingChain chain = next.sending;
        int n = chain.next;
        if (n == Integer.MAX_VALUE) {
            throw new IllegalStateException("a chain without end");
        }
        byte[] nonce = random.bytes(NONCE);
        byte[] header = new Header(next.dhPub, chain.previousLength, n, next.kem.sending).encode();
        byte[] encrypted =
                XAead.seal(chain.headerKey.expose(), nonce, next.session.ad().toArray(), header);
        byte[] head = Bytes.join(nonce, encrypted);
        try (SecretKey messageKey = messageKey(chain.chainKey);
                SecretKey bodyKey = bodyKey(messageKey, head)) {
            byte[] sealed = Aead.seal(bodyKey.expose(), BODY_NONCE, head, body);
            chain.chainKey = advance(chain.chainKey);
            chain.next = n + 1;
            return new Sealed(next, Bytes.joined(head, sealed), next.dhPub, n);
        }
    }

    /**
     * Opens one envelope.
     *
     * @param state stays as it is, whatever happens
     * @param envelope as it came, from whatever path
     * @param random gives the 32 bytes of a new ratchet secret if the envelope begins a new chain
     * @param now when skipped keys are kept from, and how old the kept ones are
     * @throws OpenFailed if it is not an envelope of the peer for this session, was opened before,
     *     or asks to skip too much
     */
    public static Opened open(
            RatchetState state, byte[] envelope, RandomSource random, Instant now) {
        if (envelope.length != ENVELOPE_SIZE) {
            throw new OpenFailed();
        }
        RatchetState next = state.copy();
        boolean opened = false;
        try {
            next.skipped.expire(now);
            Opened result = openIn(next, envelope, random, now);
            opened = true;
            return result;
        } finally {
            if (!opened) {
                next.close();
            }
        }
    }

    private static Opened openIn(
            RatchetState next, byte[] envelope, RandomSource random, Instant now) {
        byte[] head = Arrays.copyOf(envelope, HEAD);
        ReceivingChain current = next.receiving;
        if (current != null) {
            Header header = header(current.headerKey, next, head);
            if (header != null) {
                return openInCurrent(next, current, header, envelope, now);
            }
        }
        Header header = header(next.nextReceivingHeaderKey, next, head);
        if (header != null) {
            return openInNew(next, header, envelope, random, now);
        }
        for (SecretKey headerKey : next.skipped.headerKeys()) {
            header = header(headerKey, next, head);
            if (header != null) {
                return openSkipped(next, headerKey, header, envelope);
            }
        }
        throw new OpenFailed();
    }

    private static Opened openInCurrent(
            RatchetState next, ReceivingChain chain, Header header, byte[] envelope, Instant now) {
        if (!header.dhPub().equals(chain.dhPub) || header.kem() != next.kem.receiving) {
            throw new OpenFailed();
        }
        if (header.n() < chain.next) {
            return openSkipped(next, chain.headerKey, header, envelope);
        }
        if (header.n() - chain.next > MAX_SKIP) {
            throw new OpenFailed();
        }
        return openNext(next, chain, header, envelope, now);
    }

    /** The peer has begun a new chain: both halves of the root step, the sending one last. */
    private static Opened openInNew(
            RatchetState next, Header header, byte[] envelope, RandomSource random, Instant now) {
        ReceivingChain old = next.receiving;
        long left = old == null ? 0 : Math.max(0, header.previousLength() - old.next);
        if (left + header.n() > MAX_SKIP) {
            throw new OpenFailed();
        }
        KemState.Shared mixed = next.kem.forReceiving(header.kem());
        RootStep receive = RootStep.of(next.rootKey, next.dhSecret, header.dhPub(), mixed);
        replaceRoot(next, receive.rootKey());
        if (old != null) {
            skip(next, old, header.previousLength(), now);
            old.close();
        }
        ReceivingChain chain =
                new ReceivingChain(header.dhPub(), receive.chainKey(), next.nextReceivingHeaderKey);
        next.receiving = chain;
        next.nextReceivingHeaderKey = receive.nextHeaderKey();
        Opened opened = openNext(next, chain, header, envelope, now);
        turn(next, random, now);
        return opened;
    }

    /** The sending half of a root step: a new key of ours, a new chain. */
    private static void turn(RatchetState next, RandomSource random, Instant now) {
        ReceivingChain peer = Objects.requireNonNull(next.receiving);
        SendingChain old = next.sending;
        SecretKey fresh = SecretKey.random(random);
        RootStep send = RootStep.of(next.rootKey, fresh, peer.dhPub, next.kem.forSending(now));
        replaceRoot(next, send.rootKey());
        next.dhSecret.close();
        next.previousDhPub = next.dhPub;
        next.dhSecret = fresh;
        next.dhPub = PublicKey.of(X25519.publicKey(fresh.expose()));
        next.sending =
                new SendingChain(
                        send.chainKey(), old.nextHeaderKey.copy(), send.nextHeaderKey(), old.next);
        old.close();
    }

    private static Opened openNext(
            RatchetState next, ReceivingChain chain, Header header, byte[] envelope, Instant now) {
        skip(next, chain, header.n(), now);
        try (SecretKey messageKey = messageKey(chain.chainKey)) {
            byte[] body = body(messageKey, envelope);
            chain.chainKey = advance(chain.chainKey);
            chain.next++;
            return new Opened(next, body, header.dhPub(), header.n());
        }
    }

    private static Opened openSkipped(
            RatchetState next, SecretKey headerKey, Header header, byte[] envelope) {
        try (SecretKey messageKey = next.skipped.take(headerKey, header.n())) {
            if (messageKey == null) {
                throw new OpenFailed();
            }
            byte[] body = body(messageKey, envelope);
            return new Opened(next, body, header.dhPub(), header.n());
        }
    }

    private static void skip(RatchetState next, ReceivingChain chain, int until, Instant now) {
        while (chain.next < until) {
            SecretKey messageKey = messageKey(chain.chainKey);
            next.skipped.put(chain.headerKey, chain.next, messageKey, now);
            chain.chainKey = advance(chain.chainKey);
            chain.next++;
        }
    }

    /** What the session says of itself, for {@code SessionCheck}. */
    public static SessionView view(RatchetState state) {
        ReceivingChain in = state.receiving;
        return new SessionView(
                state.sessionId(),
                state.role(),
                state.dhPub,
                state.sending.next,
                state.previousDhPub,
                state.sending.previousLength,
                in == null ? SessionView.NONE : in.dhPub,
                in == null ? 0 : in.next);
    }

    /** Null if the header is not sealed with this key; throws if it is, and is no header. */
    private static @Nullable Header header(SecretKey key, RatchetState state, byte[] head) {
        byte[] plain;
        try {
            plain =
                    XAead.open(
                            key.expose(),
                            Arrays.copyOf(head, NONCE),
                            state.session.ad().toArray(),
                            Arrays.copyOfRange(head, NONCE, HEAD));
        } catch (OpenFailed e) {
            return null;
        }
        return Header.decode(plain);
    }

    private static byte[] body(SecretKey messageKey, byte[] envelope) {
        byte[] head = Arrays.copyOf(envelope, HEAD);
        try (SecretKey bodyKey = bodyKey(messageKey, head)) {
            byte[] sealed = Arrays.copyOfRange(envelope, HEAD, ENVELOPE_SIZE);
            return Aead.open(bodyKey.expose(), BODY_NONCE, head, sealed);
        }
    }

    private static SecretKey messageKey(SecretKey chainKey) {
        return SecretKey.take(Blake2b.prf(chainKey.expose(), "QDv1 msg key", ONE));
    }

    /** The next chain key; the present one is wiped. */
    private static SecretKey advance(SecretKey chainKey) {
        try (chainKey) {
            return SecretKey.take(Blake2b.prf(chainKey.expose(), "QDv1 chain next", TWO));
        }
    }

    private static SecretKey bodyKey(SecretKey messageKey, byte[] head) {
        return SecretKey.take(Blake2b.prf(messageKey.expose(), "QDv1 body seal", head));
    }

    private static void replaceRoot(RatchetState next, SecretKey rootKey) {
        next.rootKey.close();
        next.rootKey = rootKey;
    }
}
