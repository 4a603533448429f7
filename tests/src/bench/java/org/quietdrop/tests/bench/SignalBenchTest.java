package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.crypto.ratchet.DoubleRatchet;

import java.util.Arrays;
import java.util.List;

/**
 * Sessions beside libsignal's, in alternating rounds of one process, both with their state written
 * and read at every step. Every envelope of ours has 4,000 bytes whatever the text, theirs about
 * 170 and 1,100: the floor of ours is its bare AEAD. Run by {@code mvn -Pbench -pl tests -am verify
 * -Dtest=SignalBenchTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("bench")
final class SignalBenchTest {
    private static final double ONE_WAY = 5;
    private static final double PING_PONG = 2;
    private static final double SET_UP = 2;

    private final SystemRandom random = new SystemRandom();
    private final OwnPairing pairing = new OwnPairing();
    private final byte[] key = random.bytes(Aead.KEY_SIZE);
    private final byte[] body = random.bytes(DoubleRatchet.BODY_SIZE);

    private OwnSession own(boolean kem) {
        OwnSession session = pairing.withSecret(kem);
        session.there(body(10));
        session.back(body(10));
        session.there(body(10));
        return session;
    }

    private static SignalSession signal() throws Exception {
        SignalSession session = new SignalSession();
        session.there(body(10));
        session.back(body(10));
        session.there(body(10));
        return session;
    }

    private static byte[] body(int size) {
        return new SystemRandom().bytes(size);
    }

    private void bareAead() {
        byte[] nonce = new byte[Aead.NONCE_SIZE];
        byte[] sealed = Aead.seal(key, nonce, nonce, body);
        assertTrue(Arrays.equals(body, Aead.open(key, nonce, nonce, sealed)));
    }

    private static CpuRounds.Subject subject(String name, int per, CpuRounds.Work work) {
        return new CpuRounds.Subject(name, per, work);
    }

    @Test
    void oneWay() throws Exception {
        head("One way: sealed and opened");
        byte[] small = random.bytes(100);
        byte[] large = random.bytes(1_024);
        OwnSession ours = own(true);
        OwnSession oursLarge = own(true);
        SignalSession theirs = signal();
        SignalSession theirsLarge = signal();
        List<CpuRounds.Times> t =
                CpuRounds.measure(
                        List.of(
                                subject("ours, 100 B", 1, () -> ours.there(small)),
                                subject("libsignal, 100 B", 1, () -> theirs.there(small)),
                                subject("ours, 1 KiB", 1, () -> oursLarge.there(large)),
                                subject("libsignal, 1 KiB", 1, () -> theirsLarge.there(large)),
                                subject("floor: AEAD of 3,896 B, both", 1, this::bareAead)));
        CpuRounds.judge("one way, 100 B", t.get(0).goesInto(t.get(1)), ONE_WAY);
        CpuRounds.judge("one way, 1 KiB", t.get(2).goesInto(t.get(3)), ONE_WAY);
    }

    @Test
    void pingPong() throws Exception {
        head("Ping-pong: a step of the ratchet a message");
        byte[] small = random.bytes(100);
        byte[] large = random.bytes(1_024);
        OwnSession ours = own(true);
        OwnSession oursLarge = own(true);
        OwnSession without = own(false);
        SignalSession theirs = signal();
        SignalSession theirsLarge = signal();
        List<CpuRounds.Times> t =
                CpuRounds.measure(
                        List.of(
                                subject("ours, 100 B", 2, () -> both(ours, small)),
                                subject("libsignal, 100 B", 2, () -> both(theirs, small)),
                                subject("ours, 1 KiB", 2, () -> both(oursLarge, large)),
                                subject("libsignal, 1 KiB", 2, () -> both(theirsLarge, large)),
                                subject(
                                        "ours without ML-KEM, 100 B",
                                        2,
                                        () -> both(without, small))));
        assertTrue(ours.exchanges() > 0, "no exchange of ML-KEM was made");
        System.out.printf(
                "exchanges of ML-KEM: %,d and %,d; libsignal's state: %,d bytes%n",
                ours.exchanges(), oursLarge.exchanges(), theirs.stateSize());
        CpuRounds.judge("ping-pong, 100 B", t.get(0).goesInto(t.get(1)), PING_PONG);
        CpuRounds.judge("ping-pong, 1 KiB", t.get(2).goesInto(t.get(3)), PING_PONG);
    }

    private static void both(OwnSession session, byte[] text) {
        session.there(text);
        session.back(text);
    }

    private static void both(SignalSession session, byte[] text) throws Exception {
        session.there(text);
        session.back(text);
    }

    @Test
    void setUp() throws Exception {
        head("Set-up of a session, both sides, with its first message opened");
        byte[] text = random.bytes(100);
        PairingCode code = PairingCode.generate(random);
        List<CpuRounds.Times> t =
                CpuRounds.measure(
                        List.of(
                                subject(
                                        "ours: XXpsk0, cards, ML-KEM, ratchet",
                                        1,
                                        () -> pairing.withSecret(true).there(text)),
                                subject(
                                        "libsignal: bundle, PQXDH, ratchet",
                                        1,
                                        () -> new SignalSession().there(text)),
                                subject(
                                        "ours with CPace of a spoken code before",
                                        1,
                                        () -> pairing.withCode(code).there(text))));
        CpuRounds.judge("set-up", t.get(0).goesInto(t.get(1)), SET_UP);
        CpuRounds.judge("set-up with a spoken code", t.get(2).goesInto(t.get(1)), SET_UP);
    }

    private static void head(String what) {
        System.out.printf(
                "%n%s; beside libsignal-client; %d alternating rounds%n", what, CpuRounds.rounds());
    }
}
