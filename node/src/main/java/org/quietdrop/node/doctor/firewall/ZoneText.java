package org.quietdrop.node.doctor.firewall;

import java.util.List;
import java.util.Optional;

/** What {@code firewall-cmd --list-all} prints of the zone of an interface. */
public final class ZoneText {
    private ZoneText() {}

    /**
     * What the zone makes of a packet.
     *
     * @param zone its name
     */
    public static Ruling rule(String text, String zone, Packet packet) {
        String target = field(text, "target");
        if (target.equals("ACCEPT")) return new Ruling.Open();
        if (!field(text, "rich rules").isEmpty()) return new Ruling.Unclear();
        for (String port : field(text, "ports").split(" +", -1)) {
            String[] parts = port.split("/", -1);
            if (parts.length != 2 || !parts[1].equals(packet.protocol().word())) continue;
            Optional<List<Match.Port.Range>> range = Words.ports(List.of(parts[0]), "-");
            if (range.isEmpty()) return new Ruling.Unclear();
            if (new Match.Port(range.get()).of(packet) == Match.Answer.YES)
                return new Ruling.Open();
        }
        boolean mdns = packet.port() == 5353 && packet.protocol() == Packet.Protocol.UDP;
        List<String> services = List.of(field(text, "services").split(" +", -1));
        if (mdns && services.contains("mdns")) return new Ruling.Open();
        return new Ruling.Blocked(
                "firewalld, zone " + zone,
                "sudo firewall-cmd --zone="
                        + zone
                        + (mdns ? " --add-service=mdns" : " --add-port=" + packet.port() + "/tcp"));
    }

    private static String field(String text, String name) {
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith(name + ":")) continue;
            String value = line.substring(name.length() + 1).strip();
            boolean follows = name.equals("rich rules") && i + 1 < lines.size();
            return follows ? value + lines.get(i + 1) : value;
        }
        return "";
    }
}
