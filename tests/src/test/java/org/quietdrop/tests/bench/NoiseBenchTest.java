package org.quietdrop.tests.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.PublicKey;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.noise.HandshakeKeys;
import org.quietdrop.crypto.noise.HandshakePattern;
import org.quietdrop.crypto.noise.HandshakeState;

import java.util.Arrays;
import java.util.List;

/**
 * The handshakes, both sides of them together, beside the bare X25519 operations that are in them,
 * in alternating rounds. Run by {@code mvn -Pbench -pl tests -am verify -Dtest=NoiseBenchTest
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("bench")
final class NoiseBenchTest {
    private static final double GOAL = 1.3;

    /** The payloads of a link and of a pairing, by their sizes. */
    private static final int[] KK = {16, 4_048};

    private static final int[] XX = {16, 4_000, 4_032};

    private final SystemRandom random = new SystemRandom();
    private final BarePrimitives bare = new BarePrimitives();
    private final SecretKey psk = SecretKey.random(random);
    private final Side left = new Side();
    private final Side right = new Side();

    private final class Side {
        final SecretKey secret = SecretKey.random(random);
        final PublicKey own = PublicKey.of(X25519.publicKey(secret.expose()));
        final HandshakeKeys keys = HandshakeKeys.none().withStatic(secret, own).withPsk(psk);
    }

    @Test
    void handshakesBesideTheirX25519() throws Exception {
        System.out.printf(
                "%nHandshakes, both sides, beside the bare X25519 in them; %d alternating rounds%n",
                CpuRounds.rounds());
        List<CpuRounds.Times> times =
                CpuRounds.measure(
                        List.of(
                                new CpuRounds.Subject("KKpsk0", 1, this::kk),
                                new CpuRounds.Subject(
                                        "  2 keys made, 8 agreed", 1, () -> bare.x25519(2, 8)),
                                new CpuRounds.Subject("XXpsk0", 1, this::xx),
                                new CpuRounds.Subject(
                                        "  2 keys made, 6 agreed", 1, () -> bare.x25519(2, 6)),
                                new CpuRounds.Subject(
                                        "ML-KEM-768 of a link, apart", 1, bare::kem)));
        atMost("KKpsk0 to its X25519", times.get(1).goesInto(times.get(0)));
        atMost("XXpsk0 to its X25519", times.get(3).goesInto(times.get(2)));
    }

    private static void atMost(String what, double ratio) {
        System.out.printf(
                "%-46s %8.2fx  goal at most %.1fx %s%n",
                what, ratio, GOAL, ratio <= GOAL ? "reached" : "missed");
    }

    private void kk() {
        shake(
                HandshakePattern.KK.withPsk(0),
                left.keys.withRemote(right.own),
                right.keys.withRemote(left.own),
                KK);
    }

    private void xx() {
        shake(HandshakePattern.XX.withPsk(0), left.keys, right.keys, XX);
    }

    private void shake(
            HandshakePattern pattern, HandshakeKeys one, HandshakeKeys other, int[] payloads) {
        byte[] prologue = new byte[64];
        try (HandshakeState i =
                        new HandshakeState(
                                pattern, HandshakeState.Role.INITIATOR, prologue, one, random);
                HandshakeState r =
                        new HandshakeState(
                                pattern, HandshakeState.Role.RESPONDER, prologue, other, random)) {
            for (int m = 0; m < payloads.length; m++) {
                byte[] payload = new byte[payloads[m]];
                byte[] message = (m % 2 == 0 ? i : r).writeMessage(payload);
                same(payload, (m % 2 == 0 ? r : i).readMessage(message));
            }
            same(i.handshakeHash(), r.handshakeHash());
            i.split().close();
            r.split().close();
        }
    }

    /** The assertion of JUnit looks at one byte after the other. */
    private static void same(byte[] wanted, byte[] found) {
        assertTrue(Arrays.equals(wanted, found));
    }
}
