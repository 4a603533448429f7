package org.quietdrop.node.shell;

import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.quietdrop.node.cli.Display;
import org.quietdrop.node.core.View;

import java.util.List;
import java.util.Optional;

/** Completes commands, and after them names, message ids and options; plain text never. */
final class ShellCompleter implements Completer {
    private static final int ID = 8;
    private static final int QUOTED = 30;

    private final People people;

    ShellCompleter(People people) {
        this.people = people;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (!line.line().startsWith("/")) return;
        if (line.wordIndex() == 0) {
            verbs(candidates);
            return;
        }
        Optional<Verb> verb = Verb.of(line.words().getFirst());
        if (verb.isEmpty()) return;
        boolean first = line.wordIndex() == 1;
        switch (verb.get()) {
            case HELP -> {
                if (first) verbs(candidates);
            }
            case OPEN, FORGET, BLOCK, VERIFY -> {
                if (first) names(candidates, line.word().startsWith("\""));
            }
            case INTRODUCE -> names(candidates, true);
            case INVITE -> {
                candidates.add(candidate("--as", "what to call whoever comes"));
                candidates.add(candidate("--qr", "as a QR code, too"));
                candidates.add(candidate("list", "what is open"));
                candidates.add(candidate("revoke", "take one back, by its ID"));
            }
            case ACCEPT -> candidates.add(candidate("--as", "what to call the contact"));
            case HISTORY, ADDRESS, RENAME -> {
                if (first) names(candidates, true);
            }
            case WHY, AROUND -> {
                if (first) ids(candidates, false);
            }
            case SEARCH -> {
                for (String option : List.of("--from", "--in")) {
                    candidates.add(candidate(option, "a contact"));
                }
                for (String option : List.of("--since", "--before")) {
                    candidates.add(candidate(option, "a day, like 2026-01-31"));
                }
                names(candidates, true);
            }
            case REPLY, REACT, DELETE -> {
                if (first) ids(candidates, false);
            }
            case EDIT -> {
                if (first) own(candidates);
            }
            case INSPECT -> {
                if (first) {
                    candidates.add(candidate("wire", "what goes over the network, until Ctrl-C"));
                    candidates.add(candidate("disk", "what a finder of this disk sees"));
                    candidates.add(candidate("message", "how a message was sealed and carried"));
                } else if (line.words().get(1).equals("message")) {
                    ids(candidates, false);
                }
            }
            case RECALL -> {
                if (first) ids(candidates, true);
            }
            case TRUST -> {
                if (first) names(candidates, true);
                else candidates.add(candidate("off", "trust no longer"));
            }
            case RELAY -> {
                if (first) candidates.add(candidate("drop", "keep nothing of it any more"));
            }
            case VISIBLE -> {
                if (first) {
                    candidates.add(candidate("10m", "for ten minutes"));
                    candidates.add(candidate("off", "not any more"));
                }
            }
            case REMEMBER -> {
                if (first) candidates.add(candidate("off", "ask for the passphrase again"));
            }
            case CONFIG -> {
                if (first) {
                    candidates.add(candidate("theme", "none, light or dark"));
                    candidates.add(candidate("marks", "signs, or words for a screen reader"));
                    candidates.add(candidate("notify", "off, bell, osc9 or osc9-name"));
                }
            }
            case PAIR -> {
                candidates.add(candidate("--at", "where the code is shown"));
                candidates.add(candidate("--as", "what to call the contact"));
            }
            case DECLINE, CONTACTS, OUTBOX, PEERS, STATUS, DOCTOR, LOCK, START, QUIT -> {}
        }
    }

    private static void verbs(List<Candidate> candidates) {
        for (Verb verb : Verb.values()) candidates.add(candidate(verb.word(), verb.meaning()));
    }

    /** {@code /open} takes all that follows as the name; elsewhere blanks need quotation marks. */
    private void names(List<Candidate> candidates, boolean quoted) {
        for (String name : people.names()) {
            candidates.add(new Candidate(quoted ? Words.quoted(name) : name));
        }
    }

    private void own(List<Candidate> candidates) {
        for (View.Line line : people.recent().newestFirst()) {
            if (line.from().equals("me") && line.deleted() == null) candidates.add(id(line));
        }
    }

    private void ids(List<Candidate> candidates, boolean waiting) {
        for (View.Line line : people.recent().newestFirst()) {
            if (waiting && !line.state().equals("queued")) continue;
            candidates.add(id(line));
        }
    }

    private static Candidate id(View.Line line) {
        String id = line.id().substring(0, Math.min(ID, line.id().length()));
        return candidate(id, Display.quote(line.text(), QUOTED));
    }

    private static Candidate candidate(String word, String meaning) {
        return new Candidate(word, word, null, meaning, null, null, true);
    }
}
