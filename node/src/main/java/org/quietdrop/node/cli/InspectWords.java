package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;
import org.quietdrop.node.inspect.DiskReport;
import org.quietdrop.node.inspect.MessageReport;
import org.quietdrop.node.inspect.WireLines;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code inspect} says to people. Names are cleaned. */
public final class InspectWords {
    /** Before the first line of the wire. */
    public static final List<String> WIRE =
            List.of(
                    "Left: what you do. Right: what somebody sees who records this network.",
                    "Every cell has 4,096 bytes, whatever is in it; several things can be in one.");

    private static final int LEFT = 50;
    private static final int FILES = 12;

    private final Display display;

    /** Times as this shows them. */
    public InspectWords(Display display) {
        this.display = display;
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    // ---- wire

    /** One line: on the left what it meant, on the right what an observer sees. */
    public String wire(WireLines.WireLine line) {
        String left = who(line) + ": " + meaning(line);
        return String.format(
                Locale.ROOT,
                "%s  %-" + LEFT + "s  %s -> %s  %,d B",
                display.seconds(line.time()),
                left,
                TerminalText.clean(line.from()),
                TerminalText.clean(line.to()),
                line.bytes());
    }

    private static String who(WireLines.WireLine line) {
        boolean everybody = line.kind().equals("mdns") || line.kind().equals("beacon");
        String with = line.with();
        String other = with == null ? "somebody" : TerminalText.clean(with);
        if (line.sent()) return "you -> " + (everybody ? "everybody" : other);
        return other + " -> " + (everybody ? "everybody" : "you");
    }

    private static String meaning(WireLines.WireLine line) {
        return switch (line.kind()) {
            case "cell" ->
                    line.means().isEmpty()
                            ? "nothing, only padding"
                            : line.means().stream()
                                    .map(m -> meaning(m, line.sent()))
                                    .distinct()
                                    .collect(Collectors.joining("; "));
            case "hello" -> "hello, no name or key in it";
            case "handshake" -> "handshake, no name in it";
            case "pairing" -> "pairing";
            case "rest" -> "no whole step; not read";
            case "mdns" -> "that some node is here (mDNS)";
            case "beacon" -> "that some node is here (beacon)";
            default -> TerminalText.clean(line.kind());
        };
    }

    private static String meaning(WireLines.Meaning m, boolean sent) {
        return switch (m.what()) {
            case "text" -> "text" + characters(m.characters());
            case "ack" -> "acknowledgement";
            case "ping" -> "are you there?";
            case "pong" -> "yes, all of it came";
            case "session" -> "comparing the session";
            case "keys" -> "fresh keys of the link";
            case "renewal" -> "a new session";
            case "consent" -> "whether mail may wait there";
            case "hints" -> "where mail may wait";
            case "kem" -> "fresh ML-KEM keys";
            case "introduction" -> "an introduction";
            case "change" -> "an edit, a deletion or a reaction";
            case "receipt" -> "a receipt";
            case "envelope" -> "a message that came before, or does not open";
            case "deposit" -> box(m);
            case "kept" -> "the box is kept";
            case "not-kept" -> "the box is not kept";
            case "ask" ->
                    "is mail here? (" + number(m.count() == null ? 0 : m.count()) + " handles)";
            case "drop" ->
                    sent ? "a sealed box that waited here" : "a sealed box that waited there";
            case "taken" -> "the box is taken";
            case "lost" -> "a box is gone";
            case "read" -> "a message was read";
            case "home" -> "which home this is";
            case "addresses" -> "where to find each other";
            case "unknown" -> "something of a newer version";
            default -> TerminalText.clean(m.what());
        };
    }

    private static String characters(@Nullable Integer characters) {
        return characters == null ? "" : ", " + count(characters, "character", "characters");
    }

    private static String box(WireLines.Meaning m) {
        String contact = m.contact();
        if (contact == null) return "a sealed box, to be kept for somebody";
        return "a box for "
                + TerminalText.clean(contact)
                + (m.characters() == null ? "" : ", text" + characters(m.characters()));
    }

    /** What nobody took in time. */
    public static String lost(long lost) {
        return "(" + count(lost, "line", "lines") + " more: you were too slow for it)";
    }

    /** When looking is over. */
    public static List<String> wireEnd(long cells, long bytes) {
        return List.of(
                "They have these addresses, times and sizes: "
                        + count(cells, "cell", "cells")
                        + ", "
                        + number(bytes)
                        + " bytes in all.",
                "They cannot tell which cell was a text, and which an acknowledgement or nothing.");
    }

    // ---- disk

    /** Everything of it. */
    public List<String> disk(DiskReport report) {
        List<String> lines = new ArrayList<>();
        String modified = report.modified();
        if (!report.passphrase()) {
            lines.add(
                    "It has no passphrase: whoever finds this folder reads all that you can read.");
        }
        lines.add(
                (report.passphrase() ? "Without your passphrase this" : "This")
                        + " folder tells: that QuietDrop is used here, how much it keeps ("
                        + number(report.bytes())
                        + " bytes)"
                        + (modified == null ? "" : ", when it was last written")
                        + ", and these files:");
        report.files().stream()
                .limit(FILES)
                .forEach(f ->
                        lines.add(
                                String.format(
                                        Locale.ROOT,
                                        "  %,14d B  %s  %s",
                                        f.bytes(),
                                        display.minute(f.modified()),
                                        TerminalText.clean(f.name()))));
        int more = report.files().size() - FILES;
        if (more > 0) lines.add("  and " + count(more, "more file", "more files"));
        if (report.remembered() != null) {
            lines.add(
                    "A keyring opens it without the passphrase: "
                            + TerminalText.clean(report.remembered()));
        }
        search(lines, report.search());
        opened(lines, report.opened(), report.passphrase());
        return lines;
    }

    private static void search(List<String> lines, DiskReport.@Nullable Search search) {
        if (search == null) {
            lines.add(
                    "Locked, nobody here knows what to search for. After unlocking, this searches and counts.");
            return;
        }
        lines.add(
                "Searched "
                        + count(search.files(), "file", "files")
                        + " ("
                        + number(search.bytes())
                        + " bytes) for "
                        + count(search.names(), "name", "names")
                        + ", "
                        + count(search.texts(), "message", "messages")
                        + " and "
                        + count(search.keys(), "piece", "pieces")
                        + " of keys, as text, hex and base64: "
                        + (search.found().isEmpty()
                                ? "nothing found."
                                : count(search.found().size(), "find!", "finds!")));
        for (DiskReport.Hit hit : search.found()) {
            lines.add(
                    "FOUND "
                            + hit.what()
                            + " as "
                            + hit.form()
                            + " in "
                            + TerminalText.clean(hit.file()));
        }
        lines.add(
                "(A planted line was found in all "
                        + search.control()
                        + " forms, so the search works."
                        + (search.tooShort() == 0
                                ? ")"
                                : " Too short to be told from chance: "
                                        + search.tooShort()
                                        + ".)"));
    }

    private static void opened(
            List<String> lines, DiskReport.@Nullable Opened opened, boolean passphrase) {
        if (opened == null) return;
        lines.add(
                (passphrase ? "With your passphrase: " : "Whoever opens it sees: ")
                        + count(opened.contacts(), "contact", "contacts")
                        + ", "
                        + count(opened.messages(), "message", "messages")
                        + ", "
                        + number(opened.waiting())
                        + " waiting; of mail carried for others "
                        + count(opened.boxes(), "box", "boxes")
                        + ", sealed also for you.");
        DiskReport.Gone gone = opened.gone();
        lines.add(
                "Gone even then: "
                        + count(gone.messageKeys(), "used message key", "used message keys")
                        + " (of 75 days), "
                        + count(gone.lines(), "deleted message", "deleted messages")
                        + ", the envelopes of "
                        + count(gone.expired(), "expired one", "expired ones")
                        + ".");
    }

    // ---- message

    /** Everything of it. */
    public List<String> message(MessageReport r) {
        String with = TerminalText.clean(r.conversation());
        List<String> lines = new ArrayList<>();
        lines.add(
                Display.id(r.id())
                        + (r.sent() ? "  to " : "  from ")
                        + with
                        + ", "
                        + state(r.state()));
        MessageReport.Padding p = r.padding();
        lines.add(
                "padding   "
                        + number(p.text())
                        + " bytes of text in "
                        + number(p.body())
                        + ", sealed in an envelope of "
                        + number(p.envelope())
                        + ", in a cell of "
                        + number(p.cell())
                        + " (by a friend: a box of "
                        + number(p.box())
                        + ")");
        lines.add(
                "people    you "
                        + r.identities().mine()
                        + ", "
                        + with
                        + " "
                        + r.identities().theirs()
                        + " (fingerprints), "
                        + (r.verified() ? "verified" : "not verified"));
        lines.add(
                "pairing   by "
                        + r.pairing()
                        + ": X25519 and ML-KEM-768 together made the first secret");
        session(lines, r, with);
        sealing(lines, r.sealing());
        for (View.Step step : r.steps()) {
            lines.add(display.seconds(step.time()) + "  " + TerminalText.clean(step.text()));
        }
        for (MessageReport.Carrier c : r.carriers()) {
            lines.add(
                    "carrier   "
                            + TerminalText.clean(c.name())
                            + (c.keeps() ? " has it, and sees " : " saw ")
                            + c.knows());
        }
        r.gone().forEach(gone -> lines.add("gone      " + gone));
        if (!r.observer().isEmpty()) {
            lines.add("observer  " + TerminalText.clean(r.observer()));
        }
        return lines;
    }

    private static String state(String state) {
        return state.equals("queued") ? "waiting" : TerminalText.clean(state);
    }

    private static void session(List<String> lines, MessageReport r, String with) {
        MessageReport.Session s = r.session();
        if (s == null) {
            lines.add("session   none at present");
            return;
        }
        lines.add(
                "session   "
                        + s.id()
                        + (s.renewed() ? ", renewed since" : ", that of the pairing")
                        + (s.agreed() ? ", both have it" : ", not compared yet"));
        lines.add(
                "ratchet   now: you "
                        + s.ours()
                        + " at "
                        + s.sent()
                        + ", "
                        + with
                        + " "
                        + s.theirs()
                        + " at "
                        + s.received()
                        + "; ML-KEM "
                        + kem(s));
    }

    private static String kem(MessageReport.Session s) {
        if (s.kemSent() == 0 && s.kemReceived() == 0) return "not mixed in again yet";
        return "mixed in again: " + s.kemSent() + " in yours, " + s.kemReceived() + " in theirs";
    }

    private static void sealing(List<String> lines, MessageReport.@Nullable Sealing s) {
        if (s == null) return;
        String chain = s.chain();
        lines.add(
                "envelope  "
                        + s.envelopes().stream().map(Display::id).collect(Collectors.joining(", "))
                        + (chain == null
                                ? ""
                                : ", number "
                                        + s.number()
                                        + " of chain "
                                        + chain
                                        + (Boolean.TRUE.equals(s.present())
                                                ? ", the present one"
                                                : "")));
    }
}
