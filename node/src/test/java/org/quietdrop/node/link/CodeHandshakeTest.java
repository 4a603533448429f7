package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.pairing.KeyingKind;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class CodeHandshakeTest {
    private static final int[] SIZES = {48, 32, 64, 4_096};

    private final Self alice = People.self("Alice");
    private final Self bob = People.self("Bob");
    private final PairingCode code = PairingCode.generate(People.RANDOM);

    @Test
    void bothGetTheSameKeysAndEachOthersCards() {
        InMemory wire = run(alice, bob, code, code, InMemory.Tamper.NONE);
        PairedKeys a = keys(wire.first);
        assertFalse(wire.second.keyed(), "nothing of Alice's left before her commit");
        wire.carry(wire.second, ((CodeTypist) wire.first.handshake).proceed(List.of()));
        PairedKeys b = keys(wire.second);

        assertEquals(bob.identity().userId(), a.card().userId());
        assertEquals(alice.identity().userId(), b.card().userId());
        assertEquals(a.keys().sessionId(), b.keys().sessionId());
        assertEquals(a.keys().pairWords(), b.keys().pairWords());
        assertTrue(a.keys().rootKey().sameAs(b.keys().rootKey()));
        assertTrue(a.keys().linkPsk().sameAs(b.keys().linkPsk()));
        assertTrue(a.keys().helloKey().sameAs(b.keys().helloKey()));
        assertTrue(a.alice());
        assertFalse(b.alice());
        assertEquals(a.ratchetKey(), b.ratchetKey());
        byte[] rk = publicKey(b);
        assertEquals(a.ratchetKey().bytes(), Bytes.of(rk));
        assertEquals(List.of(new Endpoint("192.0.2.2", 4_002)), a.addresses());
        assertEquals(List.of(new Endpoint("192.0.2.1", 4_001)), b.addresses());

        byte[] cell = ((CodeHolder) wire.second.handshake).proceed(List.of(check(b)));
        wire.carry(wire.first, cell);
        Step.Confirmed confirmed = assertInstanceOf(Step.Confirmed.class, wire.first.last());
        assertEquals(bob.identity().userId(), confirmed.relation().peer());
        assertEquals(a.keys().sessionId(), confirmed.relation().sessionId());
    }

    private static byte[] publicKey(PairedKeys bob) {
        return X25519.publicKey(bob.ratchetSecret().orElseThrow().expose());
    }

    @Test
    void theHandshakesCanBeClosedAndTheKeysLive() {
        InMemory wire = whole(InMemory.Tamper.NONE);
        PairedKeys a = keys(wire.first);
        PairedKeys b = keys(wire.second);
        wire.close();
        wire.close();
        assertEquals(32, a.keys().rootKey().size());
        assertEquals(32, b.ratchetSecret().orElseThrow().size());
        a.close();
        b.close();
        assertThrows(IllegalStateException.class, () -> a.keys().rootKey().expose());
        assertThrows(IllegalStateException.class, () -> b.ratchetSecret().orElseThrow().expose());
    }

    @Test
    void aWrongCodeIsATryOnBothSidesAndGivesNothing() {
        InMemory wire =
                run(alice, bob, PairingCode.generate(People.RANDOM), code, InMemory.Tamper.NONE);
        assertNotNull(wire.second.failure);
        assertFalse(wire.first.keyed() || wire.second.keyed());
        assertTrue(((CodeTypist) wire.first.handshake).burned());
        assertTrue(((CodeHolder) wire.second.handshake).burned());
    }

    @Test
    void beforeTheFirstNoiseMessageNothingBurns() {
        InMemory wire =
                run(
                        alice,
                        bob,
                        code,
                        code,
                        (number, bytes) -> number == 1 ? new byte[bytes.length] : bytes);
        assertNotNull(wire.first.failure, "the identity is no share");
        assertFalse(((CodeTypist) wire.first.handshake).burned());
        assertFalse(((CodeHolder) wire.second.handshake).burned());
        InMemory other =
                run(
                        alice,
                        bob,
                        code,
                        code,
                        (number, bytes) -> {
                            if (number == 0) Arrays.fill(bytes, 16, 48, (byte) 0);
                            return bytes;
                        });
        assertNotNull(other.second.failure);
    }

    @Test
    void oneFlippedBitInAnyMessageEndsIt() {
        Random random = new Random(5);
        int[] sizes = {48, 32, 64, 4_096, 4_096};
        for (int message = 0; message < sizes.length; message++) {
            for (int round = 0; round < 12; round++) {
                int target = message;
                int bit = random.nextInt(sizes[message] * 8);
                InMemory wire =
                        whole((number, bytes) ->
                                number == target ? LinkHandshakeTest.flip(bytes, bit) : bytes);
                assertFalse(wire.second.keyed(), "message " + message + ", bit " + bit);
                assertEquals(message == 4, wire.first.keyed(), "message " + message);
            }
        }
    }

    @Test
    void aFlippedBitInTheConfirmationLeavesAlicePending() {
        InMemory wire =
                whole((number, bytes) -> number == 5 ? LinkHandshakeTest.flip(bytes, 9) : bytes);
        PairedKeys b = keys(wire.second);
        wire.carry(wire.first, ((CodeHolder) wire.second.handshake).proceed(List.of(check(b))));
        assertNotNull(wire.first.failure);
        assertInstanceOf(Step.Keyed.class, wire.first.last());
    }

    @Test
    void onlyASessionCheckOfTheNewSessionConfirms() {
        Frame other =
                new Frame.SessionCheck(
                        Bytes.of(new byte[16]),
                        Bytes.of(new byte[32]),
                        0,
                        Bytes.of(new byte[32]),
                        0,
                        1);
        for (List<Frame> said : List.of(List.of(other), List.<Frame>of(new Frame.Ping(1)))) {
            InMemory wire = whole(InMemory.Tamper.NONE);
            wire.carry(wire.first, ((CodeHolder) wire.second.handshake).proceed(said));
            assertNotNull(wire.first.failure);
        }
    }

    @Test
    void nobodyPairsWithHimself() {
        InMemory wire = run(alice, alice, code, code, InMemory.Tamper.NONE);
        assertNotNull(wire.first.failure);
        assertFalse(wire.first.keyed() || wire.second.keyed());
    }

    @Test
    void somebodyElsesCardIsRefusedByEitherSide() {
        Self mallory = People.self("Mallory");
        Self asBob = new Self(mallory.identity(), bob.card(), VersionRange.CURRENT);
        InMemory holder = run(alice, asBob, code, code, InMemory.Tamper.NONE);
        assertNotNull(holder.first.failure);
        InMemory typist = run(asBob, alice, code, code, InMemory.Tamper.NONE);
        typist.carry(typist.second, ((CodeTypist) typist.first.handshake).proceed(List.of()));
        assertNotNull(typist.second.failure);
        assertFalse(typist.second.keyed());
    }

    @Test
    void versionsMustMeet() {
        Self later = new Self(bob.identity(), bob.card(), new VersionRange(2, 2, 0));
        assertNotNull(run(alice, later, code, code, InMemory.Tamper.NONE).second.failure);
        Self both = new Self(bob.identity(), bob.card(), new VersionRange(1, 2, 0));
        assertTrue(run(alice, both, code, code, InMemory.Tamper.NONE).first.keyed());
    }

    @Test
    void proceedingBeforeTheCommitIsAMistakeOfOurs() {
        CodeTypist typist = new CodeTypist(party(alice, 1), code, People.RANDOM);
        CodeHolder holder = new CodeHolder(party(bob, 2), code, People.RANDOM);
        assertThrows(IllegalStateException.class, () -> typist.proceed(List.of()));
        assertThrows(IllegalStateException.class, () -> holder.proceed(List.of()));
    }

    @Test
    void sizesAreFixed() {
        run(
                alice,
                bob,
                code,
                code,
                (number, bytes) -> {
                    assertEquals(SIZES[number], bytes.length);
                    return bytes;
                });
    }

    /** Up to the keys of both sides, as far as it comes. */
    private InMemory whole(InMemory.Tamper tamper) {
        InMemory wire = run(alice, bob, code, code, tamper);
        if (wire.first.keyed()) {
            wire.carry(wire.second, ((CodeTypist) wire.first.handshake).proceed(List.of()));
        }
        return wire;
    }

    private static InMemory run(
            Self typist, Self holder, PairingCode typed, PairingCode held, InMemory.Tamper tamper) {
        return InMemory.run(
                new CodeTypist(party(typist, 1), typed, People.RANDOM),
                new CodeHolder(party(holder, 2), held, People.RANDOM),
                tamper);
    }

    private static PairingParty party(Self self, int number) {
        return new PairingParty(
                self, 4_000 + number, "192.0.2." + (3 - number), KeyingKind.CODE, Optional.empty());
    }

    static PairedKeys keys(InMemory.End end) {
        return end.steps.stream()
                .filter(Step.Keyed.class::isInstance)
                .map(step -> ((Step.Keyed) step).keys())
                .findFirst()
                .orElseThrow();
    }

    static Frame check(PairedKeys keys) {
        return new Frame.SessionCheck(
                keys.keys().sessionId(),
                keys.ratchetKey().bytes(),
                0,
                Bytes.of(new byte[32]),
                0,
                1);
    }
}
