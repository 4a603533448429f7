package org.quietdrop.tests.fuzz;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.CardName;
import org.quietdrop.crypto.identity.RecoveryWords;
import org.quietdrop.crypto.pairing.Invitation;
import org.quietdrop.crypto.pairing.PairingCode;
import org.quietdrop.node.contact.Petname;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.daemon.ConfigReading;
import org.quietdrop.node.search.Query;
import org.quietdrop.node.shell.WordsReading;
import org.quietdrop.node.wire.Endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What people type or other people named: codes, words, addresses, names, settings, queries. */
public final class TextFuzz {
    private TextFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int which = in.u8();
        String text = in.restText();
        if (text.length() > 400) text = text.substring(0, 400);
        switch (which % 9) {
            case 0 -> code(text);
            case 1 -> recovery(text);
            case 2 -> endpoint(text);
            case 3 -> name(text);
            case 4 -> terminal(text);
            case 5 -> query(text);
            case 6 -> WordsReading.all(text);
            case 7 -> invitation(text);
            default -> ConfigReading.all(text);
        }
    }

    private static void code(String text) {
        if (PairingCode.parse(text) instanceof PairingCode.Parsed.Read read) {
            PairingCode.Parsed again = PairingCode.parse(read.code().spoken());
            Always.that(again.equals(read), "a code, read again");
        }
    }

    private static void invitation(String text) {
        if (!(Invitation.parse(text) instanceof Invitation.Parsed.Read read)) return;
        try (Invitation first = read.invitation()) {
            Invitation.Parsed again = Invitation.parse(first.uri());
            Always.that(
                    again instanceof Invitation.Parsed.Read second
                            && second.invitation().uri().equals(first.uri())
                            && second.invitation().sameAs(first.secret()),
                    "an invitation, read again");
        }
    }

    private static void recovery(String text) {
        try (RecoveryWords words = new RecoveryWords()) {
            for (String line : text.split("\n", -1)) {
                if (words.add(line.toCharArray()).isPresent()) break;
            }
            Always.that(words.count() <= RecoveryWords.COUNT, "more than 24 words");
            if (words.count() < RecoveryWords.COUNT) return;
            Optional<SecretKey> seed = words.seed();
            if (seed.isEmpty()) return;
            try (SecretKey key = seed.get();
                    RecoveryWords again = new RecoveryWords()) {
                again.add(String.join(" ", RecoveryWords.of(key)).toCharArray());
                try (SecretKey second = again.seed().orElseThrow()) {
                    Always.that(key.sameAs(second), "recovery words, read again");
                }
            }
        }
    }

    private static void endpoint(String text) {
        try {
            Endpoint endpoint = Endpoint.parse(text);
            Always.that(Endpoint.parse(endpoint.toString()).equals(endpoint), "an address, again");
        } catch (IllegalArgumentException e) {
            Always.that(e.getMessage() != null, "what is wrong is said");
        }
    }

    private static void name(String text) {
        String clean = CardName.clean(text);
        Always.that(CardName.clean(clean).equals(clean), "cleaning what is clean");
        Always.that(
                clean.getBytes(StandardCharsets.UTF_8).length <= CardName.MAX_BYTES, "a length");
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String free = Petname.free(clean, taken);
            Always.that(Petname.fault(free).isEmpty(), "a free name is a name");
            Always.that(
                    taken.stream().noneMatch(t -> Petname.key(t).equals(Petname.key(free))),
                    "a free name is free");
            taken.add(free);
        }
        Petname.near(text, taken);
    }

    private static void terminal(String text) {
        String clean = TerminalText.clean(text);
        Always.that(TerminalText.clean(clean).equals(clean), "cleaning what is clean");
        Always.that(clean.indexOf('\n') < 0 && clean.indexOf('\u001b') < 0, "one plain line");
        String lines = TerminalText.cleanLines(text, "  ");
        Always.that(lines.indexOf('\u001b') < 0, "plain lines");
    }

    private static void query(String text) {
        int cut = text.indexOf('\n');
        Query query = Query.parse(cut < 0 ? text : text.substring(0, cut));
        query.matches(cut < 0 ? text : text.substring(cut + 1));
        Always.that(query.isEmpty() == (query.size() == 0), "how many words");
    }

    static List<byte[]> seeds() {
        List<String> texts =
                List.of(
                        "\u000007-walnut-violin-maple",
                        "\u0001" + "abandon ".repeat(23) + "art",
                        "\u0002[fe80::1%eth0]:4711",
                        "\u0002192.168.7.9:4711",
                        "\u0003Zo\u00eb \u202eevil\u200b",
                        "\u0004\u001b[31mred\u001b]0;title\u0007 \u009b2Jx",
                        "\u0005caf\u00e9 \"two words\" \u6f22\u5b57\nthe caf\u00e9 has two words",
                        "\u0006send \"Bob B\" hello\\ you",
                        "\u0007quietdrop:1?i="
                                + "AQEB".repeat(10)
                                + "AQE&s="
                                + "AgIC".repeat(10)
                                + "AgI&a=10.0.0.1:4000,[fe80::1%25eth0]:4000&e=1800000000",
                        "\u0008# settings\nformat = 1\nport = 4711\n");
        return texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
