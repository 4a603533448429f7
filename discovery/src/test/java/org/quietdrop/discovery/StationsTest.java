package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MulticastSocket;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(300)
final class StationsTest {
    private final Random random = new Random();
    private final MdnsOptions options = MdnsOptions.loopback("s" + random.nextInt(1_000_000));
    private final LocalAddress loopback;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Semaphore opened = new Semaphore(0);
    private final AtomicReference<Thread> listener = new AtomicReference<>();
    private final Semaphore struck = new Semaphore(0);

    StationsTest() throws IOException {
        loopback =
                new LocalAddress("lo", 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 8);
    }

    private String name() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Ends JmDNS's listener thread, as some defect of JmDNS might. */
    private void strike(InetAddress source, List<Advert> adverts) {
        listener.set(Thread.currentThread());
        struck.release();
        throw new AssertionError("ends the listener");
    }

    @Test
    void aDeadListenerIsReplacedAfterAPause() throws IOException, InterruptedException {
        Stations stations =
                new Stations(
                        options,
                        now::get,
                        this::name,
                        this::strike,
                        opened::release,
                        new PacketSight());
        stations.settle(List.of(loopback));
        assertTrue(opened.tryAcquire(90, TimeUnit.SECONDS));
        stations.watch();
        assertEquals(0, stations.restarts());
        byte[] packet =
                Packets.announcement(options.type(ServiceKind.NODE), name(), 1, "v=1").bytes();
        try (MulticastSocket attacker = HostilePacketsTest.attacker()) {
            // The group may be joined a moment after the listener runs.
            while (!struck.tryAcquire(200, TimeUnit.MILLISECONDS)) {
                HostilePacketsTest.send(attacker, packet);
            }
        }
        listener.get().join();
        stations.watch();
        assertEquals(1, stations.restarts());
        assertEquals(List.of(), stations.addresses());
        stations.settle(List.of(loopback));
        assertFalse(opened.tryAcquire(500, TimeUnit.MILLISECONDS), "opened without a pause");
        now.set(now.get().plusSeconds(1));
        stations.settle(List.of(loopback));
        assertTrue(opened.tryAcquire(90, TimeUnit.SECONDS));
        assertEquals(List.of("lo 127.0.0.1"), stations.addresses());
        stations.closeAll();
        stations.allClosed().join();
    }

    @Test
    void anAddressThatCannotBeUsedIsTriedAgainWithGrowingPauses() throws IOException {
        LocalAddress gone =
                new LocalAddress(
                        "gone0",
                        31_337,
                        InetAddress.getByAddress(
                                HexFormat.of().parseHex("fe80000000000000000000000000abcd")),
                        64);
        Stations stations =
                new Stations(
                        options,
                        now::get,
                        this::name,
                        this::strike,
                        opened::release,
                        new PacketSight());
        for (int round = 1; round <= 3; round++) {
            stations.settle(List.of(gone));
            int wanted = round;
            while (stations.restarts() < wanted) {
                Thread.onSpinWait();
                stations.watch();
            }
            now.set(now.get().plusSeconds((1L << (round - 1)) - 1));
            stations.settle(List.of(gone));
            stations.watch();
            assertEquals(wanted, stations.restarts(), "tried before the pause was over");
            now.set(now.get().plusSeconds(1));
        }
        stations.closeAll();
        stations.allClosed().join();
    }
}
