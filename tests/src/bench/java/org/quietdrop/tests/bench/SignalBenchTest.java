package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.pairing.PairingCode;

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

    /** Comes first, so that the JVM has compiled it before it is needed elsewhere. */
    private static final String KEM = "floor: ML-KEM-768, once";

    private final SystemRandom random = new SystemRandom();
    private final OwnPairing pairing = new OwnPairing();
    private final BarePrimitives bare = new BarePrimitives();

    private OwnSession warm(boolean kem) {
        OwnSession session = pairing.withSecret(kem);
        session.there(body(10));
        session.back(body(10));
        session.there(body(10));
        return session;
    }

    private static SignalSession warmSignal() throws Exception {
        SignalSession session = new SignalSession();
        session.there(body(10));
        session.back(body(10));
        session.there(body(10));
        return session;
    }

    private static byte[] body(int size) {
        return new SystemRandom().bytes(size);
    }

    private static CpuRounds.Subject subject(String name, int per, CpuRounds.Work work) {
        return new CpuRounds.Subject(name, per, work);
    }

    @Test
    void oneWay() throws Exception {
        head("One way: sealed and opened");
        byte[] small = random.bytes(100);
        byte[] large = random.bytes(1_024);
        OwnSession ours = warm(true);
        OwnSession oursLarge = warm(true);
        SignalSession theirs = warmSignal();
        SignalSession theirsLarge = warmSignal();
        List<CpuRounds.Times> t =
                CpuRounds.measure(
                        List.of(
                                subject("ours, 100 B", 1, () -> ours.there(small)),
                                subject("libsignal, 100 B", 1, () -> theirs.there(small)),
                                subject("ours, 1 KiB", 1, () -> oursLarge.there(large)),
                                subject("libsignal, 1 KiB", 1, () -> theirsLarge.there(large)),
                                subject("floor: AEAD of 3,896 B, both", 1, bare::aead)));
        CpuRounds.judge("one way, 100 B", t.get(0).goesInto(t.get(1)), ONE_WAY);
        CpuRounds.judge("one way, 1 KiB", t.get(2).goesInto(t.get(3)), ONE_WAY);
    }

    @Test
    void pingPong() throws Exception {
        head("Ping-pong: a step of the ratchet a message");
        byte[] small = random.bytes(100);
        byte[] large = random.bytes(1_024);
        OwnSession ours = warm(true);
        OwnSession oursLarge = warm(true);
        OwnSession without = warm(false);
        SignalSession theirs = warmSignal();
        SignalSession theirsLarge = warmSignal();
        List<CpuRounds.Times> t =
                CpuRounds.measure(
                        List.of(
                                subject(KEM, 1, bare::kem),
                                subject("ours, 100 B", 2, () -> both(ours, small)),
                                subject("libsignal, 100 B", 2, () -> both(theirs, small)),
                                subject("ours, 1 KiB", 2, () -> both(oursLarge, large)),
                                subject("libsignal, 1 KiB", 2, () -> both(theirsLarge, large)),
                                subject(
                                        "ours without ML-KEM, 100 B",
                                        2,
                                        () -> both(without, small)),
                                subject(
                                        "floor: X25519, 1 made, 2 agreed",
                                        1,
                                        () -> bare.x25519(1, 2))));
        assertTrue(ours.exchanges() > 0, "no exchange of ML-KEM was made");
        System.out.printf(
                "exchanges of ML-KEM: %,d and %,d; libsignal's state: %,d bytes%n",
                ours.exchanges(), oursLarge.exchanges(), theirs.stateSize());
        CpuRounds.judge("ping-pong, 100 B", t.get(1).goesInto(t.get(2)), PING_PONG);
        CpuRounds.judge("ping-pong, 1 KiB", t.get(3).goesInto(t.get(4)), PING_PONG);
    }

    private static void both(OwnSession session, byte[] text) {
        session.there(text);
        session.back(text);
    }

    private static void both(SignalSession session, byte[] text) throws Exception {
        session.there(text);
        session.back(text);
    }

    /**
     * Libsignal's Bob has no session before its first message, so that is in theirs; ours stands
     * without one.
     */
    @Test
    void setUp() throws Exception {
        head("Set-up of a session, both sides");
        byte[] text = random.bytes(100);
        PairingCode code = PairingCode.generate(random);
        List<CpuRounds.Times> t =
                CpuRounds.measure(
                        List.of(
                                subject(KEM, 1, bare::kem),
                                subject("libsignal, 1st message opened", 1, () -> signal(text)),
                                subject("ours: XXpsk0, cards, ML-KEM, ratchet", 1, this::own),
                                subject("  and 1st message opened", 1, () -> own().there(text)),
                                subject(
                                        "  and CPace of a spoken code",
                                        1,
                                        () -> pairing.withCode(code).there(text)),
                                subject(
                                        "floor: X25519, 6 made, 9 agreed",
                                        1,
                                        () -> bare.x25519(6, 9)),
                                subject("floor: Ed25519, 2 verified", 1, () -> bare.verify(2))));
        CpuRounds.judge("set-up", t.get(2).goesInto(t.get(1)), SET_UP);
        CpuRounds.judge("set-up and 1st message", t.get(3).goesInto(t.get(1)), SET_UP);
        CpuRounds.judge("set-up by a spoken code", t.get(4).goesInto(t.get(1)), SET_UP);
    }

    private OwnSession own() {
        return pairing.withSecret(true);
    }

    private static void signal(byte[] text) throws Exception {
        new SignalSession().there(text);
    }

    private static void head(String what) {
        System.out.printf(
                "%n%s; beside libsignal-client; %d alternating rounds%n", what, CpuRounds.rounds());
    }
}
