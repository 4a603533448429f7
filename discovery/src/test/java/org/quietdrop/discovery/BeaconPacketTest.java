package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

final class BeaconPacketTest {
    private static final String NAME = "00112233445566778899aabb";

    private static Optional<BeaconPacket> read(byte[] packet) {
        return BeaconPacket.read(packet, packet.length);
    }

    /** The example of the README. */
    @Test
    void looksAsWritten() {
        assertEquals(
                "51444201" + NAME + "c000",
                HexFormat.of().formatHex(new BeaconPacket(NAME, 49_152).bytes()));
    }

    @Test
    void readsEveryPort() {
        for (int port = 1; port < 65_536; port++) {
            BeaconPacket beacon = new BeaconPacket(NAME, port);
            assertEquals(Optional.of(beacon), read(beacon.bytes()));
        }
    }

    @Test
    void refusesEveryOtherLengthHeadAndPortZero() {
        byte[] good = new BeaconPacket(NAME, 1).bytes();
        for (int length = 0; length < 64; length++) {
            if (length != good.length) {
                assertEquals(Optional.empty(), read(Arrays.copyOf(good, length)));
            }
        }
        for (int bit = 0; bit < 32; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(Optional.empty(), read(bad), "bit " + bit);
        }
        byte[] nowhere = good.clone();
        nowhere[17] = 0;
        assertEquals(Optional.empty(), read(nowhere));
    }
}
