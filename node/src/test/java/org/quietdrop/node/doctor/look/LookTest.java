package org.quietdrop.node.doctor.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.discovery.DiscoveryStatus;
import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.Firewall;
import org.quietdrop.node.doctor.HomeFacts;
import org.quietdrop.node.doctor.MachineFacts.Swap;
import org.quietdrop.node.doctor.NetworkFacts;
import org.quietdrop.node.doctor.NetworkFacts.Call.Answer;
import org.quietdrop.node.doctor.NetworkFacts.Call.Who;
import org.quietdrop.node.doctor.NetworkFacts.Goal;
import org.quietdrop.node.doctor.NodeFacts;
import org.quietdrop.node.doctor.NodeFacts.Mdns;
import org.quietdrop.node.doctor.NodeFacts.Person;
import org.quietdrop.node.doctor.Platform;
import org.quietdrop.node.doctor.firewall.Ruling;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How facts are gathered: from what the system prints, and without a search of the network. */
@Timeout(300)
final class LookTest {
    private static final String NEIGH = "ip neigh show";

    private static PaperMachine machine() {
        return new PaperMachine()
                .nic("lo", InterfaceKind.LOOPBACK, "127.0.0.1/8")
                .nic("wlan0", InterfaceKind.LOCAL, "192.168.1.9/24", "fe80::9/64")
                .nic("wg0", InterfaceKind.TUNNEL, "10.99.0.2/24")
                .nic("eth0", InterfaceKind.DOWN, "192.168.7.1/24");
    }

    private static NodeFacts node(String... places) {
        Person away =
                new Person(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(places).stream().map(Endpoint::parse).toList(),
                        Optional.empty());
        return new NodeFacts.Open(
                List.of(Endpoint.parse("192.168.1.9:49152"), Endpoint.parse("127.0.0.1:49152")),
                false,
                new Mdns(
                        true,
                        Instant.EPOCH,
                        DiscoveryStatus.Heard.YES,
                        Optional.empty(),
                        Optional.empty()),
                List.of(away),
                List.of());
    }

    private static String told(NetworkFacts facts, Who who) {
        return facts.calls().stream()
                .filter(call -> call.who() == who)
                .map(call -> call.address().getHostAddress() + " " + call.answer())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Test
    void onlyKnownOnesOnThisNetworkAreCalled() {
        PaperMachine machine = machine();
        machine.answers.put("192.168.1.9 49152", Answer.OPEN);
        machine.answers.put("192.168.1.17 40000", Answer.OPEN);
        machine.says("ip -4 route show default", "default via 192.168.1.1 dev wlan0 proto dhcp\n")
                .says(
                        NEIGH,
                        """
                        192.168.1.1 dev wlan0 lladdr 02:00:00:00:00:01 STALE
                        192.168.1.20 dev wlan0 lladdr 02:00:00:00:00:20 STALE
                        192.168.1.21 dev wlan0 FAILED
                        192.168.7.5 dev eth0 lladdr 02:00:00:00:00:05 REACHABLE
                        10.99.0.1 dev wg0 lladdr 02:00:00:00:00:06 REACHABLE
                        192.168.1.9 dev wlan0 lladdr 02:00:00:00:00:09 REACHABLE
                        192.168.1.44 dev wlan0 lladdr 02:00:00:00:00:44 PERMANENT
                        224.0.0.251 dev wlan0 lladdr 01:00:5e:00:00:fb NOARP
                        garbage \u001b[2J dev wlan0 REACHABLE
                        """)
                .says(
                        NEIGH,
                        """
                        192.168.1.1 dev wlan0 lladdr 02:00:00:00:00:01 DELAY
                        192.168.1.20 dev wlan0 lladdr 02:00:00:00:00:20 PROBE
                        """)
                .says(
                        NEIGH,
                        """
                        192.168.1.1 dev wlan0 lladdr 02:00:00:00:00:01 REACHABLE
                        192.168.1.20 dev wlan0  FAILED
                        192.168.1.18 dev wlan0 lladdr 02:00:00:00:00:18 REACHABLE
                        """);
        NodeFacts node =
                node(
                        "192.168.1.17:40000",
                        "192.168.1.18:40000",
                        "192.168.1.19:40000",
                        "8.8.8.8:40000",
                        "192.168.7.3:40000",
                        "somewhere.example:40000",
                        "192.168.1.9:40000");
        NetworkFacts facts = new Surroundings(machine, Optional.empty()).facts(node, true);
        assertEquals("192.168.1.9 OPEN", told(facts, Who.SELF));
        assertEquals(
                "192.168.1.17 OPEN, 192.168.1.18 THERE, 192.168.1.19 SILENT",
                told(facts, Who.CONTACT));
        assertEquals("192.168.1.20 SILENT, 192.168.1.21 SILENT", told(facts, Who.NEIGHBOUR));
        assertEquals("192.168.1.1 THERE", told(facts, Who.ROUTER));
        assertEquals(
                List.of(
                        "192.168.1.17 40000",
                        "192.168.1.18 40000",
                        "192.168.1.19 40000",
                        "192.168.1.9 49152"),
                machine.called.stream().sorted().toList());
        assertEquals(
                List.of("192.168.1.1", "192.168.1.20", "192.168.1.21"),
                machine.nudged.stream().distinct().sorted().toList());
        assertEquals(1, machine.pauses);
        assertTrue(facts.neighboursKnown() && facts.called());
    }

    @Test
    void nobodyIsCalledWithoutAReason() {
        PaperMachine machine = machine().says(NEIGH, "192.168.1.20 dev wlan0 STALE");
        NetworkFacts facts =
                new Surroundings(machine, Optional.empty())
                        .facts(node("192.168.1.17:40000"), false);
        assertEquals(List.of("192.168.1.9 49152"), machine.called);
        assertEquals(List.of(), machine.nudged);
        assertEquals(List.of(), machine.ran);
        assertEquals("", told(facts, Who.CONTACT));
        NetworkFacts stopped =
                new Surroundings(machine, Optional.empty()).facts(new NodeFacts.Stopped(), true);
        assertEquals(List.of(), stopped.calls());
        assertEquals(List.of(), machine.nudged);
    }

    @Test
    void withoutTheProgramTheTableOfTheKernelIsRead() {
        PaperMachine machine =
                machine()
                        .file(
                                "/proc/net/arp",
                                """
                                IP address       HW type     Flags       HW address            Mask     Device
                                192.168.1.20     0x1         0x2         02:00:00:00:00:20     *        wlan0
                                192.168.1.21     0x1         0x0         00:00:00:00:00:00     *        wlan0
                                """);
        NetworkFacts facts = new Surroundings(machine, Optional.empty()).facts(node(), true);
        assertEquals("192.168.1.20 UNKNOWN, 192.168.1.21 SILENT", told(facts, Who.NEIGHBOUR));
        machine.files.clear();
        machine.platform = Platform.WINDOWS;
        facts = new Surroundings(machine, Optional.empty()).facts(node(), true);
        assertEquals(false, facts.neighboursKnown());
    }

    @Test
    void oneInterfaceAloneIsUsedIfThatIsSet() {
        NetworkFacts all = new Surroundings(machine(), Optional.empty()).facts(node(), false);
        assertEquals(
                List.of("wlan0"),
                all.nics().stream()
                        .filter(NetworkFacts.Nic::used)
                        .map(NetworkFacts.Nic::name)
                        .toList());
        NetworkFacts one = new Surroundings(machine(), Optional.of("wg0")).facts(node(), false);
        assertEquals(
                List.of("wg0"),
                one.nics().stream()
                        .filter(NetworkFacts.Nic::used)
                        .map(NetworkFacts.Nic::name)
                        .toList());
    }

    @Test
    void waysGoThroughTheInterfaceThatHasTheSourceAddress() {
        PaperMachine machine = machine();
        machine.sources.put("198.51.100.1", "10.99.0.2");
        machine.sources.put("192.168.1.8", "192.168.1.9");
        machine.sources.put("192.168.1.17", "10.99.0.2");
        List<NetworkFacts.Way> ways =
                new Surroundings(machine, Optional.empty())
                        .facts(node("192.168.1.17:1", "[fe80::7%wlan0]:1"), false)
                        .ways();
        assertEquals(3, ways.size());
        assertInstanceOf(Goal.Outside.class, ways.get(0).goal());
        assertEquals(Optional.of("wg0"), ways.get(0).through());
        assertEquals(Optional.of("wlan0"), ways.get(1).through());
        assertInstanceOf(Goal.Contact.class, ways.get(2).goal());
        assertEquals(Optional.of("wg0"), ways.get(2).through());
    }

    private static List<Firewall> firewalls(PaperMachine machine) {
        Surroundings around = new Surroundings(machine, Optional.empty());
        return new Firewalls(machine, around.nics(), List.of(49152), true).facts();
    }

    private static long blocked(Firewall firewall) {
        return firewall.asked().stream().filter(a -> a.ruling() instanceof Ruling.Blocked).count();
    }

    private static final String DROPS =
            """
            table inet filter {
            	chain input {
            		type filter hook input priority 0; policy drop;
            	}
            }
            """;

    @Test
    void firewallsAreReadByTheirOwnPrograms() {
        PaperMachine machine = machine();
        assertEquals(List.of(), firewalls(machine));
        machine.says("nft list ruleset", DROPS);
        Firewall nft = firewalls(machine).getFirst();
        assertEquals("nftables", nft.name());
        assertEquals(4, nft.asked().size());
        assertEquals(4, blocked(nft));
        machine.root = false;
        Firewall hidden = firewalls(machine).getFirst();
        assertEquals(false, hidden.readable());
        assertEquals("sudo nft list ruleset", hidden.show());
        assertEquals(List.of(), hidden.asked());
        machine.root = true;
        machine.fails("iptables-save")
                .says("ip6tables-save", "*filter\n:INPUT DROP [0:0]\nCOMMIT\n");
        List<Firewall> all = firewalls(machine);
        assertEquals(
                List.of("nftables", "iptables", "ip6tables"),
                all.stream().map(Firewall::name).toList());
        assertEquals(false, all.get(1).readable());
        assertEquals(2, blocked(all.get(2)));
    }

    @Test
    void thoseThatWriteTheRulesOfOthersAreAsked() {
        PaperMachine machine = machine().says("nft list ruleset", DROPS);
        machine.says("ufw status verbose", "Status: inactive\n");
        assertEquals("nftables", firewalls(machine).getFirst().name());
        PaperMachine ufw = machine().says("nft list ruleset", DROPS);
        ufw.says("ufw status verbose", "Status: active\nDefault: deny (incoming), allow\n");
        assertEquals(List.of("ufw"), firewalls(ufw).stream().map(Firewall::name).toList());
        assertEquals(2, blocked(firewalls(ufw).getFirst()));
        PaperMachine user = machine().says("nft list ruleset", "").fails("ufw status verbose");
        user.root = false;
        user.file("/etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=low\n");
        assertEquals("ufw", firewalls(user).getFirst().name());
        assertEquals(false, firewalls(user).getFirst().readable());
        PaperMachine fedora = machine().says("nft list ruleset", DROPS);
        fedora.says("firewall-cmd --state", "running\n")
                .says("firewall-cmd --get-zone-of-interface=wlan0", "home\n")
                .says("firewall-cmd --zone=home --list-all", "home\n  services: mdns\n  ports:\n");
        Firewall zone = firewalls(fedora).getFirst();
        assertEquals("firewalld", zone.name());
        assertEquals(2, blocked(zone));
        PaperMachine hostile = machine();
        hostile.says("firewall-cmd --state", "running\n")
                .says("firewall-cmd --get-zone-of-interface=wlan0", "--permanent; rm\n");
        assertEquals(false, firewalls(hostile).getFirst().readable());
        hostile.platform = Platform.MACOS;
        assertEquals(List.of(), firewalls(hostile));
    }

    private static String swaps(PaperMachine machine) {
        return Swaps.of(machine).orElseThrow().stream()
                .map(Swap::kind)
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private static PaperMachine swapping(String... lines) {
        return new PaperMachine()
                .file(
                        "/proc/swaps",
                        "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
                                + String.join("\n", lines)
                                + "\n");
    }

    @Test
    void swapIsAsClosedAsTheDiskBelowIt() {
        assertEquals("", swaps(swapping()));
        assertEquals("OPEN", swaps(swapping("/dev/sda2  partition\t8388604\t0\t-2")));
        PaperMachine zram = swapping("/dev/zram0 partition 1 0 100");
        assertEquals("CLOSED", swaps(zram));
        zram.file("/sys/block/zram0/backing_dev", "/dev/sda3\n");
        assertEquals("OPEN", swaps(zram));
        PaperMachine crypt = swapping("/dev/mapper/swap partition 1 0 -2");
        crypt.links.put(Path.of("/dev/mapper/swap"), Path.of("/dev/dm-1"));
        crypt.file("/sys/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap\n");
        assertEquals("CLOSED", swaps(crypt));
        PaperMachine lvm = swapping("/dev/dm-2 partition 1 0 -2");
        lvm.file("/sys/block/dm-2/dm/uuid", "LVM-x\n");
        assertEquals("UNKNOWN", swaps(lvm));
        lvm.folders.put(Path.of("/sys/block/dm-2/slaves"), List.of("dm-0"));
        lvm.file("/sys/block/dm-0/dm/uuid", "CRYPT-LUKS2-x\n");
        assertEquals("CLOSED", swaps(lvm));
        lvm.folders.put(Path.of("/sys/block/dm-2/slaves"), List.of("dm-0", "sda5"));
        assertEquals("OPEN", swaps(lvm));
        PaperMachine file = swapping("/home/swapfile file 1 0 -2");
        assertEquals("UNKNOWN", swaps(file));
        file.file(
                "/proc/self/mountinfo",
                """
                22 1 8:1 / / rw - ext4 /dev/sda1 rw
                23 22 253:0 / /home rw shared:1 - ext4 /dev/dm-0 rw
                """);
        file.file("/sys/block/dm-0/dm/uuid", "CRYPT-LUKS2-x\n");
        assertEquals("CLOSED", swaps(file));
        assertEquals("OPEN", swaps(file.file("/proc/swaps", "x\n/swapfile file 1 0 -2\n")));
        PaperMachine loop = swapping("/dev/dm-3 partition 1 0 -2");
        loop.folders.put(Path.of("/sys/block/dm-3/slaves"), List.of("dm-3"));
        assertEquals("UNKNOWN", swaps(loop));
        loop.platform = Platform.MACOS;
        assertEquals(Optional.empty(), Swaps.of(loop));
    }

    @Test
    void coreDumpsByTheLimitsOfTheProcess() {
        String line =
                "Max core file size        %s                    unlimited            bytes\n";
        assertEquals(Optional.of(false), Look.cores("Limit\n" + line.formatted("0")));
        assertEquals(Optional.of(true), Look.cores(line.formatted("unlimited")));
        assertEquals(Optional.of(true), Look.cores(line.formatted("4096")));
        assertEquals(Optional.empty(), Look.cores("nothing of the kind\n"));
    }

    @TempDir Path folder;

    @Test
    void theHomeAsItLies() throws IOException {
        Path root = folder.resolve("home");
        Home home = Home.at(root);
        assertEquals(List.of(), home.prepare());
        Path vault = Files.writeString(root.resolve("vault"), "x");
        Files.setPosixFilePermissions(vault, PosixFilePermissions.fromString("rw-------"));
        HomeFacts well = HomeLook.of(home, 77);
        assertEquals(List.of(), well.others());
        assertTrue(well.exists() && well.knowsRights() && well.free() > 0);
        assertEquals(77, well.needed());
        Files.setPosixFilePermissions(vault, PosixFilePermissions.fromString("rw-r-----"));
        Path log = Files.writeString(root.resolve("journal").resolve("1.seg"), "x");
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw----rw-"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x---"));
        Instant late = Instant.parse("2100-01-01T00:00:00Z");
        Files.setLastModifiedTime(log, FileTime.from(late));
        HomeFacts open = HomeLook.of(home, 77);
        assertEquals(
                List.of("journal/1.seg", "the folder itself", "vault"),
                open.others().stream().sorted().toList());
        assertEquals(Optional.of(late), open.written());
        HomeFacts none = HomeLook.of(Home.at(folder.resolve("none")), 77);
        assertEquals(false, none.exists());
    }

    @Test
    void aRealProgramIsBoundedAndHasNoShell() {
        RealMachine machine = new RealMachine();
        assertEquals(Optional.empty(), machine.run("no-such-program-here", List.of()));
        Machine.Ran said = machine.run("echo", List.of("$HOME;", "`id`", "*")).orElseThrow();
        assertEquals("$HOME; `id` *\n", said.text());
        assertEquals(0, said.exit());
        Machine.Ran much = machine.run("cat", List.of("/dev/zero")).orElseThrow();
        assertEquals(1 << 20, much.text().length());
        assertEquals(3, machine.run("env", List.of()).orElseThrow().text().lines().count() + 1);
        Machine.Ran long_ = machine.run("sleep", List.of("600")).orElseThrow();
        assertEquals(-1, long_.exit());
    }
}
