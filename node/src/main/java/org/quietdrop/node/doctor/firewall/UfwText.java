package org.quietdrop.node.doctor.firewall;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ufw status verbose} prints. */
public final class UfwText {
    private static final Pattern RULE =
            Pattern.compile("(.+?) +(ALLOW|DENY|REJECT|LIMIT) IN +(.+?)( +#.*)?");
    private static final Pattern PORT = Pattern.compile("([0-9:,]+)(?:/(tcp|udp))?");

    private UfwText() {}

    /** Whether it is switched on. */
    public static boolean on(String text) {
        return text.lines().anyMatch("Status: active"::equals);
    }

    /** What its rules make of a packet. */
    public static Ruling rule(String text, Packet packet) {
        if (!on(text)) return new Ruling.Open();
        boolean multicast = packet.to().isMulticastAddress() && packet.port() == 5353;
        // ufw lets multicast DNS in unless somebody changed its files.
        if (multicast) return new Ruling.Open();
        boolean unclear = false;
        int number = 0;
        for (String line : text.lines().toList()) {
            Matcher rule = RULE.matcher(line.strip());
            if (!rule.matches()) continue;
            number++;
            String to = rule.group(1);
            if (to.endsWith("(v6)") == packet.four()) continue;
            Match.Answer meant =
                    both(to(to, packet), from(rule.group(3).replace("(v6)", "").strip(), packet));
            if (meant == Match.Answer.NO) continue;
            boolean lets = rule.group(2).equals("ALLOW") || rule.group(2).equals("LIMIT");
            if (meant == Match.Answer.YES) {
                if (unclear) return new Ruling.Unclear();
                return lets
                        ? new Ruling.Open()
                        : blocked("ufw, rule " + number, "insert 1 allow ", packet);
            }
            unclear = true;
        }
        boolean denies = text.contains("deny (incoming)") || text.contains("reject (incoming)");
        if (unclear) return new Ruling.Unclear();
        return denies
                ? blocked("ufw, which lets in only what a rule allows", "allow ", packet)
                : new Ruling.Open();
    }

    private static Ruling blocked(String where, String how, Packet packet) {
        return new Ruling.Blocked(
                where, "sudo ufw " + how + packet.port() + "/" + packet.protocol().word());
    }

    private static Match.Answer both(Match.Answer one, Match.Answer other) {
        if (one == Match.Answer.NO || other == Match.Answer.NO) return Match.Answer.NO;
        return one == Match.Answer.YES ? other : one;
    }

    private static Match.Answer to(String text, Packet packet) {
        String what = text.replace("(v6)", "").strip();
        int on = what.indexOf(" on ");
        if (on >= 0) {
            if (!what.substring(on + 4).strip().equals(packet.nic())) return Match.Answer.NO;
            what = what.substring(0, on).strip();
        }
        if (what.equals("Anywhere")) return Match.Answer.YES;
        Matcher port = PORT.matcher(what);
        if (!port.matches()) return Match.Answer.MAYBE;
        if (port.group(2) != null && !port.group(2).equals(packet.protocol().word())) {
            return Match.Answer.NO;
        }
        Optional<List<Match.Port.Range>> ranges =
                Words.ports(List.of(port.group(1).split(",", -1)), ":");
        return ranges.map(r -> new Match.Port(r).of(packet)).orElse(Match.Answer.MAYBE);
    }

    private static Match.Answer from(String text, Packet packet) {
        if (text.equals("Anywhere")) return Match.Answer.YES;
        return Subnet.parse(text)
                .map(place -> new Match.From(List.of(place)).of(packet))
                .orElse(Match.Answer.MAYBE);
    }
}
