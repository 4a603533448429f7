package org.quietdrop.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;
import org.quietdrop.crypto.pairing.VersionRange;
import org.quietdrop.node.contact.InvitedRelation;
import org.quietdrop.node.contact.PairedKeys;
import org.quietdrop.node.contact.Relation;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.node.wire.Frame;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** From the hello of an invitation to the keys of both, whoever of the two dials. */
final class InvitationHandshakeTest {
    /** Hello, XX1, XX2, XX3; then a cell each, or only Bob's. */
    private static final int[] SIZES = {32, 48, 2_064, 32, 64, 4_096, 4_096, 4_096, 4_096};

    private final Self alice = People.self("Alice");
    private final Self bob = People.self("Bob");
    private final SecretKey secret = SecretKey.random(People.RANDOM);
    private final Bytes atAlice = Bytes.of(People.RANDOM.bytes(16));
    private final Bytes atBob = Bytes.of(People.RANDOM.bytes(16));

    private Relation accepted(UserId inviter, SecretKey with) {
        return new InvitedRelation(atAlice, false, Optional.of(inviter), with);
    }

    private Relation ours(Optional<UserId> expected) {
        return new InvitedRelation(atBob, true, expected, secret);
    }

    private InMemory run(boolean aliceDials, InMemory.Tamper tamper) {
        return run(
                aliceDials,
                bob,
                accepted(bob.identity().userId(), secret),
                ours(Optional.empty()),
                tamper);
    }

    private InMemory run(
            boolean aliceDials,
            Self asBob,
            Relation alices,
            Relation bobs,
            InMemory.Tamper tamper) {
        Inviting a = new Inviting(alice, 4_001, "192.0.2.2");
        Inviting b = new Inviting(asBob, 4_002, "192.0.2.1");
        Handshake first =
                aliceDials
                        ? new LinkDialler(a, People.book(alices), People.RANDOM)
                        : new LinkDialler(b, People.book(bobs), People.RANDOM);
        Handshake second =
                aliceDials
                        ? new LinkAnswerer(b, People.book(bobs), People.RANDOM)
                        : new LinkAnswerer(a, People.book(alices), People.RANDOM);
        return InMemory.run(first, second, tamper);
    }

    private static InMemory.End alice(InMemory wire, boolean aliceDials) {
        return aliceDials ? wire.first : wire.second;
    }

    private static InMemory.End bob(InMemory wire, boolean aliceDials) {
        return aliceDials ? wire.second : wire.first;
    }

    private static void proceed(InMemory wire, InMemory.End from, List<Frame> frames) {
        InMemory.End to = from == wire.first ? wire.second : wire.first;
        wire.carry(to, ((Handshake.Pairing) from.handshake).proceed(frames));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bothGetTheSameKeysWhoeverDials(boolean aliceDials) {
        int[] sizes = {0};
        InMemory wire =
                run(
                        aliceDials,
                        (number, bytes) -> {
                            assertEquals(SIZES[number], bytes.length);
                            sizes[0]++;
                            return bytes;
                        });
        InMemory.End a = alice(wire, aliceDials);
        InMemory.End b = bob(wire, aliceDials);
        assertFalse(b.keyed(), "nothing of Alice's that depends on keys left before her commit");
        PairedKeys hers = CodeHandshakeTest.keys(a);
        proceed(wire, a, List.of());
        PairedKeys his = CodeHandshakeTest.keys(b);
        assertEquals(bob.identity().userId(), hers.card().userId());
        assertEquals(alice.identity().userId(), his.card().userId());
        assertEquals(hers.keys().sessionId(), his.keys().sessionId());
        assertTrue(hers.keys().linkPsk().sameAs(his.keys().linkPsk()));
        assertEquals(hers.ratchetKey(), his.ratchetKey());
        assertTrue(hers.alice());
        assertFalse(his.alice());
        assertEquals(List.of(new Endpoint("192.0.2.2", 4_002)), hers.addresses());
        assertEquals(List.of(new Endpoint("192.0.2.1", 4_001)), his.addresses());
        proceed(wire, b, List.of(CodeHandshakeTest.check(his)));
        Step.Confirmed confirmed = assertInstanceOf(Step.Confirmed.class, a.last());
        assertEquals(hers.keys().sessionId(), confirmed.relation().sessionId());
        assertEquals(bob.identity().userId(), confirmed.relation().peer());
        assertNull(wire.first.failure);
        assertNull(wire.second.failure);
        assertEquals(aliceDials ? 8 : 9, sizes[0]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eachSideNamesTheInvitationAsItKnowsIt(boolean aliceDials) {
        InMemory wire = run(aliceDials, InMemory.Tamper.NONE);
        assertEquals(atAlice, invited(alice(wire, aliceDials)).invitation());
        assertEquals(atBob, invited(bob(wire, aliceDials)).invitation());
        assertTrue(invited(bob(wire, aliceDials)).inviter());
        assertFalse(invited(alice(wire, aliceDials)).inviter());
    }

    private static Step.Invited invited(InMemory.End end) {
        return end.steps.stream()
                .filter(Step.Invited.class::isInstance)
                .map(Step.Invited.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneFlippedBitInAnyMessageGivesNoContact(boolean aliceDials) {
        Random random = new Random(17);
        int messages = aliceDials ? 7 : 8;
        for (int message = 0; message < messages; message++) {
            for (int round = 0; round < 12; round++) {
                int target = message;
                int bit = random.nextInt(SIZES[message] * 8);
                InMemory wire =
                        run(
                                aliceDials,
                                (number, bytes) ->
                                        number == target
                                                ? LinkHandshakeTest.flip(bytes, bit)
                                                : bytes);
                InMemory.End a = alice(wire, aliceDials);
                if (a.keyed()) proceed(wire, a, List.of());
                String where = "message " + message + ", bit " + bit;
                assertFalse(bob(wire, aliceDials).keyed(), where);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withAnotherSecretBothMeetAStranger(boolean aliceDials) {
        Relation other = accepted(bob.identity().userId(), SecretKey.random(People.RANDOM));
        InMemory wire = run(aliceDials, bob, other, ours(Optional.empty()), InMemory.Tamper.NONE);
        assertInstanceOf(Step.Stranger.class, wire.first.last());
        assertTrue(wire.second.steps.stream().allMatch(Step.Say.class::isInstance));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void somebodyElseWithTheSecretIsNotTheInviter(boolean aliceDials) {
        Self mallory = People.self("Mallory");
        // With his own name he is no match in the hello; under Bob's name his card gives him away.
        InMemory asHimself =
                run(
                        aliceDials,
                        mallory,
                        accepted(bob.identity().userId(), secret),
                        ours(Optional.empty()),
                        InMemory.Tamper.NONE);
        assertFalse(alice(asHimself, aliceDials).keyed());
        Self asBob = new Self(mallory.identity(), bob.card(), VersionRange.CURRENT);
        Relation forMallory = accepted(mallory.identity().userId(), secret);
        InMemory wire =
                run(aliceDials, asBob, forMallory, ours(Optional.empty()), InMemory.Tamper.NONE);
        assertNotNull(alice(wire, aliceDials).failure);
        assertFalse(alice(wire, aliceDials).keyed());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsExpectedMustCome(boolean aliceDials) {
        UserId other = People.self("Carol").identity().userId();
        for (UserId expected : List.of(alice.identity().userId(), other)) {
            InMemory wire =
                    run(
                            aliceDials,
                            bob,
                            accepted(bob.identity().userId(), secret),
                            ours(Optional.of(expected)),
                            InMemory.Tamper.NONE);
            InMemory.End a = alice(wire, aliceDials);
            if (a.keyed()) proceed(wire, a, List.of());
            assertEquals(!expected.equals(other), bob(wire, aliceDials).keyed());
        }
    }

    @Test
    void twoRunsOfOneInvitationHaveNothingInCommon() {
        Bytes[] sessions = new Bytes[2];
        for (int i = 0; i < 2; i++) {
            sessions[i] =
                    CodeHandshakeTest.keys(run(true, InMemory.Tamper.NONE).first)
                            .keys()
                            .sessionId();
        }
        assertNotEquals(sessions[0], sessions[1]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCellThatSaysSomethingElseConfirmsNothing(boolean aliceDials) {
        InMemory wire = run(aliceDials, InMemory.Tamper.NONE);
        InMemory.End a = alice(wire, aliceDials);
        InMemory.End b = bob(wire, aliceDials);
        proceed(wire, a, List.of());
        proceed(wire, b, List.of(new Frame.Ping(1)));
        assertNotNull(a.failure);
        assertInstanceOf(Step.Keyed.class, a.last());
    }

    @Test
    void whoAnswersWithKeysOfItsOwnInPlaceOfKeyingIsRefused() {
        InMemory wire = run(false, InMemory.Tamper.NONE);
        AliceAnswers a = (AliceAnswers) wire.second.handshake;
        wire.carry(wire.first, a.seal(List.of(new Frame.NeedRenew())));
        assertNotNull(wire.first.failure);
        assertFalse(wire.first.keyed());
    }

    @Test
    void afterTheHandshakesAreClosedTheKeysLive() {
        InMemory wire = run(true, InMemory.Tamper.NONE);
        PairedKeys keys = CodeHandshakeTest.keys(wire.first);
        wire.close();
        wire.close();
        assertEquals(32, keys.keys().rootKey().size());
        keys.close();
    }
}
