package org.quietdrop.node.shell;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /pair}: shows a code or types one, and stays until it has ended or Ctrl-C. */
final class PairTalk {
    private final Calls calls;
    private final Screen screen;
    private final People people;

    PairTalk(Calls calls, Screen screen, People people) {
        this.calls = calls;
        this.screen = screen;
        this.people = people;
    }

    /**
     * Pairs.
     *
     * @return the name of the new contact; empty when there is none or it is not confirmed yet
     */
    Optional<String> run(List<String> arguments) {
        Map<String, @Nullable Object> params = params(arguments);
        try (Seat.Watchful _ = calls.talk()) {
            View.PairingOpen open = params.containsKey("code") ? type(params) : show(params);
            return follow(open.pairing());
        } catch (Calls.Stopped e) {
            // A pairing ends with the connection that began it.
            calls.close();
            screen.say("Stopped. That code is worth nothing any more.");
            return Optional.empty();
        }
    }

    /** Words that belong to no option are the code, also when it was typed with blanks. */
    private static Map<String, @Nullable Object> params(List<String> arguments) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        List<String> code = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            switch (word) {
                case "--at", "--as", "--listen" -> {
                    if (++i == arguments.size()) {
                        throw new UserError(
                                UserError.Exit.USAGE, word + " needs a value behind it");
                    }
                    params.put(word.substring(2), arguments.get(i));
                }
                default -> {
                    if (word.startsWith("--")) {
                        throw new UserError(
                                UserError.Exit.USAGE,
                                "/pair has no option " + word,
                                "there are: --at HOST:PORT, --as NAME, --listen HOST:PORT");
                    }
                    code.add(word);
                }
            }
        }
        if (!code.isEmpty()) params.put("code", String.join("-", code));
        checkSide(params);
        return params;
    }

    private static void checkSide(Map<String, @Nullable Object> params) {
        boolean typed = params.containsKey("code");
        if (!typed && params.containsKey("at")) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "--at is for the one who types the code",
                    "like: /pair 07-walnut-violin-maple --at 192.168.1.17:50123");
        }
        if (typed && params.containsKey("listen")) {
            throw new UserError(UserError.Exit.USAGE, "--listen is for the one who shows the code");
        }
    }

    private View.PairingOpen show(Map<String, @Nullable Object> params) {
        View.PairingOpen open = calls.call("pair.open", params, View.PairingOpen.class);
        screen.point(
                "Read this aloud to your friend, within ten minutes:   ",
                String.valueOf(open.code()),
                "");
        screen.say("Your friend types: /pair and the code");
        if (!open.at().isEmpty()) {
            String at = TerminalText.clean(open.at().getFirst());
            screen.remark("If nothing happens, your friend adds: --at " + at);
        }
        screen.remark("(waiting; Ctrl-C stops. Eight wrong tries end it.)");
        return open;
    }

    private View.PairingOpen type(Map<String, @Nullable Object> params) {
        View.PairingOpen open = calls.call("pair.with", params, View.PairingOpen.class);
        if (!params.containsKey("at")) {
            screen.remark("(looking for the one who shows this code; Ctrl-C stops)");
        }
        return open;
    }

    private Optional<String> follow(long pairing) {
        for (int after = 0; ; ) {
            View.PairingStep step =
                    calls.call(
                            "pair.next",
                            Map.of("pairing", pairing, "after", after),
                            View.PairingStep.class);
            if (step.last()) return end(step);
            tell(step);
            after = step.step();
        }
    }

    private void tell(View.PairingStep step) {
        if (step.kind().equals("wrong")) {
            screen.say(text(step) + " " + tries(step.left()));
        } else {
            screen.remark(text(step));
        }
    }

    private static String tries(int left) {
        return left == 1 ? "One try is left." : left + " tries are left.";
    }

    private static String text(View.PairingStep step) {
        String text = step.text() == null ? step.kind() : step.text();
        return Screen.sentence(TerminalText.clean(Screen.here(text)));
    }

    private Optional<String> end(View.PairingStep step) {
        String contact = step.contact();
        if (step.exit() != 0 || contact == null) {
            screen.say(text(step));
            return Optional.empty();
        }
        if (step.words() != null) {
            String name = Words.quoted(TerminalText.clean(contact));
            screen.point("Do both screens show   ", step.words(), " ?");
            screen.say("If not: /forget " + name);
        }
        screen.say(text(step));
        if (!step.kind().equals("paired")) return Optional.empty();
        people.announce(contact);
        return Optional.of(contact);
    }
}
