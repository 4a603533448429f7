package org.quietdrop.crypto.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.Refusals;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SeededRandom;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.noise.HandshakeState.Role;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever is changed in a message of a link or a pairing is refused, by the same calls at every
 * place that Noise seals together; and nothing can be left out or talked down.
 */
final class HandshakeRefusalTest {
    private static final int[] KK = {16, 4_048};
    private static final int[] XX = {16, 4_000, 4_032};

    private final SeededRandom random = new SeededRandom(42);
    private final SecretKey alice = SecretKey.random(random);
    private final SecretKey bob = SecretKey.random(random);
    private final SecretKey psk = SecretKey.random(random);

    /**
     * One session: who takes part in it is the same each time, the rest follows from the number.
     */
    private final class Session {
        final HandshakePattern pattern;
        final int[] payloads;
        final int number;
        final byte[] prologue;
        final List<byte[]> messages = new ArrayList<>();

        Session(HandshakePattern pattern, int[] payloads, int number) {
            this.pattern = pattern;
            this.payloads = payloads;
            this.number = number;
            // As with the hello before it: no two have the same.
            byte[] h = new byte[64];
            Arrays.fill(h, (byte) number);
            this.prologue = Bytes.join("QuietDrop/1 link".getBytes(StandardCharsets.US_ASCII), h);
            HandshakeState i = side(Role.INITIATOR);
            HandshakeState r = side(Role.RESPONDER);
            for (int k = 0; k < payloads.length; k++) {
                byte[] message = (k % 2 == 0 ? i : r).writeMessage(new byte[payloads[k]]);
                assertEquals(payloads[k], (k % 2 == 0 ? r : i).readMessage(message).length);
                messages.add(message);
            }
        }

        HandshakeState side(Role role) {
            return side(role, pattern, psk, prologue);
        }

        HandshakeState side(Role role, HandshakePattern of, SecretKey key, byte[] prologue) {
            boolean initiator = role == Role.INITIATOR;
            HandshakeKeys keys = HandshakeKeys.none().withStatic(initiator ? alice : bob);
            if (of.initiatorKnown()) {
                keys = keys.withRemote(publicKey(initiator ? bob : alice));
            }
            if (of.usesPsk()) {
                keys = keys.withPsk(key);
            }
            return new HandshakeState(
                    of, role, prologue, keys, new SeededRandom(10L * number + (initiator ? 0 : 1)));
        }

        /** Who reads message k, where it is his turn. */
        HandshakeState reader(int k) {
            Role role = k % 2 == 0 ? Role.RESPONDER : Role.INITIATOR;
            return upTo(k, side(role), role);
        }

        HandshakeState upTo(int k, HandshakeState side, Role role) {
            for (int j = 0; j < k; j++) {
                if ((j % 2 == 0) == (role == Role.INITIATOR)) {
                    side.writeMessage(new byte[payloads[j]]);
                } else {
                    side.readMessage(messages.get(j));
                }
            }
            return side;
        }
    }

    private static PublicKey publicKey(SecretKey secret) {
        return PublicKey.of(X25519.publicKey(secret.expose()));
    }

    private Session kk(int number) {
        return new Session(HandshakePattern.KK.withPsk(0), KK, number);
    }

    private Session xx(int number) {
        return new Session(HandshakePattern.XX.withPsk(0), XX, number);
    }

    /** All bits of short messages and of both ends of long ones, and one bit of each byte. */
    private static Refusals changed(Session session, int k, int from, int until, String what) {
        Refusals all = new Refusals(session.pattern.name() + " " + (k + 1) + what);
        byte[] good = session.messages.get(k);
        Refusals.Attempt attempt =
                bad -> {
                    HandshakeState reader = session.reader(k);
                    return () -> reader.readMessage(bad);
                };
        int bits = until - from <= 128 ? until - from : 64;
        all.flips(good, from, from + bits, attempt);
        if (until - from > 128) {
            all.flipsOfBytes(good, from + bits, until - bits, attempt);
            all.flips(good, until - bits, until, attempt);
        }
        all.print();
        return all;
    }

    private byte[] secrets() {
        return Bytes.join(alice.expose(), bob.expose(), psk.expose());
    }

    @Test
    void aChangedLinkMessageIsRefusedByTheSameCalls() {
        byte[] before = secrets();
        Session link = kk(1);
        assertEquals(512, changed(link, 0, 0, 64, "").count());
        assertEquals(4_096 + 7 * 128, changed(link, 1, 0, 4_096, "").count());
        assertArrayEquals(before, secrets());
    }

    /**
     * XX seals the static key by itself, before the key that the payload is sealed with exists: so
     * there are two places to fail at, and the first is the beginning of the second.
     */
    @Test
    void aChangedPairingMessageIsRefusedByTheSameCallsInEachSealedPart() {
        byte[] before = secrets();
        Session pairing = xx(1);
        assertEquals(512, changed(pairing, 0, 0, 64, "").count());
        beginsWith(
                changed(pairing, 1, 0, 80, ", keys"), changed(pairing, 1, 80, 4_096, ", payload"));
        beginsWith(
                changed(pairing, 2, 0, 48, ", key"), changed(pairing, 2, 48, 4_096, ", payload"));
        assertArrayEquals(before, secrets());
    }

    private static void beginsWith(Refusals early, Refusals late) {
        assertNotEquals(early.calls(), late.calls());
        assertEquals(early.calls(), late.calls().subList(0, early.calls().size()));
    }

    @Test
    void aChangedCellIsRefusedByOneCall() {
        byte[] cell = transport().seal(new byte[CellCipher.PLAIN]);
        Refusals all = new Refusals("Cell");
        all.flips(
                cell,
                0,
                CellCipher.WIRE,
                bad -> {
                    CellCipher reader = new CellCipher(transport());
                    return () -> reader.open(bad);
                });
        all.print();
        assertEquals(List.of("AEAD open 4096"), all.calls());
        assertEquals(32_768, all.count());
    }

    @Test
    void aCellOfAnotherSizeAsksNothing() {
        byte[] cell = transport().seal(new byte[CellCipher.PLAIN]);
        Refusals all = new Refusals("Cell of another size");
        for (int size = 0; size < 2 * cell.length; size++) {
            if (size != cell.length) {
                byte[] other = Arrays.copyOf(cell, size);
                CellCipher reader = new CellCipher(transport());
                all.add("size " + size, () -> reader.open(other));
            }
        }
        assertEquals(List.of(), all.calls());
    }

    private TransportState transport() {
        return new TransportState(
                new CipherState(psk.copy()), new CipherState(psk.copy()), Bytes.of(new byte[64]));
    }

    @Test
    void cutLengthenedReplayedReorderedAndMixedMessagesAreRefused() {
        for (List<Session> two : List.of(List.of(kk(1), kk(2)), List.of(xx(1), xx(2)))) {
            Session session = two.get(0);
            Session other = two.get(1);
            for (int k = 0; k < session.messages.size(); k++) {
                byte[] good = session.messages.get(k);
                for (int size = 0; size < good.length; size += size < 128 ? 1 : 61) {
                    refused(session, k, Arrays.copyOf(good, size), "cut to " + size);
                }
                for (int more : new int[] {1, 16, 4_096, 70_000}) {
                    refused(session, k, Arrays.copyOf(good, good.length + more), "longer");
                }
                refused(session, k, other.messages.get(k), "of another session");
                for (int j = 0; j < session.messages.size(); j++) {
                    byte[] turn = Arrays.copyOf(session.messages.get(j), good.length);
                    if (j != k) refused(session, k, turn, "message " + (j + 1) + " in its place");
                }
                for (int cut : new int[] {16, 32, 48, 80, 2_048, 4_080}) {
                    if (cut < good.length) {
                        byte[] spliced = good.clone();
                        System.arraycopy(other.messages.get(k), 0, spliced, 0, cut);
                        refused(session, k, spliced, "begins as another");
                        byte[] tail = other.messages.get(k).clone();
                        System.arraycopy(good, 0, tail, 0, cut);
                        refused(session, k, tail, "ends as another");
                    }
                }
                assertEquals(session.payloads[k], session.reader(k).readMessage(good).length);
            }
        }
    }

    private static void refused(Session session, int k, byte[] bad, String how) {
        HandshakeState reader = session.reader(k);
        assertThrows(OpenFailed.class, () -> reader.readMessage(bad), how);
        assertThrows(IllegalStateException.class, () -> reader.readMessage(bad), "is over");
    }

    /** Every bit of label and hello hash counts, for either side and from the first message on. */
    @Test
    void anotherPrologueIsRefused() {
        for (Session session : List.of(kk(1), xx(1))) {
            for (int bit = 0; bit < session.prologue.length * 8; bit++) {
                byte[] changed = Refusals.flipped(session.prologue, bit);
                HandshakeState reader = session.side(Role.RESPONDER, session.pattern, psk, changed);
                byte[] first = session.messages.get(0);
                assertThrows(OpenFailed.class, () -> reader.readMessage(first));
            }
            HandshakeState none = session.side(Role.RESPONDER, session.pattern, psk, new byte[0]);
            assertThrows(OpenFailed.class, () -> none.readMessage(session.messages.get(0)));
        }
    }

    /** Who leaves the psk out, or has another, gets no message read, first or second. */
    @Test
    void aPskThatIsLeftOutOrChangedIsRefused() {
        for (Session session : List.of(kk(1), xx(1))) {
            HandshakePattern without =
                    session.pattern.name().startsWith("KK")
                            ? HandshakePattern.KK
                            : HandshakePattern.XX;
            HandshakeState eve = session.side(Role.INITIATOR, without, psk, session.prologue);
            byte[] first = eve.writeMessage(new byte[16]);
            for (byte[] tried : List.of(first, Arrays.copyOf(first, 64))) {
                HandshakeState reader = session.side(Role.RESPONDER);
                assertThrows(OpenFailed.class, () -> reader.readMessage(tried));
            }
            HandshakeState mallory = session.side(Role.RESPONDER, without, psk, session.prologue);
            byte[] answer = answerOf(mallory, session);
            HandshakeState dialler = session.reader(1);
            assertThrows(OpenFailed.class, () -> dialler.readMessage(answer));
            for (int bit = 0; bit < 256; bit++) {
                SecretKey other = SecretKey.take(Refusals.flipped(psk.expose(), bit));
                HandshakeState reader =
                        session.side(Role.RESPONDER, session.pattern, other, session.prologue);
                byte[] good = session.messages.get(0);
                assertThrows(OpenFailed.class, () -> reader.readMessage(good));
            }
        }
    }

    /** What a responder without the psk makes of a first message: XX reads it, KK does not. */
    private static byte[] answerOf(HandshakeState mallory, Session session) {
        try {
            mallory.readMessage(session.messages.get(0));
            return mallory.writeMessage(new byte[session.payloads[1]]);
        } catch (OpenFailed e) {
            return new byte[4_096];
        }
    }

    /** A weaker pattern with the right psk and the right prologue. */
    @Test
    void anotherPatternIsRefused() {
        Session link = kk(1);
        Session pairing = xx(1);
        HandshakePattern nn = HandshakePattern.NN.withPsk(0);
        for (HandshakePattern weaker : List.of(nn, pairing.pattern)) {
            HandshakeState eve = link.side(Role.INITIATOR, weaker, psk, link.prologue);
            byte[] first = eve.writeMessage(new byte[16]);
            HandshakeState reader = link.side(Role.RESPONDER);
            assertThrows(OpenFailed.class, () -> reader.readMessage(first), weaker.name());
        }
        HandshakeState eve = pairing.side(Role.INITIATOR, nn, psk, pairing.prologue);
        byte[] first = eve.writeMessage(new byte[16]);
        HandshakeState reader = pairing.side(Role.RESPONDER);
        assertThrows(OpenFailed.class, () -> reader.readMessage(first));
    }

    /** A link whose sides mixed different ML-KEM secrets, or one of them none, carries nothing. */
    @Test
    void anMlKemSecretThatIsLeftOutOrChangedIsRefused() {
        SecretKey secret = SecretKey.random(random);
        byte[] other = Refusals.flipped(secret.expose(), 0);
        for (boolean left : new boolean[] {true, false}) {
            try (CellCipher writer = new CellCipher(transport());
                    CellCipher reader = new CellCipher(transport())) {
                writer.mixKem(secret.expose());
                if (!left) reader.mixKem(other);
                byte[] cell = writer.seal(new byte[CellCipher.PLAIN]);
                assertThrows(OpenFailed.class, () -> reader.open(cell));
            }
        }
    }
}
