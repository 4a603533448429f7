package org.quietdrop.tests.bench;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.identity.Card;
import org.quietdrop.crypto.identity.Identity;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;
import org.quietdrop.crypto.pairing.CodeExchange;
import org.quietdrop.crypto.pairing.Keying;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairKeys;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.crypto.pairing.XxPayload;
import org.quietdrop.crypto.ratchet.DoubleRatchet;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How two people of ours come to a session: XXpsk0 with their cards, the keying with ML-KEM inside
 * it, both ends of the ratchet. Alice is the initiator. The identities and the signed cards were
 * there before.
 */
final class OwnPairing {
    private static final HandshakePattern XX = HandshakePattern.XX.withPsk(0);
    private static final String EXPORT = "QuietDrop/1 export";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final SystemRandom random = new SystemRandom();
    private final SecretKey psk = SecretKey.random(random);
    private final Person alice = new Person("Alice");
    private final Person bob = new Person("Bob");

    private final class Person {
        final Identity identity = Identity.fromSeed(SecretKey.random(random));
        final HandshakeKeys keys =
                HandshakeKeys.none().withStatic(identity.dhSecret(), identity.dhKey());
        final Card card;

        Person(String name) {
            card = identity.card(name);
        }

        HandshakeState handshake(HandshakeState.Role role, Prelude prelude) {
            byte[] prologue = prelude.prologue().toArray();
            return new HandshakeState(XX, role, prologue, keys.withPsk(prelude.psk()), random);
        }

        byte[] payload(XxPayload.Part part, Bytes keying, int size) {
            return new XxPayload(VersionRange.CURRENT, card, 0, part, keying).encode(size);
        }

        XxPayload read(byte[] payload, int size, XxPayload.Part part, HandshakeState noise) {
            XxPayload theirs = XxPayload.decode(payload, size, part);
            PublicKey proved = Objects.requireNonNull(noise.remoteStatic());
            theirs.check(proved, identity.userId(), Optional.empty());
            return theirs;
        }
    }

    /** What both sides had before the handshake. */
    private record Prelude(SecretKey psk, Bytes prologue) {}

    /** With a secret that both have already. */
    OwnSession withSecret(boolean kem) {
        Prelude both = new Prelude(psk, Bytes.of(new byte[96]));
        return meet(both, both, kem);
    }

    /** With a code that one reads to the other: CPace comes first. */
    OwnSession withCode(PairingCode code) {
        CodeExchange.Typist typist = new CodeExchange.Typist(code, random);
        CodeExchange.Holder holder = new CodeExchange.Holder(code, typist.first(), random);
        CodeExchange.Result hers = typist.finish(holder.reply());
        CodeExchange.Result his = holder.result();
        try (SecretKey hersPsk = hers.psk();
                SecretKey hisPsk = his.psk()) {
            return meet(
                    new Prelude(hersPsk, hers.prologue()),
                    new Prelude(hisPsk, his.prologue()),
                    false);
        }
    }

    private OwnSession meet(Prelude hers, Prelude his, boolean kem) {
        try (HandshakeState a = alice.handshake(HandshakeState.Role.INITIATOR, hers);
                HandshakeState b = bob.handshake(HandshakeState.Role.RESPONDER, his);
                Keying.Bob offering = new Keying.Bob(random)) {
            VersionRange.decode(b.readMessage(a.writeMessage(VersionRange.CURRENT.encode())));
            byte[] xx2 =
                    b.writeMessage(
                            bob.payload(XxPayload.Part.OFFER, offering.offer(), XxPayload.XX2));
            XxPayload offer =
                    alice.read(a.readMessage(xx2), XxPayload.XX2, XxPayload.Part.OFFER, a);
            try (Keying.Alice answering = new Keying.Alice(offer.keying().toArray(), random)) {
                byte[] xx3 =
                        a.writeMessage(
                                alice.payload(
                                        XxPayload.Part.ANSWER, answering.answer(), XxPayload.XX3));
                XxPayload answer =
                        bob.read(b.readMessage(xx3), XxPayload.XX3, XxPayload.Part.ANSWER, b);
                return session(a, b, answering, offering, offer, answer, kem);
            }
        }
    }

    private OwnSession session(
            HandshakeState a,
            HandshakeState b,
            Keying.Alice answering,
            Keying.Bob offering,
            XxPayload bobs,
            XxPayload alices,
            boolean kem) {
        try (SecretKey expA = SecretKey.take(a.export(EXPORT));
                SecretKey expB = SecretKey.take(b.export(EXPORT));
                PairKeys hers = answering.keys(expA, KeyingKind.CODE);
                PairKeys his = offering.take(alices.keying().toArray(), expB, KeyingKind.CODE)) {
            a.split().close();
            b.split().close();
            return new OwnSession(
                    DoubleRatchet.alice(
                            hers,
                            alice.identity.userId(),
                            bobs.card().userId(),
                            answering.ratchetKey(),
                            random,
                            NOW),
                    DoubleRatchet.bob(
                            his,
                            alices.card().userId(),
                            bob.identity.userId(),
                            offering.ratchetSecret(),
                            NOW),
                    kem);
        }
    }
}
