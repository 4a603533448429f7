package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

final class BeaconFilterTest {
    private static final int PORT = 47_474;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String NAME = "00112233445566778899aabb";
    private static final byte[] GOOD = new BeaconPacket(NAME, 4711).bytes();

    private final BeaconFilter filter = new BeaconFilter(PORT);

    BeaconFilterTest() {
        filter.homes(List.of(new LocalAddress("eth0", 2, address("192.168.7.1"), 24)));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Optional<Advert> judge(byte[] packet, String from, int port, Instant now) {
        return filter.judge(packet, packet.length, new InetSocketAddress(address(from), port), now);
    }

    @Test
    void believesABeaconOfTheNetworkForTwoMinutes() {
        assertEquals(
                Optional.of(
                        new Advert.Present(ServiceKind.NODE, NAME, 4711, Optional.empty(), 120)),
                judge(GOOD, "192.168.7.9", PORT, NOW));
    }

    @Test
    void dropsOtherNetworksAndPorts() {
        assertEquals(Optional.empty(), judge(GOOD, "192.168.8.9", PORT, NOW));
        assertEquals(Optional.empty(), judge(GOOD, "8.8.8.8", PORT, NOW));
        assertEquals(Optional.empty(), judge(GOOD, "127.0.0.1", PORT, NOW));
        assertEquals(Optional.empty(), judge(GOOD, "fe80::1", PORT, NOW));
        assertEquals(Optional.empty(), judge(GOOD, "192.168.7.9", PORT + 1, NOW));
        filter.homes(List.of());
        assertEquals(Optional.empty(), judge(GOOD, "192.168.7.9", PORT, NOW));
    }

    @Test
    void dropsWhatIsNoBeaconWithoutUsingUpTheBudget() {
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Optional.empty(), judge(new byte[18], "192.168.7.9", PORT, NOW));
        }
        assertEquals(1, judge(GOOD, "192.168.7.9", PORT, NOW).stream().count());
    }

    @Test
    void aFloodOfOneSourceLeavesRoomForTheOthers() {
        int heard = 0;
        for (int i = 0; i < 10_000; i++) {
            heard += judge(GOOD, "192.168.7.9", PORT, NOW.plusMillis(i)).isPresent() ? 1 : 0;
        }
        assertEquals(SourceBudget.BURST + 9.5 * SourceBudget.PER_SECOND, heard, 10);
        assertEquals(1, judge(GOOD, "192.168.7.10", PORT, NOW.plusSeconds(10)).stream().count());
    }

    @Test
    void forgedSourcesMeetTheTotalBudget() {
        int heard = 0;
        for (int i = 0; i < 10_000; i++) {
            String from = "192.168.7." + (2 + i % 250);
            heard += judge(GOOD, from, PORT, NOW.plusMillis(i / 10)).isPresent() ? 1 : 0;
        }
        assertEquals(2 * SourceBudget.TOTAL_PER_SECOND, heard, 10);
    }
}
