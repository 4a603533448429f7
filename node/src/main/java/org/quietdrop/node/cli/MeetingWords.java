package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is said of invitations, introductions and safety numbers, a line each. */
public final class MeetingWords {
    /** An invitation was taken back. */
    public static final String REVOKED = "Revoked: whoever has the text meets nobody.";

    /** There is nothing to list. */
    public static final String NONE_OPEN = "No invitation is open.";

    /** Somebody was not met. */
    public static final String DECLINED = "Declined. Nobody is told.";

    /** The person thought better of an introduction. */
    public static final String NOT_INTRODUCED = "Nothing was said to anybody.";

    private static final int GROUPS_A_LINE = 4;

    private MeetingWords() {}

    /** An invitation was made: what to do with its text, which stands between. */
    public static List<String> invitation(View.Invitation made, Display display) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Hand this to one person, over something that you trust. It is good once, until "
                        + display.moment(made.expires())
                        + ":");
        lines.add(TerminalText.clean(String.valueOf(made.uri())));
        if (made.at() == null) {
            lines.add("No address is in it: the two of you must be on one network to meet.");
        }
        lines.add(
                "Whoever uses it is a contact then, not verified: compare with quietdrop verify.");
        lines.add("Take it back with: quietdrop invite --revoke " + Display.id(made.id()));
        return lines;
    }

    /** One that is open, on one line. */
    public static String open(View.Invitation open, Display display) {
        String who = name(open.contact());
        String what =
                switch (open.side()) {
                    case "ours" ->
                            "yours" + (who.isEmpty() ? ", for anybody who has it" : ", for " + who);
                    case "offered" ->
                            name(open.introducer())
                                    + " introduces "
                                    + (who.isEmpty() ? "somebody without a name" : who)
                                    + ": quietdrop accept or decline ID";
                    case "expected" -> who + ", introduced by " + name(open.introducer());
                    default ->
                            open.introducer() == null
                                    ? "accepted, from " + who
                                    : who + ", introduced by " + name(open.introducer());
                };
        return Display.id(open.id()) + "  until " + display.moment(open.expires()) + "  " + what;
    }

    private static String name(@Nullable String name) {
        return name == null ? "" : TerminalText.clean(name);
    }

    /** Somebody's invitation was accepted. */
    public static List<String> accepted(View.Contact contact) {
        String name = TerminalText.clean(contact.name());
        if (contact.state().equals("contact")) {
            return List.of(
                    name
                            + " is a contact already; new keys are made when you next meet, if the"
                            + " invitation is still good.");
        }
        return List.of(
                "You can write to " + name + " at once: mail waits here until your nodes have met.",
                "Nobody has compared anything yet: do it with quietdrop verify NAME.");
    }

    /** The safety number as two people read it to each other. */
    public static List<String> number(View.Verification shown) {
        List<String> groups = Arrays.asList(shown.safetyNumber().split(" ", -1));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < groups.size(); i += GROUPS_A_LINE) {
            int end = Math.min(groups.size(), i + GROUPS_A_LINE);
            lines.add("   " + TerminalText.clean(String.join("  ", groups.subList(i, end))));
        }
        return lines;
    }

    /** How somebody stands. */
    public static String verified(View.Verification shown) {
        String name = TerminalText.clean(shown.name());
        return shown.verified()
                ? name + " is verified."
                : name + " is not verified (" + TerminalText.clean(shown.origin()) + ").";
    }

    /** Somebody was blocked. */
    public static List<String> blocked(View.Contact contact) {
        String name = TerminalText.clean(contact.name());
        return List.of(
                name + " is blocked: keys and waiting mail are gone, what you wrote stays.",
                "To " + name + " you look like somebody who is away. Pairing again unblocks.");
    }

    /** What an introduction does, for the question before it. */
    public static String introduction(String one, String other) {
        return "Introduce "
                + TerminalText.clean(one)
                + " and "
                + TerminalText.clean(other)
                + "? Each learns that you know the other, and is asked, too. (yes/no) ";
    }

    /** Two were introduced. */
    public static String introduced(String one, String other) {
        return TerminalText.clean(one)
                + " and "
                + TerminalText.clean(other)
                + " are asked when they are next here. You do not learn what they answer.";
    }
}
