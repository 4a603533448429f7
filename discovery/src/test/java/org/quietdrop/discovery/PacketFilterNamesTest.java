package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.quietdrop.discovery.Packets.NAMED;
import static org.quietdrop.discovery.Packets.NODE;
import static org.quietdrop.discovery.Packets.PEER;

import org.junit.jupiter.api.Test;
import org.quietdrop.discovery.PacketFilter.Reason;
import org.quietdrop.discovery.PacketFilter.Verdict;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The filter's rules for names that somebody shows to everybody. */
final class PacketFilterNamesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final PacketFilter filter =
            new PacketFilter(MdnsOptions.everywhere(), new LocalAddress("eth0", 2, address(1), 24));

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, (byte) 168, 7, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Verdict judge(byte[] packet) {
        InetSocketAddress peer = new InetSocketAddress(address(9), PacketFilter.MDNS_PORT);
        return filter.judge(packet, packet.length, peer, NOW);
    }

    private void dropped(Reason reason, byte[] packet) {
        assertEquals(new Verdict.Dropped(reason), judge(packet));
    }

    private Advert heard(byte[] packet) {
        Verdict.Heard heard = assertInstanceOf(Verdict.Heard.class, judge(packet));
        assertEquals(1, heard.adverts().size());
        return heard.adverts().getFirst();
    }

    private static byte[] named(String... text) {
        return Packets.announcement(NAMED, PEER, 9, text).bytes();
    }

    @Test
    void hearsAShownName() {
        for (String name : List.of("Bob", "Zoë & Ann", "李小龍", "x".repeat(32), "é".repeat(16))) {
            assertEquals(
                    new Advert.Present(
                            ServiceKind.NAME, PEER, 9, Optional.empty(), Optional.of(name), 120),
                    heard(named("v=1", "d=" + name)));
        }
    }

    @Test
    void aNameThatCannotBeShownIsDropped() {
        for (String name :
                List.of(
                        "",
                        " ",
                        " Bob",
                        "Bob ",
                        "Bo  b",
                        "Bo\tb",
                        "Bo\nb",
                        "Bo\u001b[2Jb",
                        "Bo\u202eb",
                        "Bo\u2066b",
                        "Bo\u200bb",
                        "Bo\u00a0b",
                        "Bo\u2028b",
                        "Bo\u3164b",
                        "Bo\ue000b",
                        "Boe\u0301",
                        "x".repeat(33),
                        "é".repeat(17))) {
            dropped(Reason.SHOWN_NAME, named("v=1", "d=" + name));
        }
    }

    @Test
    void aNameThatIsNoUtf8IsDropped() {
        for (int[] bad : new int[][] {{0x80}, {0xc3}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xff}}) {
            byte[] text = new byte[7 + bad.length];
            System.arraycopy(new byte[] {3, 'v', '=', '1', (byte) (2 + bad.length)}, 0, text, 0, 5);
            text[5] = 'd';
            text[6] = '=';
            for (int i = 0; i < bad.length; i++) text[7 + i] = (byte) bad[i];
            dropped(
                    Reason.SHOWN_NAME,
                    Packets.response()
                            .pointer(NAMED, 120, PEER + "." + NAMED)
                            .server(PEER + "." + NAMED, 120, 9, "ff.local.")
                            .entry(PEER + "." + NAMED, DnsMessage.TXT, 1, 120, text)
                            .bytes());
        }
    }

    @Test
    void aNameComesWithTheVersionAndNothingElse() {
        dropped(Reason.IRRELEVANT, named("v=1"));
        dropped(Reason.IRRELEVANT, named("d=Bob", "v=1"));
        dropped(Reason.IRRELEVANT, named("v=1", "D=Bob"));
        dropped(Reason.IRRELEVANT, named("v=1", "d=Bob", "d=Ann"));
        dropped(Reason.IRRELEVANT, named("v=1", "d=Bob", "c=x"));
    }

    @Test
    void onlyANameHasAName() {
        Advert.Present present =
                (Advert.Present) heard(Packets.announcement(NODE, PEER, 1, "v=1", "d=Bob").bytes());
        assertEquals(Optional.empty(), present.name());
    }
}
