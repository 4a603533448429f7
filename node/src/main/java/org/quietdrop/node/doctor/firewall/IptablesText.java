package org.quietdrop.node.doctor.firewall;

import org.quietdrop.node.doctor.firewall.Rule.Action;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code iptables-save} and {@code ip6tables-save} print. What is not understood makes the
 * answer unclear, never open.
 */
public final class IptablesText {
    private static final String COMMIT = "COMMIT";

    private IptablesText() {}

    /**
     * What its rules make of a packet.
     *
     * @param four whether it is the one for IPv4
     */
    public static Ruling rule(String text, boolean four, Packet packet) {
        return Table.rule(List.of(table(text, four)), packet);
    }

    private static Table table(String text, boolean four) {
        Map<String, Action> policies = new LinkedHashMap<>();
        Map<String, List<Rule>> rules = new HashMap<>();
        boolean filter = false;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("*")) filter = line.equals("*filter");
            if (line.equals(COMMIT)) filter = false;
            if (!filter) continue;
            Words words = Words.of(line);
            if (line.startsWith(":")) {
                String chain = words.next().substring(1);
                policies.put(
                        chain,
                        words.next().equals("DROP") ? new Action.Drop() : new Action.Accept());
                rules.putIfAbsent(chain, new ArrayList<>());
            } else if (words.skip("-A")) {
                List<Rule> of = rules.computeIfAbsent(words.next(), _ -> new ArrayList<>());
                of.add(rule(words));
            }
        }
        Map<String, Rule.Chain> chains = new HashMap<>();
        rules.forEach((name, all) -> {
            boolean base = name.equals("INPUT");
            Optional<Action> policy =
                    base ? Optional.ofNullable(policies.get(name)) : Optional.empty();
            chains.put(name, new Rule.Chain(name, base, policy, all));
        });
        String program = four ? "iptables" : "ip6tables";
        return new Table(
                program,
                four,
                !four,
                chains,
                (chain, packet) ->
                        "sudo %s -I %s -p %s --dport %d -j ACCEPT"
                                .formatted(
                                        program, chain, packet.protocol().word(), packet.port()));
    }

    private static Rule rule(Words words) {
        List<Match> matches = new ArrayList<>();
        Action action = new Action.GoOn();
        while (words.more()) {
            boolean not = words.skip("!");
            String word = words.next();
            Match match =
                    switch (word) {
                        case "-m", "--match" -> {
                            var _ = words.next();
                            yield null;
                        }
                        case "-i" -> new Match.Nic(Words.set(List.of(words.next())));
                        case "-p" -> new Match.Carrier(Words.set(List.of(words.next())));
                        case "--dport", "--dports" -> ports(words.next());
                        case "-s" -> places(words.next(), true);
                        case "-d" -> places(words.next(), false);
                        case "--ctstate", "--state" -> state(words.next());
                        case "--dst-type" -> new Match.Kind(words.next());
                        case "-j", "-g" -> {
                            action = action(words.next(), word.equals("-g"));
                            yield null;
                        }
                        case "--comment",
                                "--reject-with",
                                "--log-prefix",
                                "--log-level",
                                "--nflog-prefix",
                                "--nflog-group" -> {
                            var _ = words.next();
                            yield null;
                        }
                        default -> new Match.Unknown();
                    };
            if (match != null) matches.add(not ? new Match.Not(match) : match);
        }
        return new Rule(matches, action);
    }

    private static Action action(String word, boolean last) {
        return switch (word) {
            case "ACCEPT" -> new Action.Accept();
            case "DROP", "REJECT" -> new Action.Drop();
            case "RETURN" -> new Action.Return();
            case "LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "CT", "TRACE" -> new Action.GoOn();
            default -> new Action.Jump(word, last);
        };
    }

    private static Match ports(String text) {
        return Words.ports(List.of(text.split(",", -1)), ":")
                .<Match>map(Match.Port::new)
                .orElse(new Match.Unknown());
    }

    private static Match places(String text, boolean from) {
        return Words.places(List.of(text.split(",", -1)))
                .<Match>map(p -> from ? new Match.From(p) : new Match.To(p))
                .orElse(new Match.Unknown());
    }

    private static Match state(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(",", -1)) words.add(word.toLowerCase(java.util.Locale.ROOT));
        return new Match.State(Words.set(words));
    }
}
