package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.Ed25519;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.hello.HelloInitiator;
import org.quietdrop.crypto.hello.HelloMatch;
import org.quietdrop.crypto.hello.HelloRelation;
import org.quietdrop.crypto.hello.HelloResponder;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.noise.HandshakeState.Role;
import org.quietdrop.crypto.pairing.CodeExchange;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.Kk2Payload;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.crypto.pairing.XxPayload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Two sides of a hello, a link, a pairing, a code exchange or keying, and somebody between them who
 * changes what he likes; and the payloads and cards that may be inside.
 */
public final class HandshakeFuzz {
    private static final int[] KK = {16, 4_048};
    private static final int[] XX = {16, 4_000, 4_032};
    private static final byte[] PROLOGUE = "QuietDrop/1 fuzz".getBytes(StandardCharsets.US_ASCII);
    private static final RandomSource RANDOM = new Random(5)::nextBytes;
    private static final byte[] ALICE = RANDOM.bytes(32);
    private static final byte[] BOB = RANDOM.bytes(32);
    private static final byte[] PSK = RANDOM.bytes(32);
    private static final byte[] SEED = RANDOM.bytes(32);
    private static final UserId ONE = UserId.of(RANDOM.bytes(32));
    private static final UserId TWO = UserId.of(RANDOM.bytes(32));

    private static final List<XxPayload.Part> PARTS =
            List.of(XxPayload.Part.NONE, XxPayload.Part.OFFER, XxPayload.Part.ANSWER);

    private HandshakeFuzz() {}

    static RandomSource random(int seed) {
        return new Random(seed)::nextBytes;
    }

    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        switch (in.u8() % 8) {
            case 0 -> hello(in);
            case 1 -> noise(HandshakePattern.KK.withPsk(0), KK, in);
            case 2 -> noise(HandshakePattern.XX.withPsk(0), XX, in);
            case 3 -> code(in);
            case 4 -> keying(in);
            case 5 -> card(in);
            case 6 -> payloads(in);
            default -> HostileExchange.run(in);
        }
    }

    private static void hello(FuzzInput in) {
        HelloRelation atDialler = new HelloRelation(SecretKey.of(PSK), ONE, TWO);
        HelloRelation atListener = new HelloRelation(SecretKey.of(PSK), TWO, ONE);
        boolean changed = false;
        try (HelloInitiator i = new HelloInitiator(random(1));
                HelloResponder r = new HelloResponder(random(2))) {
            byte[] first = in.changed(i.first());
            changed = !Arrays.equals(first, new HelloInitiator(random(1)).first());
            byte[] reply = r.answer(first);
            byte[] second = in.changed(reply);
            changed |= !Arrays.equals(reply, second);
            byte[] slots = i.slots(second, List.of(atDialler));
            Always.that(!changed, "a changed hello went on with its slots");
            byte[] third = in.changed(slots);
            changed = !Arrays.equals(slots, third);
            HelloMatch match = r.match(third, List.of(atListener));
            Always.that(!changed && match.relation().isPresent(), "a changed slot was read");
            byte[] answer = match.answer().toArray();
            byte[] fourth = in.changed(answer);
            changed = !Arrays.equals(answer, fourth);
            boolean found = i.finish(fourth).isPresent();
            Always.that(!changed && found, "a changed answer was read");
        } catch (OpenFailed e) {
            Always.that(changed, "the true hello was refused");
        }
    }

    private static HandshakeState side(HandshakePattern pattern, Role role) {
        boolean initiator = role == Role.INITIATOR;
        HandshakeKeys keys =
                HandshakeKeys.none()
                        .withStatic(SecretKey.of(initiator ? ALICE : BOB))
                        .withPsk(SecretKey.of(PSK));
        if (pattern.initiatorKnown()) {
            byte[] other = X25519.publicKey(initiator ? BOB : ALICE);
            keys = keys.withRemote(PublicKey.of(other));
        }
        return new HandshakeState(pattern, role, PROLOGUE, keys, random(initiator ? 3 : 4));
    }

    private static void noise(HandshakePattern pattern, int[] sizes, FuzzInput in) {
        boolean changed = false;
        try (HandshakeState i = side(pattern, Role.INITIATOR);
                HandshakeState r = side(pattern, Role.RESPONDER)) {
            for (int k = 0; k < sizes.length; k++) {
                byte[] message = (k % 2 == 0 ? i : r).writeMessage(new byte[sizes[k]]);
                byte[] given = in.changed(message);
                changed = !Arrays.equals(message, given);
                byte[] payload = (k % 2 == 0 ? r : i).readMessage(given);
                Always.that(!changed && payload.length == sizes[k], "a changed message was read");
            }
            try (CellCipher there = new CellCipher(i.split());
                    CellCipher here = new CellCipher(r.split())) {
                for (int n = 0; n < 4; n++) {
                    byte[] cell = there.seal(new byte[CellCipher.PLAIN]);
                    byte[] given = in.changed(cell);
                    changed = !Arrays.equals(cell, given);
                    here.open(given);
                    Always.that(!changed, "a changed cell was read");
                }
            }
        } catch (OpenFailed e) {
            Always.that(changed, "a true message was refused");
        }
    }

    private static void code(FuzzInput in) {
        PairingCode code = PairingCode.generate(random(6));
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random(7))) {
            byte[] first = in.changed(typist.first());
            CodeExchange.Holder holder = new CodeExchange.Holder(code, first, random(8));
            byte[] reply = in.changed(holder.reply());
            CodeExchange.Result typed = typist.finish(reply);
            boolean same = typed.psk().sameAs(holder.result().psk());
            boolean true_ =
                    Arrays.equals(first, typist.first()) && Arrays.equals(reply, holder.reply());
            Always.that(same == true_, "a code exchange agreed though it was changed, or did not");
        } catch (OpenFailed e) {
            // What is no point ends it.
        }
    }

    private static void keying(FuzzInput in) {
        try (Keying.Bob bob = new Keying.Bob(random(9));
                SecretKey exp = SecretKey.of(new byte[64])) {
            byte[] offer = in.changed(bob.offer().toArray());
            try (Keying.Alice alice = new Keying.Alice(offer, random(10))) {
                byte[] answer = in.changed(alice.answer().toArray());
                boolean true_ =
                        Arrays.equals(offer, bob.offer().toArray())
                                && Arrays.equals(answer, alice.answer().toArray());
                try (PairKeys left = alice.keys(exp, KeyingKind.CODE);
                        PairKeys right = bob.take(answer, exp, KeyingKind.CODE)) {
                    boolean same = left.sessionId().equals(right.sessionId());
                    Always.that(same == true_, "keying agreed though it was changed, or did not");
                }
            }
        } catch (OpenFailed e) {
            // What is no key, or has another size, ends it.
        }
    }

    /** With a true signature over whatever it is: only so the rest of a card is looked at. */
    private static void card(FuzzInput in) {
        byte[] body = Arrays.copyOf(in.rest(), 192);
        System.arraycopy(Ed25519.publicKey(SEED), 0, body, 1, 32);
        byte[] prefix = "QDv1 card".getBytes(StandardCharsets.US_ASCII);
        byte[] card = Bytes.join(body, Ed25519.sign(SEED, Bytes.join(prefix, body)));
        try {
            Card read = Card.decode(card);
            Always.that(Arrays.equals(card, read.encode()), "a card, written again");
            Always.that(
                    read.name().getBytes(StandardCharsets.UTF_8).length <= 62, "a name's length");
        } catch (OpenFailed e) {
            // No card.
        }
    }

    private static void payloads(FuzzInput in) {
        int which = in.u8();
        byte[] rest = in.rest();
        switch (which % 3) {
            case 0 ->
                    Always.decodes(
                            which < 128 ? Arrays.copyOf(rest, 16) : rest,
                            VersionRange::decode,
                            VersionRange::encode,
                            OpenFailed.class);
            case 1 ->
                    Always.decodes(
                            which < 128 ? Arrays.copyOf(rest, Kk2Payload.SIZE) : rest,
                            Kk2Payload::decode,
                            Kk2Payload::encode,
                            OpenFailed.class);
            default -> {
                int size = (which & 8) == 0 ? XxPayload.XX2 : XxPayload.XX3;
                XxPayload.Part part = PARTS.get(which / 16 % 3);
                Always.decodes(
                        which < 240 ? Arrays.copyOf(rest, size) : rest,
                        bytes -> XxPayload.decode(bytes, size, part),
                        payload -> payload.encode(size),
                        OpenFailed.class);
            }
        }
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (int kind = 0; kind < 5; kind++) {
            seeds.add(new byte[] {(byte) kind});
            for (int at = 1; at < 6; at++) {
                byte[] bad = new byte[at + 5];
                bad[0] = (byte) kind;
                bad[at] = 1;
                bad[at + 2] = 9;
                bad[at + 3] = 1;
                seeds.add(bad);
            }
        }
        try (Identity identity = Identity.fromSeed(SecretKey.of(SEED))) {
            Card card = identity.card("Zo\u00eb");
            seeds.add(Bytes.join(new byte[] {5}, Arrays.copyOf(card.encode(), 192)));
            int[] sizes = {0, Keying.OFFER_SIZE, Keying.ANSWER_SIZE};
            for (int part = 0; part < sizes.length; part++) {
                Bytes keying = Bytes.of(new byte[sizes[part]]);
                byte[] payload =
                        new XxPayload(VersionRange.CURRENT, card, 4711, PARTS.get(part), keying)
                                .encode(XxPayload.XX2);
                byte which = (byte) (part * 16 + 2);
                seeds.add(Bytes.join(new byte[] {6, which}, Arrays.copyOf(payload, 300)));
            }
        }
        seeds.add(new byte[] {7, 0, 0, 0, 0, 1, 1});
        seeds.add(new byte[] {7, 1, 0, 9, 4, 0, 0, 0, 1, 1, 1});
        seeds.add(Bytes.join(new byte[] {6, 0}, VersionRange.CURRENT.encode()));
        seeds.add(Bytes.join(new byte[] {6, 1}, VersionRange.CURRENT.encode()));
        return seeds;
    }
}
