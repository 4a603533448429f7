package org.quietdrop.node.doctor.firewall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quietdrop.node.doctor.firewall.Packet.Protocol;

import java.net.InetAddress;
import java.util.Random;

/** What firewalls' own words mean for a packet; what is not understood is never called open. */
final class RulingsTest {
    private static final Packet TCP4 = packet("192.168.1.9/24", Protocol.TCP, 49152, "192.168.1.9");
    private static final Packet TCP6 = packet("fe80::1/64", Protocol.TCP, 49152, "fe80::1");
    private static final Packet MDNS = packet("192.168.1.9/24", Protocol.UDP, 5353, "224.0.0.251");

    private static Packet packet(String from, Protocol protocol, int port, String to) {
        return new Packet(
                "wlan0",
                protocol,
                port,
                Subnet.parse(from).orElseThrow(),
                InetAddress.ofLiteral(to));
    }

    private static String nft(String policy, String... rules) {
        return """
        table inet filter {
        	chain input {
        		type filter hook input priority filter; policy %s;
        		%s
        	}

        	chain forward {
        		type filter hook forward priority filter; policy drop;
        	}
        }
        """
                .formatted(policy, String.join("\n\t\t", rules));
    }

    private static Ruling ruling(String policy, String... rules) {
        return NftText.rule(nft(policy, rules), TCP4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "accept ~ tcp dport 49152 drop ~ Blocked",
                "accept ~ tcp dport 49153 drop ~ Open",
                "accept ~ udp dport 49152 drop ~ Open",
                "accept ~ tcp dport { 22, 49000-50000 } drop ~ Blocked",
                "accept ~ tcp dport != 22 reject with tcp reset ~ Blocked",
                "accept ~ iifname \"wlan0\" tcp dport 49152 counter packets 5 bytes 10 drop ~ Blocked",
                "accept ~ iifname \"wl*\" drop ~ Blocked",
                "accept ~ iifname != \"lo\" drop ~ Blocked",
                "accept ~ iif \"eth0\" drop ~ Open",
                "accept ~ ip saddr 192.168.0.0/16 drop ~ Blocked",
                "accept ~ ip saddr 10.0.0.0/8 drop ~ Open",
                "accept ~ ip saddr 192.168.1.77 drop ~ Unclear",
                "accept ~ ip6 saddr fe80::/10 drop ~ Open",
                "accept ~ ct state invalid drop ~ Open",
                "accept ~ ct state { new, untracked } tcp dport 49152 drop ~ Blocked",
                "accept ~ meta l4proto tcp drop ~ Blocked",
                "accept ~ meta l4proto { icmp, ipv6-icmp } drop ~ Open",
                "accept ~ tcp dport @many drop ~ Unclear",
                "accept ~ tcp flags & (fin | syn) == fin | syn drop ~ Unclear",
                "accept ~ limit rate over 5/second drop ~ Unclear",
                "drop ~ tcp dport 49152 accept ~ Open",
                "drop ~ ct state established,related accept ~ Blocked",
                "drop ~ ct state vmap { established : accept, related : accept, invalid : drop } ~ Blocked",
                "drop ~ ct state vmap { established : accept, new : jump x } ~ Unclear",
                "drop ~ iifname vmap { \"lo\" : accept, \"wlan0\" : jump y } ~ Unclear",
                "drop ~ icmp type echo-request accept ~ Blocked",
                "drop ~ ip saddr 192.168.1.0/24 accept ~ Open",
                "drop ~ ip saddr 192.168.1.77 accept ~ Unclear",
                "drop ~ something new accept ~ Unclear",
                "drop ~ log prefix \"tcp dport 49152 accept\" flags all ~ Blocked",
                "drop ~ comment \"accept\" ~ Blocked",
                "drop ~ jump nowhere ~ Unclear",
                "drop ~ xt match \"conntrack\" accept ~ Unclear",
            })
    void anNftRule(String policy, String rule, String wanted) {
        Ruling ruling = ruling(policy, rule);
        assertEquals(wanted, ruling.getClass().getSimpleName(), rule);
    }

    @Test
    void theFirstRuleThatMeansItDecidesAndIsNamed() {
        Ruling.Blocked blocked =
                assertInstanceOf(
                        Ruling.Blocked.class,
                        ruling(
                                "accept",
                                "ct state established,related accept",
                                "tcp dport 22 accept",
                                "iifname \"wlan0\" tcp dport 49152 drop",
                                "tcp dport 49152 accept"));
        assertEquals("table inet filter, chain input, rule 3", blocked.where());
        assertEquals(
                "sudo nft insert rule inet filter input tcp dport 49152 accept", blocked.fix());
        Ruling.Blocked policy = assertInstanceOf(Ruling.Blocked.class, ruling("drop", ""));
        assertEquals("table inet filter, chain input, its policy", policy.where());
    }

    @Test
    void whatIsAdvisedLetsItIn() {
        String rules = "iifname \"wlan0\" tcp dport 49152 drop";
        assertInstanceOf(Ruling.Blocked.class, ruling("drop", rules));
        assertInstanceOf(Ruling.Open.class, ruling("drop", "tcp dport 49152 accept", rules));
        assertInstanceOf(Ruling.Blocked.class, NftText.rule(nft("drop", rules), MDNS));
        String mdns = nft("drop", "udp dport 5353 accept", rules);
        assertInstanceOf(Ruling.Open.class, NftText.rule(mdns, MDNS));
    }

    @Test
    void chainsJumpAndComeBack() {
        String text =
                """
                table ip filter {
                	set many {
                		type inet_service
                		elements = { 1, 2,
                			     49152 }
                	}
                	chain services {
                		tcp dport { 22, 80,
                			    443 } accept
                		iifname "eth0" return
                		tcp dport 49152 drop comment "no { more"
                	}
                	chain INPUT {
                		type filter hook input priority filter; policy accept;
                		ct state established accept
                		jump services
                	}
                }
                """;
        Ruling.Blocked blocked = assertInstanceOf(Ruling.Blocked.class, NftText.rule(text, TCP4));
        assertEquals("table ip filter, chain services, rule 3", blocked.where());
        assertEquals("sudo nft insert rule ip filter INPUT tcp dport 49152 accept", blocked.fix());
        assertInstanceOf(Ruling.Open.class, NftText.rule(text, TCP6));
        String goesBack = text.replace("iifname \"eth0\" return", "iifname \"wlan0\" return");
        assertInstanceOf(Ruling.Open.class, NftText.rule(goesBack, TCP4));
        String loop = text.replace("tcp dport 49152 drop", "jump services");
        assertInstanceOf(Ruling.Unclear.class, NftText.rule(loop, TCP4));
    }

    @Test
    void whatOneTableLetsInAnotherMayDrop() {
        String open = nft("accept", "tcp dport 49152 accept");
        String shut = nft("accept", "tcp dport 49152 drop").replace("filter {", "other {");
        assertInstanceOf(Ruling.Blocked.class, NftText.rule(open + shut, TCP4));
        assertInstanceOf(Ruling.Open.class, NftText.rule("", TCP4));
        String outgoing = nft("accept", "drop").replace("hook input", "hook output");
        assertInstanceOf(Ruling.Open.class, NftText.rule(outgoing, TCP4));
    }

    @Test
    void iptables() {
        String text =
                """
                # Generated by iptables-save v1.8.9
                *nat
                :INPUT DROP [0:0]
                COMMIT
                *filter
                :INPUT DROP [0:0]
                :FORWARD ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :mine - [0:0]
                -A INPUT -i lo -j ACCEPT
                -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                -A INPUT -j mine
                -A mine -p tcp -m tcp --dport 22 -m comment --comment "a door" -j ACCEPT
                -A mine -p tcp -m multiport --dports 80,5000:6000 -j ACCEPT
                COMMIT
                """;
        Ruling.Blocked blocked =
                assertInstanceOf(Ruling.Blocked.class, IptablesText.rule(text, true, TCP4));
        assertEquals("iptables, chain INPUT, its policy", blocked.where());
        assertEquals("sudo iptables -I INPUT -p tcp --dport 49152 -j ACCEPT", blocked.fix());
        String more = text.replace("5000:6000", "49000:50000");
        assertInstanceOf(Ruling.Open.class, IptablesText.rule(more, true, TCP4));
        String local =
                text.replace("-A INPUT -j mine", "-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT");
        assertInstanceOf(Ruling.Open.class, IptablesText.rule(local, true, TCP4));
        assertInstanceOf(Ruling.Blocked.class, IptablesText.rule(local, true, MDNS));
        String other = text.replace("-A INPUT -j mine", "-A INPUT ! -i wlan0 -j ACCEPT");
        assertInstanceOf(Ruling.Blocked.class, IptablesText.rule(other, true, TCP4));
        String strange = text.replace("-A INPUT -j mine", "-A INPUT -m recent --rcheck -j ACCEPT");
        assertInstanceOf(Ruling.Unclear.class, IptablesText.rule(strange, true, TCP4));
        String unknown = text.replace("-A INPUT -j mine", "-A INPUT -j TARPIT");
        assertInstanceOf(Ruling.Unclear.class, IptablesText.rule(unknown, true, TCP4));
        assertInstanceOf(Ruling.Open.class, IptablesText.rule("", true, TCP4));
    }

    private static String ufw(String... rules) {
        return "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing),"
                + " disabled (routed)\nNew profiles: skip\n\nTo                         Action   "
                + "   From\n--                         ------      ----\n"
                + String.join("\n", rules)
                + "\n";
    }

    @Test
    void ufwSays() {
        String ssh = "22/tcp                     ALLOW IN    Anywhere";
        Ruling.Blocked blocked =
                assertInstanceOf(Ruling.Blocked.class, UfwText.rule(ufw(ssh), TCP4));
        assertEquals("sudo ufw allow 49152/tcp", blocked.fix());
        String ours = "49152/tcp                  ALLOW IN    Anywhere";
        String ours6 = "49152/tcp (v6)             ALLOW IN    Anywhere (v6)";
        assertInstanceOf(Ruling.Open.class, UfwText.rule(ufw(ssh, ours), TCP4));
        assertInstanceOf(Ruling.Blocked.class, UfwText.rule(ufw(ssh, ours), TCP6));
        assertInstanceOf(Ruling.Open.class, UfwText.rule(ufw(ssh, ours, ours6), TCP6));
        String denied = "49000:50000/tcp            DENY IN     Anywhere";
        blocked = assertInstanceOf(Ruling.Blocked.class, UfwText.rule(ufw(denied, ours), TCP4));
        assertEquals("ufw, rule 1", blocked.where());
        assertEquals("sudo ufw insert 1 allow 49152/tcp", blocked.fix());
        String lan = "Anywhere                   ALLOW IN    192.168.0.0/16";
        assertInstanceOf(Ruling.Open.class, UfwText.rule(ufw(lan), TCP4));
        String one = "Anywhere                   ALLOW IN    192.168.1.77";
        assertInstanceOf(Ruling.Unclear.class, UfwText.rule(ufw(one), TCP4));
        String app = "Samba                      ALLOW IN    Anywhere";
        assertInstanceOf(Ruling.Unclear.class, UfwText.rule(ufw(app), TCP4));
        assertInstanceOf(Ruling.Open.class, UfwText.rule(ufw(ssh), MDNS));
        assertInstanceOf(Ruling.Open.class, UfwText.rule("Status: inactive\n", TCP4));
    }

    @Test
    void aZoneOfFirewalld() {
        String zone =
                """
                public (active)
                  target: default
                  interfaces: wlan0
                  services: dhcpv6-client ssh
                  ports:
                  rich rules:
                """;
        Ruling.Blocked blocked =
                assertInstanceOf(Ruling.Blocked.class, ZoneText.rule(zone, "public", TCP4));
        assertEquals("sudo firewall-cmd --zone=public --add-port=49152/tcp", blocked.fix());
        blocked = assertInstanceOf(Ruling.Blocked.class, ZoneText.rule(zone, "public", MDNS));
        assertEquals("sudo firewall-cmd --zone=public --add-service=mdns", blocked.fix());
        String workstation =
                zone.replace("ports:", "ports: 1025-65535/udp 1025-65535/tcp")
                        .replace("ssh", "mdns ssh");
        assertInstanceOf(Ruling.Open.class, ZoneText.rule(workstation, "public", TCP4));
        assertInstanceOf(Ruling.Open.class, ZoneText.rule(workstation, "public", MDNS));
        String trusted = zone.replace("default", "ACCEPT");
        assertInstanceOf(Ruling.Open.class, ZoneText.rule(trusted, "trusted", TCP4));
        String rich = zone + "\trule family=\"ipv4\" accept\n";
        assertInstanceOf(Ruling.Unclear.class, ZoneText.rule(rich, "public", TCP4));
    }

    /** Whatever a program prints, there is an answer. */
    @Test
    void noTextBreaksIt() {
        long seed = 20261130;
        Random random = new Random(seed);
        String[] parts = {
            "table",
            "inet",
            "{",
            "}",
            "chain",
            "\n",
            "type filter hook input priority 0;",
            "drop",
            "accept",
            "tcp",
            "dport",
            "!=",
            "@",
            "\"",
            "jump",
            "a",
            "vmap",
            "ct state",
            "49152",
            "-A INPUT",
            "*filter",
            ":INPUT DROP",
            "-j",
            "--dport",
            "!",
            "\u001b[2J",
            "999999",
            "/",
            "ip saddr",
            "::1/129",
            "-",
            ",",
            "#",
            "Status: active",
            "ALLOW IN",
            "ports:",
            "DENY IN"
        };
        int open = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]).append(' ');
            }
            String said = text.toString();
            Ruling nft = NftText.rule(said, TCP4);
            Ruling iptables = IptablesText.rule(said, true, TCP4);
            Ruling ufw = UfwText.rule(said, TCP4);
            Ruling zone = ZoneText.rule(said, "x", TCP4);
            for (Ruling one : new Ruling[] {nft, iptables, ufw, zone}) {
                if (one instanceof Ruling.Open) open++;
            }
        }
        assertTrue(open > 0, "seed " + seed);
    }
}
