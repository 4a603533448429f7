package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class PeerTableTest {
    private static final Instant NOW = Instant.EPOCH;
    private final List<Sighting> seen = new ArrayList<>();
    private final PeerTable table = new PeerTable(seen::add);

    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Advert present(String instance, int port, long ttl) {
        return new Advert.Present(ServiceKind.NODE, instance, port, Optional.empty(), ttl);
    }

    private static Sighting appeared(String instance, int source, int port) {
        return new Sighting.Appeared(
                ServiceKind.NODE,
                instance,
                new InetSocketAddress(address(source), port),
                Optional.empty(),
                Optional.empty());
    }

    private static Sighting vanished(String instance, int source, int port) {
        return new Sighting.Vanished(
                ServiceKind.NODE, instance, new InetSocketAddress(address(source), port));
    }

    @Test
    void reportsOnceAndAgainWhenThePortChanges() {
        table.take(present("a", 1, 120), address(1), NOW);
        table.take(present("a", 1, 120), address(1), NOW.plusSeconds(1));
        table.take(present("a", 2, 120), address(1), NOW.plusSeconds(2));
        assertEquals(List.of(appeared("a", 1, 1), appeared("a", 1, 2)), seen);
    }

    @Test
    void reportsAgainWhenTheNameChanges() {
        for (String name : List.of("Ann", "Ann", "Bob")) {
            table.take(
                    new Advert.Present(
                            ServiceKind.NAME, "a", 9, Optional.empty(), Optional.of(name), 120),
                    address(1),
                    NOW);
        }
        assertEquals(
                List.of("Ann", "Bob"),
                seen.stream().map(s -> ((Sighting.Appeared) s).name().orElseThrow()).toList());
    }

    @Test
    void expiresAfterItsTimeToLiveAndNoLaterThanTwoMinutes() {
        table.take(present("a", 1, 10), address(1), NOW);
        table.take(present("b", 1, 4_000_000_000L), address(2), NOW);
        table.expire(NOW.plusSeconds(9));
        assertEquals(2, table.size());
        table.expire(NOW.plusSeconds(10));
        assertEquals(1, table.size());
        table.take(present("b", 1, 4_000_000_000L), address(2), NOW.plusSeconds(60));
        table.expire(NOW.plusSeconds(179));
        assertEquals(1, table.size());
        table.expire(NOW.plusSeconds(180));
        assertEquals(0, table.size());
        assertEquals(vanished("b", 2, 1), seen.getLast());
    }

    @Test
    void aGoodbyeCountsOnlyFromTheSameAddress() {
        table.take(present("a", 1, 120), address(1), NOW);
        table.take(new Advert.Gone(ServiceKind.NODE, "a"), address(2), NOW);
        table.take(new Advert.Gone(ServiceKind.PAIRING, "a"), address(1), NOW);
        assertEquals(1, table.size());
        table.take(new Advert.Gone(ServiceKind.NODE, "a"), address(1), NOW);
        assertEquals(List.of(appeared("a", 1, 1), vanished("a", 1, 1)), seen);
    }

    @Test
    void aFifthOfOneSourceReplacesTheOneNotHeardForLongest() {
        for (int i = 0; i < 4; i++) {
            table.take(present("i" + i, 1, 120), address(1), NOW.plusSeconds(i));
        }
        table.take(present("i0", 1, 120), address(1), NOW.plusSeconds(5));
        table.take(present("new", 1, 120), address(1), NOW.plusSeconds(6));
        assertEquals(
                List.of(vanished("i1", 1, 1), appeared("new", 1, 1)),
                seen.subList(seen.size() - 2, seen.size()));
        assertEquals(4, table.size());
    }

    @Test
    void aFloodCannotKeepANewcomerOut() {
        for (int i = 0; i < 3000; i++) {
            table.take(present("x" + i, 1, 120), address(i % 1000), NOW.plusMillis(i));
        }
        assertEquals(PeerTable.MAX_ENTRIES, table.size());
        table.take(present("new", 1, 120), address(5000), NOW.plusSeconds(10));
        assertEquals(appeared("new", 5000, 1), seen.getLast());
        assertEquals(PeerTable.MAX_ENTRIES, table.size());
    }

    @Test
    void forgetsAKindWithoutAWord() {
        table.take(present("a", 1, 120), address(1), NOW);
        table.forget(ServiceKind.PAIRING);
        assertEquals(1, table.size());
        table.forget(ServiceKind.NODE);
        assertEquals(0, table.size());
        assertEquals(1, seen.size());
    }
}
