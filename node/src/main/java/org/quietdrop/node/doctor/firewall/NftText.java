package org.quietdrop.node.doctor.firewall;

import org.quietdrop.node.doctor.firewall.Rule.Action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code nft list ruleset} prints. What is not understood makes the answer unclear, never
 * open.
 */
public final class NftText {
    private final List<String> lines;
    private final List<Table> tables = new ArrayList<>();
    private int at;

    private NftText(List<String> lines) {
        this.lines = lines;
    }

    /** What its rules make of a packet. */
    public static Ruling rule(String text, Packet packet) {
        return Table.rule(new NftText(whole(text)).read(), packet);
    }

    /** Lines without remarks; a set that goes over several lines is one. */
    private static List<String> whole(String text) {
        List<String> whole = new ArrayList<>();
        StringBuilder begun = new StringBuilder();
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            begun.append(begun.isEmpty() ? "" : " ").append(line);
            boolean opens = line.endsWith("{");
            if (!opens && depth(begun) > 0) continue;
            whole.add(begun.toString());
            begun.setLength(0);
        }
        if (!begun.isEmpty()) whole.add(begun.toString());
        return whole;
    }

    /** How many braces are open behind this, as far as they are no strings. */
    private static int depth(CharSequence line) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') quoted = !quoted;
            if (!quoted && c == '{') depth++;
            if (!quoted && c == '}') depth--;
        }
        return depth;
    }

    private List<Table> read() {
        while (at < lines.size()) {
            Words words = Words.of(lines.get(at++));
            if (words.skip("table")) table(words.next(), words.next());
        }
        return tables;
    }

    private void table(String family, String name) {
        Map<String, Rule.Chain> chains = new HashMap<>();
        while (at < lines.size() && !lines.get(at).equals("}")) {
            Words words = Words.of(lines.get(at++));
            if (words.skip("chain")) {
                String chain = words.next();
                chains.put(chain, chain(chain));
            } else if (lines.get(at - 1).endsWith("{")) {
                past();
            }
        }
        at++;
        boolean both = family.equals("inet");
        tables.add(
                new Table(
                        "table " + family + " " + name,
                        both || family.equals("ip"),
                        both || family.equals("ip6"),
                        chains,
                        (chain, packet) ->
                                "sudo nft insert rule %s %s %s %s dport %d accept"
                                        .formatted(
                                                family,
                                                name,
                                                chain,
                                                packet.protocol().word(),
                                                packet.port())));
    }

    /** Over a block that is no chain. */
    private void past() {
        while (at < lines.size() && !lines.get(at++).equals("}")) {}
    }

    private Rule.Chain chain(String name) {
        boolean base = false;
        Optional<Action> policy = Optional.empty();
        List<Rule> rules = new ArrayList<>();
        while (at < lines.size() && !lines.get(at).equals("}")) {
            String line = lines.get(at++);
            if (line.startsWith("type ")) {
                base = line.startsWith("type filter hook input ");
                if (line.contains("policy drop;")) policy = Optional.of(new Action.Drop());
            } else if (!line.startsWith("comment ")) {
                rules.add(rule(line));
            }
        }
        at++;
        return new Rule.Chain(name, base, policy, rules);
    }

    private static Rule rule(String line) {
        if (line.contains(" vmap ")) return map(line);
        Words words = Words.of(line);
        List<Match> matches = new ArrayList<>();
        Action action = new Action.GoOn();
        while (words.more()) {
            String word = words.next();
            switch (word) {
                case "meta" -> {}
                case "counter" -> counter(words);
                case "iifname", "iif" -> matches.add(match(words, NftText::nic));
                case "l4proto" -> matches.add(match(words, p -> new Match.Carrier(Words.set(p))));
                case "nfproto" -> matches.add(match(words, NftText::version));
                case "tcp", "udp", "th" -> matches.addAll(ports(word, words));
                case "icmp", "icmpv6", "igmp" -> {
                    matches.add(new Match.Carrier(Set.of(word)));
                    matches.add(new Match.Unknown());
                    var _ = words.next();
                    var _ = words.list();
                }
                case "ip", "ip6" -> matches.addAll(network(word, words));
                case "ct" -> {
                    boolean state = words.skip("state");
                    matches.add(
                            state
                                    ? match(words, p -> new Match.State(Words.set(p)))
                                    : new Match.Unknown());
                    if (!state) return new Rule(matches, new Action.Unknown());
                }
                case "log", "comment" -> action = log(word, words, action);
                case "accept" -> action = new Action.Accept();
                case "drop" -> action = new Action.Drop();
                case "reject" -> {
                    return new Rule(matches, new Action.Drop());
                }
                case "return" -> action = new Action.Return();
                case "jump" -> action = new Action.Jump(words.next(), false);
                case "goto" -> action = new Action.Jump(words.next(), true);
                case "queue", "dnat", "redirect", "tproxy" -> {
                    return new Rule(matches, new Action.Unknown());
                }
                case "xt" -> {
                    return new Rule(List.of(new Match.Unknown()), new Action.Unknown());
                }
                default -> matches.add(new Match.Unknown());
            }
        }
        return new Rule(matches, action);
    }

    /** What is decided by a table in the rule: only what is said of connections is looked into. */
    private static Rule map(String line) {
        boolean ofStates = line.startsWith("ct state vmap {");
        boolean oldOnly = ofStates && !line.matches(".*[{,] *new *:.*");
        return oldOnly
                ? new Rule(List.of(), new Action.GoOn())
                : new Rule(List.of(new Match.Unknown()), new Action.Unknown());
    }

    private static void counter(Words words) {
        if (!words.skip("packets")) return;
        var _ = words.next();
        if (words.skip("bytes")) {
            var _ = words.next();
        }
    }

    /** What follows {@code log} are names of its own, and no conditions. */
    private static Action log(String word, Words words, Action before) {
        if (word.equals("comment")) {
            var _ = words.next();
            return before;
        }
        while (Set.of("prefix", "level", "group", "snaplen", "queue-threshold", "flags")
                .contains(words.peek())) {
            var _ = words.next();
            var _ = words.next();
        }
        return before;
    }

    private interface Reading {
        Match of(List<String> parts);
    }

    /** A condition on what follows; {@code !=} turns it around, named sets are not looked into. */
    private static Match match(Words words, Reading reading) {
        boolean not = words.skip("!=");
        if (words.peek().startsWith("@")) {
            var _ = words.next();
            return new Match.Unknown();
        }
        Match match = reading.of(words.list());
        return not ? new Match.Not(match) : match;
    }

    private static Match nic(List<String> parts) {
        return new Match.Nic(Words.set(parts));
    }

    private static Match version(List<String> parts) {
        return switch (String.join(",", parts)) {
            case "ipv4" -> new Match.Version(true);
            case "ipv6" -> new Match.Version(false);
            default -> new Match.Unknown();
        };
    }

    private static List<Match> ports(String word, Words words) {
        Match carrier = new Match.Carrier(word.equals("th") ? Set.of("all") : Set.of(word));
        if (!words.skip("dport")) {
            var _ = words.next();
            return List.of(carrier, new Match.Unknown());
        }
        Match port =
                match(
                        words,
                        parts ->
                                Words.ports(parts, "-")
                                        .<Match>map(Match.Port::new)
                                        .orElse(new Match.Unknown()));
        return List.of(carrier, port);
    }

    private static List<Match> network(String word, Words words) {
        Match version = new Match.Version(word.equals("ip"));
        String field = words.next();
        return switch (field) {
            case "saddr" -> List.of(version, match(words, p -> places(p, true)));
            case "daddr" -> List.of(version, match(words, p -> places(p, false)));
            case "protocol", "nexthdr" ->
                    List.of(version, match(words, p -> new Match.Carrier(Words.set(p))));
            default -> List.of(version, new Match.Unknown());
        };
    }

    private static Match places(List<String> parts, boolean from) {
        return Words.places(parts)
                .<Match>map(p -> from ? new Match.From(p) : new Match.To(p))
                .orElse(new Match.Unknown());
    }
}
