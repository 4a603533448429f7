package org.quietdrop.node.cli;

import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import java.util.List;

/** What it means to trust somebody with carrying, a line each. */
public final class TrustWords {
    private TrustWords() {}

    /** Trust is given. */
    public static List<String> given(View.Contact contact) {
        String name = TerminalText.clean(contact.name());
        String both = name + " may keep sealed mail for you, and you for " + name;
        return List.of(
                contact.trustsYou()
                        ? both + ": each of you trusts the other."
                        : both + ", once " + name + " does the same: quietdrop trust NAME",
                "It helps with friends of yours for whom " + name + " carries, too.",
                name
                        + " sees that you left boxes, who takes them, and when. Not what they say,"
                        + " nor how long they are.");
    }

    /** Trust is taken back. */
    public static List<String> withdrawn(View.Contact contact) {
        String name = TerminalText.clean(contact.name());
        return List.of(
                name + " keeps no mail for you any more, and you none for " + name + ".",
                "What lies there for others counts as carried no more; it stays here and goes on"
                        + " waiting.",
                "Your friends are told no longer that mail for you can wait there.");
    }

    /** What to think of before trusting somebody; empty: nothing. */
    public static String doubt(View.Contact contact) {
        if (contact.verified()) return "";
        String name = TerminalText.clean(contact.name());
        return name + " is not verified: somebody who poses as " + name + " would see that, too";
    }
}
