package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.ratchet.DoubleRatchet;
import org.quietdrop.crypto.ratchet.KemExchange;
import org.quietdrop.crypto.ratchet.Opened;
import org.quietdrop.crypto.ratchet.RatchetState;
import org.quietdrop.crypto.ratchet.Sealed;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A whole conversation of two ratchets, with ML-KEM, over a network that does what the fuzzer says:
 * it delivers in any order, loses, doubles, changes, reflects, and lets time go by. Each envelope
 * opens once, as it was sealed, as long as it is not too old; nothing else opens; what fails leaves
 * the state as it was.
 */
public final class ConversationFuzz {
    /** So few that no more than 64 chains can have lost something. */
    private static final int STEPS = 120;

    private static final Duration TOO_OLD = Duration.ofDays(40);
    private static final byte TEXT = 0;
    private static final byte OFFER = 1;
    private static final byte ANSWER = 2;
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final RandomSource KEYS = new Random(1)::nextBytes;
    private static final UserId ALICE = UserId.of(KEYS.bytes(32));
    private static final UserId BOB = UserId.of(KEYS.bytes(32));
    private static final Bytes RK = Bytes.of(KEYS.bytes(32));
    private static final Bytes OFFERED = Bytes.of(KEYS.bytes(1_216));
    private static final Bytes CT = Bytes.of(KEYS.bytes(1_088));

    private final FuzzInput in;
    private final RandomSource random = new Random(2)::nextBytes;
    private final byte[][] states = new byte[2][];
    private final List<Sent> sent = new ArrayList<>();
    private Instant now = START;

    /** An envelope under way: from whom, what is in it, and whether it was opened. */
    private static final class Sent {
        final int from;
        final Bytes envelope;
        final Bytes body;
        final Instant when;
        boolean opened;

        Sent(int from, Bytes envelope, byte[] body, Instant when) {
            this.from = from;
            this.envelope = envelope;
            this.body = Bytes.of(body);
            this.when = when;
        }
    }

    private ConversationFuzz(FuzzInput in) {
        this.in = in;
        try (SecretKey exp = SecretKey.of(new byte[64]);
                SecretKey shared = SecretKey.of(new byte[32]);
                SecretKey rk = SecretKey.of(RK.toArray());
                PairKeys keys =
                        PairKeys.derive(
                                exp,
                                shared,
                                KeyingKind.CODE,
                                X25519.publicKey(rk.expose()),
                                OFFERED.toArray(),
                                CT.toArray())) {
            PublicKey key = PublicKey.of(X25519.publicKey(rk.expose()));
            try (RatchetState alice = DoubleRatchet.alice(keys, ALICE, BOB, key, random, START);
                    RatchetState bob = DoubleRatchet.bob(keys, ALICE, BOB, rk, START)) {
                states[0] = alice.encode();
                states[1] = bob.encode();
            }
        }
    }

    public static void fuzzerTestOneInput(byte[] data) {
        ConversationFuzz conversation = new ConversationFuzz(new FuzzInput(data));
        for (int step = 0; step < STEPS && conversation.in.more(); step++) {
            conversation.step();
        }
        conversation.deliverAll();
    }

    private void step() {
        int what = in.u8();
        int side = what >>> 7;
        switch (what % 12) {
            case 0, 1 -> seal(side, body(TEXT));
            case 2, 3 -> oldest(side);
            case 4 -> any(this::deliver);
            case 5 -> any(this::changed);
            case 6 -> any(this::reflected);
            case 7 -> any(one -> refused(1 - one.from, cut(one.envelope.toArray())));
            case 8 -> offer(side);
            case 9 -> now = now.plus(Duration.ofMinutes(in.u16()));
            case 10 -> any(this::mixed);
            default -> refused(side, Arrays.copyOf(in.take(64), DoubleRatchet.ENVELOPE_SIZE));
        }
    }

    private static byte[] body(byte kind) {
        byte[] body = new byte[DoubleRatchet.BODY_SIZE];
        body[0] = kind;
        return body;
    }

    private RatchetState state(int side) {
        return RatchetState.decode(states[side]);
    }

    private void commit(int side, RatchetState state) {
        try (state) {
            states[side] = state.encode();
        }
        try (RatchetState again = state(side)) {
            Always.that(Arrays.equals(states[side], again.encode()), "a state, written again");
        }
    }

    private void seal(int side, byte[] body) {
        ByteBuffer.wrap(body, 1, 4).putInt(sent.size());
        try (RatchetState before = state(side)) {
            Sealed sealed = DoubleRatchet.seal(before, body, random);
            commit(side, sealed.state());
            sent.add(new Sent(side, sealed.envelope(), body, now));
        }
    }

    private interface Deed {
        void to(Sent one);
    }

    private void any(Deed deed) {
        if (!sent.isEmpty()) deed.to(sent.get(in.u8() % sent.size()));
    }

    private void oldest(int from) {
        for (Sent one : sent) {
            if (one.from == from && !one.opened) {
                deliver(one);
                return;
            }
        }
    }

    private void deliver(Sent one) {
        int to = 1 - one.from;
        if (one.opened) {
            refused(to, one.envelope.toArray());
            return;
        }
        try (RatchetState before = state(to)) {
            Opened opened = DoubleRatchet.open(before, one.envelope.toArray(), random, now);
            Always.that(Arrays.equals(states[to], before.encode()), "opening changed the state");
            Always.that(Bytes.of(opened.body()).equals(one.body), "opened as something else");
            commit(to, opened.state());
            one.opened = true;
            heard(to, opened.body());
        } catch (OpenFailed e) {
            boolean old = Duration.between(one.when, now).compareTo(TOO_OLD) >= 0;
            Always.that(old, "a true envelope did not open");
        }
    }

    private void heard(int side, byte[] body) {
        ByteBuffer content = ByteBuffer.wrap(body, 5, body.length - 5);
        switch (body[0]) {
            case OFFER -> answer(side, content.getInt(), take(content, 1_184));
            case ANSWER -> {
                int number = content.getInt();
                Bytes name = take(content, KemExchange.NAME_SIZE);
                Bytes ct = take(content, 1_088);
                try (RatchetState before = state(side)) {
                    KemExchange.take(before, number, name, ct)
                            .ifPresent(next -> commit(side, next));
                }
            }
            default -> {}
        }
    }

    private static Bytes take(ByteBuffer in, int size) {
        byte[] bytes = new byte[size];
        in.get(bytes);
        return Bytes.of(bytes);
    }

    private void offer(int side) {
        byte[] body = body(OFFER);
        try (RatchetState before = state(side)) {
            KemExchange.Offered made = KemExchange.offer(before, random, now);
            ByteBuffer.wrap(body).position(5).putInt(made.number()).put(made.ek().toArray());
            commit(side, made.state());
        } catch (IllegalStateException e) {
            // A secret waits to be mixed in: the caller asks first.
            return;
        }
        seal(side, body);
    }

    private void answer(int side, int number, Bytes ek) {
        byte[] body = body(ANSWER);
        try (RatchetState before = state(side)) {
            Optional<KemExchange.Answered> made = KemExchange.answer(before, number, ek, random);
            if (made.isEmpty()) return;
            ByteBuffer.wrap(body)
                    .position(5)
                    .putInt(made.get().number())
                    .put(made.get().name().toArray())
                    .put(made.get().ct().toArray());
            commit(side, made.get().state());
        }
        seal(side, body);
    }

    private void changed(Sent one) {
        byte[] bad = one.envelope.toArray();
        int at = in.u16() % bad.length;
        int how = in.u8();
        bad[at] ^= (byte) (how == 0 ? 1 : how);
        refused(1 - one.from, bad);
    }

    private byte[] cut(byte[] envelope) {
        int size = in.u16() % 8_192;
        return Arrays.copyOf(envelope, size == envelope.length ? size + 1 : size);
    }

    private void reflected(Sent one) {
        refused(one.from, one.envelope.toArray());
    }

    /** The beginning of one envelope and the end of another. */
    private void mixed(Sent one) {
        Sent other = sent.get(in.u8() % sent.size());
        int cut = 1 + in.u16() % (DoubleRatchet.ENVELOPE_SIZE - 1);
        byte[] bad = one.envelope.toArray();
        System.arraycopy(other.envelope.toArray(), cut, bad, cut, bad.length - cut);
        // Two nonces may begin alike: then it is a whole envelope again.
        boolean whole = Bytes.of(bad).equals(one.envelope) || Bytes.of(bad).equals(other.envelope);
        if (!whole) refused(1 - one.from, bad);
    }

    private void refused(int side, byte[] envelope) {
        try (RatchetState before = state(side)) {
            try {
                DoubleRatchet.open(before, envelope, random, now);
            } catch (OpenFailed e) {
                Always.that(Arrays.equals(states[side], before.encode()), "a refusal left a trace");
                return;
            }
        }
        throw new AssertionError("what nobody sealed, or was opened before, opened");
    }

    /** In the end all that is under way arrives, the newest first. */
    private void deliverAll() {
        for (int i = sent.size() - 1; i >= 0; i--) {
            if (!sent.get(i).opened) deliver(sent.get(i));
        }
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(new byte[] {0, 2, (byte) 132, (byte) 134, 0, 0, 4, 2, 4, 1});
        seeds.add(new byte[] {8, 2, (byte) 134, (byte) 132, (byte) 134, 0, 2, (byte) 132});
        byte[] long_ = new byte[STEPS];
        Random chance = new Random(3);
        for (int i = 0; i < 12; i++) {
            chance.nextBytes(long_);
            seeds.add(long_.clone());
        }
        return seeds;
    }
}
