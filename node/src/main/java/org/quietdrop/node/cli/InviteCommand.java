package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * {@code invite}: a contact by a text that is handed over, for when nobody can read a code aloud.
 */
@Command(
        name = "invite",
        description = {
            "Make an invitation: a text for one person, good once. Whoever has it first can use it.",
            "Your node and theirs find each other; neither need be there now."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop invite --qr",
            "  quietdrop invite --as carol --days 2",
            "  quietdrop invite --list",
            "  quietdrop invite --revoke 1a2b3c4d"
        })
final class InviteCommand implements Callable<Integer> {
    private static final int LONGEST = 30;

    private final Face face;

    @Option(names = "--qr", description = "Show it as a QR code, too.")
    private boolean qr;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "7",
            description = "How long it is good, 1 to 30 (default: ${DEFAULT-VALUE}).")
    private int days = 7;

    @Option(names = "--as", paramLabel = "PETNAME", description = "What to call whoever comes.")
    private @Nullable String petname;

    @Option(names = "--list", description = "Show what is open instead.")
    private boolean list;

    @Option(names = "--revoke", paramLabel = "ID", description = "Take one back instead.")
    private @Nullable String revoke;

    InviteCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (days < 1 || days > LONGEST) {
            throw new UserError(UserError.Exit.USAGE, "an invitation is good for 1 to 30 days");
        }
        if (list && revoke != null) {
            throw new UserError(UserError.Exit.USAGE, "--list and --revoke are two commands");
        }
        Display display = new Display(face.around().zone());
        try (ControlClient client = face.connect()) {
            if (list) list(client, display);
            else if (revoke != null) revoke(client, revoke);
            else invite(client, display);
        }
        return 0;
    }

    private void list(ControlClient client, Display display) {
        View.Invitations all = client.call("invite.list", Map.of(), View.Invitations.class);
        for (View.Invitation open : all.invitations()) {
            face.give(open);
            face.say(MeetingWords.open(open, display));
        }
        if (all.invitations().isEmpty()) face.say(MeetingWords.NONE_OPEN);
    }

    private void revoke(ControlClient client, String id) {
        var _ = client.call("invite.revoke", Map.of("id", id), View.Done.class);
        face.give(Map.of("revoked", id));
        face.say(MeetingWords.REVOKED);
    }

    private void invite(ControlClient client, Display display) {
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("as", petname);
        params.put("days", days);
        View.Invitation made = client.call("invite.create", params, View.Invitation.class);
        face.give(made);
        MeetingWords.invitation(made, display).forEach(face::say);
        String uri = made.uri();
        if (qr && uri != null) QrPicture.of(uri, face.around().out().charset()).forEach(face::say);
    }
}
