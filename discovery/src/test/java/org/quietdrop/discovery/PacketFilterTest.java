package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.quietdrop.discovery.Packets.NODE;
import static org.quietdrop.discovery.Packets.PAIR;
import static org.quietdrop.discovery.Packets.PEER;

import org.junit.jupiter.api.Test;
import org.quietdrop.discovery.PacketFilter.Reason;
import org.quietdrop.discovery.PacketFilter.Verdict;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

final class PacketFilterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OWN = "aaaaaaaaaaaaaaaaaaaaaaaa." + NODE;
    private static final String OWN_HOST = "bbbbbbbbbbbb.local.";

    private final InetSocketAddress peer = at("192.168.7.9", 5353);
    private final PacketFilter filter = filter();

    private static PacketFilter filter() {
        PacketFilter filter =
                new PacketFilter(
                        MdnsOptions.everywhere(),
                        new LocalAddress("eth0", 2, at("192.168.7.1", 1).getAddress(), 24));
        filter.own(Set.of(OWN, OWN_HOST));
        return filter;
    }

    private static InetSocketAddress at(String address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Verdict judge(byte[] packet) {
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

    @Test
    void hearsANode() {
        assertEquals(
                new Advert.Present(ServiceKind.NODE, PEER, 4711, Optional.empty(), 120),
                heard(Packets.node(PEER, 4711)));
    }

    @Test
    void hearsAPairingAndItsNumber() {
        assertEquals(
                new Advert.Present(ServiceKind.PAIRING, PEER, 1, Optional.of(7), 120),
                heard(Packets.announcement(PAIR, PEER, 1, "v=1", "n=07").bytes()));
        for (String bad : List.of("n=7", "n=007", "n=", "n=-1", "N=07", "n=x7")) {
            assertEquals(
                    new Advert.Present(ServiceKind.PAIRING, PEER, 1, Optional.empty(), 120),
                    heard(Packets.announcement(PAIR, PEER, 1, "v=1", bad).bytes()));
        }
    }

    @Test
    void aNodeHasNoNumber() {
        Advert.Present present =
                (Advert.Present) heard(Packets.announcement(NODE, PEER, 1, "v=1", "n=07").bytes());
        assertEquals(Optional.empty(), present.number());
    }

    @Test
    void hearsAGoodbye() {
        assertEquals(new Advert.Gone(ServiceKind.NODE, PEER), heard(Packets.goodbye(NODE, PEER)));
    }

    @Test
    void letsAQuestionForATypeThrough() {
        byte[] packet = Packets.query().ask(NODE, DnsMessage.PTR).bytes();
        Verdict.Ask ask = assertInstanceOf(Verdict.Ask.class, judge(packet));
        assertArrayEquals(packet, ask.packet());
    }

    @Test
    void letsQuestionsForOwnNamesThroughAndNoOthers() {
        assertInstanceOf(
                Verdict.Ask.class, judge(Packets.query().ask(OWN, DnsMessage.SRV).bytes()));
        assertInstanceOf(
                Verdict.Ask.class, judge(Packets.query().ask(OWN_HOST, DnsMessage.A).bytes()));
        dropped(Reason.IRRELEVANT, Packets.query().ask("other.local.", DnsMessage.A).bytes());
        dropped(Reason.IRRELEVANT, Packets.query().ask(PEER + "." + NODE, DnsMessage.ANY).bytes());
        dropped(Reason.IRRELEVANT, Packets.query().ask(NODE, DnsMessage.ANY).bytes());
        dropped(
                Reason.IRRELEVANT,
                Packets.query().ask("_services._dns-sd._udp.local.", DnsMessage.PTR).bytes());
    }

    @Test
    void cutsAQuestionDownToTheQuestions() {
        byte[] clean = Packets.query().ask(NODE, DnsMessage.PTR).bytes();
        byte[] dirty =
                Packets.withFlags(0x0300)
                        .ask(NODE, DnsMessage.PTR, 0x8001)
                        .pointer(NODE, 120, PEER + "." + NODE)
                        .address("x.local.", DnsMessage.A, new byte[4])
                        .bytes();
        dirty[0] = 0x12;
        byte[] before = dirty.clone();
        Verdict.Ask ask = assertInstanceOf(Verdict.Ask.class, judge(dirty));
        assertArrayEquals(clean, ask.packet());
        assertArrayEquals(before, dirty, "the packet itself is left alone");
    }

    @Test
    void answersTheSameQuestionOnceASecond() {
        byte[] packet = Packets.query().ask(NODE, DnsMessage.PTR).bytes();
        int passed = 0;
        for (int millis = 0; millis < 3000; millis += 100) {
            InetSocketAddress from = at("192.168.7." + (10 + millis / 100), 5353);
            Verdict verdict = filter.judge(packet, packet.length, from, NOW.plusMillis(millis));
            passed += verdict instanceof Verdict.Ask ? 1 : 0;
        }
        assertEquals(3, passed);
        assertInstanceOf(
                Verdict.Ask.class,
                filter.judge(packet, packet.length, peer, NOW.minusSeconds(3600)),
                "a clock that was set back does not silence us");
    }

    @Test
    void takesPacketsFromThePortOfMdnsOnly() {
        byte[] packet = Packets.node(PEER, 1);
        assertEquals(
                new Verdict.Dropped(Reason.SOURCE_PORT),
                filter.judge(packet, packet.length, at("192.168.7.9", 5354), NOW));
    }

    @Test
    void takesPacketsFromTheLinkOnly() {
        byte[] packet = Packets.node(PEER, 1);
        for (String far : List.of("192.168.8.9", "8.8.8.8", "127.0.0.1", "fe80::1", "::1")) {
            assertEquals(
                    new Verdict.Dropped(Reason.OFF_LINK),
                    filter.judge(packet, packet.length, at(far, 5353), NOW));
        }
    }

    @Test
    void sizeLimits() {
        dropped(Reason.SIZE, new byte[0]);
        dropped(Reason.SIZE, new byte[11]);
        dropped(Reason.SIZE, new byte[1473]);
        dropped(Reason.HEADER, new byte[12]);
        byte[] packet = Packets.node(PEER, 1);
        assertEquals(
                new Verdict.Dropped(Reason.SIZE),
                filter.judge(packet, packet.length + 1, peer, NOW));
    }

    @Test
    void headerLimits() {
        dropped(Reason.HEADER, Packets.withFlags(0x0800).ask(NODE, DnsMessage.PTR).bytes());
        dropped(Reason.HEADER, Packets.withFlags(0x8001).ask(NODE, DnsMessage.PTR).bytes());
        Packets five = Packets.query();
        for (int i = 0; i < 5; i++) {
            five.ask(NODE, DnsMessage.PTR);
        }
        dropped(Reason.HEADER, five.bytes());
        Packets thirteen = Packets.announcement(NODE, PEER, 1, "v=1");
        for (int i = 0; i < 10; i++) {
            thirteen.text("x.local.", 1, "");
        }
        dropped(Reason.HEADER, thirteen.bytes());
        byte[] many = Packets.node(PEER, 1);
        many[7] = 0;
        many[9] = (byte) 0xff;
        many[8] = (byte) 0xff;
        dropped(Reason.HEADER, many);
    }

    @Test
    void mustEndExactlyAtItsLength() {
        byte[] packet = Packets.node(PEER, 1);
        dropped(Reason.TRAILING, Arrays.copyOf(packet, packet.length + 1));
        for (int length = 12; length < packet.length; length++) {
            Verdict verdict = filter.judge(packet, length, peer, NOW);
            assertInstanceOf(Verdict.Dropped.class, verdict, "cut to " + length);
        }
    }

    @Test
    void recordsAreOfFiveTypesAndExactSizes() {
        dropped(Reason.RECORD, Packets.killer());
        assertEquals(35, Packets.killer().length);
        for (int type : new int[] {2, 5, 6, 13, 41, 47, 255, 0, 0xffff}) {
            dropped(Reason.RECORD, with(type, new byte[4]));
        }
        dropped(Reason.RECORD, with(DnsMessage.A, new byte[3]));
        dropped(Reason.RECORD, with(DnsMessage.A, new byte[16]));
        dropped(Reason.RECORD, with(DnsMessage.AAAA, new byte[15]));
        dropped(Reason.RECORD, with(DnsMessage.SRV, new byte[7]));
        dropped(Reason.RECORD, with(DnsMessage.TXT, new byte[0]));
        dropped(Reason.RECORD, with(DnsMessage.TXT, new byte[513]));
        dropped(Reason.RECORD, with(DnsMessage.TXT, new byte[] {5, 'v', '=', '1'}));
        byte[] pointerAndMore = Arrays.copyOf(Packets.nameBytes("a.local."), 12);
        dropped(Reason.RECORD, with(DnsMessage.PTR, pointerAndMore));
        dropped(
                Reason.RECORD,
                Packets.announcement(NODE, PEER, 1, "v=1")
                        .entry("x.local.", DnsMessage.TXT, 3, 1, new byte[1])
                        .bytes());
        dropped(Reason.RECORD, Packets.query().ask(NODE, 41).bytes());
        dropped(Reason.RECORD, Packets.query().ask(NODE, DnsMessage.PTR, 3).bytes());
    }

    private static byte[] with(int type, byte[] data) {
        return Packets.announcement(NODE, PEER, 1, "v=1")
                .entry("x.local.", type, 1, 120, data)
                .bytes();
    }

    @Test
    void namesAreShortPrintableAndPointBackwards() {
        dropped(Reason.NAME, owner(new byte[] {0}));
        dropped(Reason.NAME, owner(new byte[] {64, 'a'}));
        dropped(Reason.NAME, owner(new byte[] {(byte) 0x80, 'a', 0}));
        dropped(Reason.NAME, owner(new byte[] {1, 0x1b, 0}));
        dropped(Reason.NAME, owner(new byte[] {1, (byte) 0xe4, 0}));
        dropped(Reason.NAME, owner(new byte[] {1, '.', 0}));
        dropped(Reason.NAME, owner(new byte[] {(byte) 0xc0, 0}));
        String label = "a".repeat(63) + ".";
        assertInstanceOf(
                Verdict.Heard.class,
                judge(owner(Packets.nameBytes(label.repeat(3) + "b".repeat(61) + "."))));
        dropped(Reason.NAME, owner(Packets.nameBytes(label.repeat(3) + "b".repeat(62) + ".")));
    }

    /** A good announcement with one more TXT record whose owner is spelled so. */
    private static byte[] owner(byte[] name) {
        return Packets.announcement(NODE, PEER, 1, "v=1")
                .raw(name, DnsMessage.TXT, 1, 120, new byte[1])
                .bytes();
    }

    @Test
    void nameCompressionCannotLoop() {
        int start = Packets.node(PEER, 1).length;
        for (int target = 0; target < 0x3fff; target++) {
            byte[] self = {(byte) (0xc0 | target >> 8), (byte) target};
            Verdict verdict = judge(owner(self));
            if (target >= start) {
                assertEquals(new Verdict.Dropped(Reason.NAME), verdict, "jump to " + target);
            }
        }
        // A label, then a jump back to that label: around and around.
        byte[] round = {1, 'a', (byte) (0xc0 | start >> 8), (byte) start};
        dropped(Reason.NAME, owner(round));
    }

    @Test
    void nameCompressionJumpsEightTimes() {
        for (int jumps : new int[] {8, 9}) {
            Packets packet = Packets.announcement(NODE, PEER, 1, "v=1");
            int target = 12;
            for (int i = 0; i < jumps; i++) {
                int here = packet.bytes().length;
                byte[] name = {1, 'a', (byte) (0xc0 | target >> 8), (byte) target};
                packet.raw(name, DnsMessage.TXT, 1, 120, new byte[1]);
                target = here;
            }
            if (jumps == 8) {
                assertInstanceOf(Verdict.Heard.class, judge(packet.bytes()));
            } else {
                dropped(Reason.NAME, packet.bytes());
            }
        }
    }

    @Test
    void readsCompressedNamesAndAnyCase() {
        byte[] toType = {(byte) 0xc0, 12};
        Packets packet = Packets.response().pointer("_QuietDrop._TCP.local.", 120, "x.");
        byte[] first = packet.bytes();
        int targetAt = first.length - 3;
        byte[] target = new byte[27];
        target[0] = 24;
        System.arraycopy(
                PEER.toUpperCase(java.util.Locale.ROOT)
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                0,
                target,
                1,
                24);
        System.arraycopy(toType, 0, target, 25, 2);
        byte[] toInstance = {(byte) (0xc0 | targetAt >> 8), (byte) targetAt};
        byte[] server = {0, 0, 0, 0, 0x12, 0x34, (byte) 0xc0, 12};
        byte[] whole =
                Packets.response()
                        .entry("_QuietDrop._TCP.local.", DnsMessage.PTR, 1, 120, target)
                        .raw(toInstance, DnsMessage.SRV, 0x8001, 120, server)
                        .raw(toInstance, DnsMessage.TXT, 0x8001, 120, new byte[] {3, 'v', '=', '1'})
                        .bytes();
        assertEquals(
                new Advert.Present(ServiceKind.NODE, PEER, 0x1234, Optional.empty(), 120),
                heard(whole));
    }

    @Test
    void aPointerAloneIsDropped() {
        dropped(Reason.LONELY_POINTER, Packets.lonelyPointer(NODE, PEER));
        String name = PEER + "." + NODE;
        dropped(
                Reason.LONELY_POINTER,
                Packets.response().pointer(NODE, 1, name).text(name, 1, "v=1").bytes());
        dropped(
                Reason.LONELY_POINTER,
                Packets.response().pointer(NODE, 1, name).server(name, 1, 9, "h.local.").bytes());
        dropped(Reason.LONELY_POINTER, Packets.announcement(NODE, PEER, 0, "v=1").bytes());
        dropped(
                Reason.LONELY_POINTER,
                Packets.response()
                        .pointer(NODE, 1, name)
                        .server("b" + name, 1, 9, "h.local.")
                        .text(name, 1, "v=1")
                        .bytes());
        dropped(
                Reason.LONELY_POINTER,
                Packets.announcement(NODE, PEER, 1, "v=1")
                        .pointer(NODE, 1, "cccccccccccccccccccccccc." + NODE)
                        .bytes());
    }

    @Test
    void instancesAreOursAndVersionOne() {
        for (String odd : List.of("short", "0".repeat(25), "g" + PEER.substring(1), "a." + PEER)) {
            dropped(Reason.IRRELEVANT, Packets.node(odd, 1));
        }
        dropped(Reason.IRRELEVANT, Packets.announcement(NODE, PEER, 1, "v=2").bytes());
        dropped(Reason.IRRELEVANT, Packets.response().pointer(NODE, 1, PEER + "." + PAIR).bytes());
        dropped(
                Reason.IRRELEVANT,
                Packets.announcement("_http._tcp.local.", PEER, 1, "v=1").bytes());
        dropped(Reason.IRRELEVANT, Packets.response().ask(NODE, DnsMessage.PTR).bytes());
    }

    @Test
    void anAddressRecordIsThePacketsSource() {
        Packets good = Packets.announcement(NODE, PEER, 1, "v=1");
        good.address("h.local.", DnsMessage.A, new byte[] {(byte) 192, (byte) 168, 7, 9});
        assertInstanceOf(Verdict.Heard.class, judge(good.bytes()));
        Packets other = Packets.announcement(NODE, PEER, 1, "v=1");
        other.address("h.local.", DnsMessage.A, new byte[] {(byte) 192, (byte) 168, 7, 8});
        dropped(Reason.FORGED_ADDRESS, other.bytes());
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(peer.getAddress().getAddress(), 0, mapped, 12, 4);
        Packets six = Packets.announcement(NODE, PEER, 1, "v=1");
        six.address("h.local.", DnsMessage.AAAA, mapped);
        dropped(Reason.FORGED_ADDRESS, six.bytes());
    }

    @Test
    void oneSourceHasABudgetAndOthersKeepTheirs() {
        byte[] packet = Packets.node(PEER, 1);
        for (int i = 0; i < 30; i++) {
            assertInstanceOf(Verdict.Heard.class, judge(packet));
        }
        dropped(Reason.TOO_MANY, packet);
        assertInstanceOf(
                Verdict.Heard.class,
                filter.judge(packet, packet.length, at("192.168.7.10", 5353), NOW));
        assertInstanceOf(
                Verdict.Heard.class,
                filter.judge(packet, packet.length, peer, NOW.plusMillis(100)));
    }

    @Test
    void strangersChatterCostsNothingOfTheBudget() {
        for (int i = 0; i < 1000; i++) {
            dropped(Reason.RECORD, Packets.killer());
            dropped(Reason.LONELY_POINTER, Packets.lonelyPointer(NODE, PEER));
        }
        assertInstanceOf(Verdict.Heard.class, judge(Packets.node(PEER, 1)));
    }

    @Test
    void bitFlipsNeverThrow() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        List<byte[]> valid =
                List.of(
                        Packets.node(PEER, 4711),
                        Packets.announcement(PAIR, PEER, 1, "v=1", "n=42").bytes(),
                        Packets.goodbye(NODE, PEER),
                        Packets.killer(),
                        Packets.query().ask(NODE, DnsMessage.PTR).ask(OWN, DnsMessage.ANY).bytes());
        int heard = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = valid.get(random.nextInt(valid.size())).clone();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(packet.length) : packet.length;
            try {
                Verdict verdict = filter.judge(packet, length, peer, NOW.plusSeconds(i));
                heard += verdict instanceof Verdict.Heard ? 1 : 0;
            } catch (RuntimeException e) {
                fail("seed " + seed + ", packet " + i, e);
            }
        }
        assertTrue(heard > 0, "some flips hit nothing that matters");
    }

    @Test
    void randomBytesNeverThrow() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] packet = new byte[random.nextInt(200)];
            random.nextBytes(packet);
            if (packet.length > 12) {
                packet[2] &= (byte) 0x80;
                packet[3] = 0;
                Arrays.fill(packet, 4, 12, (byte) 0);
                packet[5] = (byte) random.nextInt(3);
                packet[7] = (byte) random.nextInt(4);
            }
            try {
                judge(packet);
            } catch (RuntimeException e) {
                fail("seed " + seed + ", packet " + i, e);
            }
        }
    }
}
