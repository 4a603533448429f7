package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** {@code retention}: how long the messages of a conversation are kept on this disk. */
@Command(
        name = "retention",
        description = {
            "Show or say how long the messages with a contact are kept here (default: for ever).",
            "Older ones are deleted here for good; the contact's copies stay. What you have not",
            "read and what waits to be delivered stays until then. For all contacts for whom",
            "nothing is said here: quietdrop config retention 30d"
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop retention bob 30d",
            "  quietdrop retention bob off --yes"
        })
final class RetentionCommand implements Callable<Integer> {
    private static final Set<String> HARMLESS = Set.of("off");

    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TIME",
            description = "From 1h to 3650d, like 30d; or off; or default: as the setting says.")
    private @Nullable String keep;

    @Mixin private final YesOption yes = new YesOption();

    RetentionCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        boolean deletes = keep != null && !HARMLESS.contains(keep);
        if (deletes && !sure()) {
            face.say("nothing was changed");
            return UserError.Exit.FAILED.code();
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("name", name);
        params.put("keep", keep);
        try (ControlClient client = face.connect()) {
            View.Retention is = client.call("retention", params, View.Retention.class);
            face.give(is);
            face.say(words(is));
        }
        return 0;
    }

    private boolean sure() {
        yes.refuseUnasked(
                face, "retention deletes messages and", "quietdrop retention NAME TIME --yes");
        String question =
                "Delete messages with " + name + " from here when they are that old? (yes/no) ";
        return yes.agreed(face, question);
    }

    /** What holds now. */
    static String words(View.Retention is) {
        String who = TerminalText.clean(is.conversation());
        String why = is.own() ? "" : " (the setting \"retention\")";
        if (is.keep().equals("off")) return "messages with " + who + " are kept for ever" + why;
        return "messages with "
                + who
                + " are kept for "
                + TerminalText.clean(is.keep())
                + " and then deleted here"
                + why;
    }
}
