package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code verify}: the safety number, and the word that two people have compared it. */
@Command(
        name = "verify",
        description = {
            "Show the safety number of you and a contact: 60 digits, the same on both sides.",
            "Read it to each other, then say so with --confirm."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop verify bob",
            "  quietdrop verify bob --qr",
            "  quietdrop verify bob --confirm"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
    private String name = "";

    @Option(names = "--confirm", description = "You have compared it, and it is the same.")
    private boolean confirm;

    @Option(names = "--off", description = "Take that back.")
    private boolean off;

    @Option(names = "--qr", description = "Show it as a QR code, too.")
    private boolean qr;

    VerifyCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        if (confirm && off) {
            throw new UserError(UserError.Exit.USAGE, "--confirm and --off exclude each other");
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        params.put("name", name);
        params.put("compared", confirm ? Boolean.TRUE : off ? Boolean.FALSE : null);
        View.Verification shown;
        try (ControlClient client = face.connect()) {
            shown = client.call("verify", params, View.Verification.class);
        }
        face.give(shown);
        if (!confirm && !off) {
            MeetingWords.number(shown).forEach(face::say);
            if (qr) {
                QrPicture.of(shown.safetyNumber(), face.around().out().charset())
                        .forEach(face::say);
            }
        }
        face.say(MeetingWords.verified(shown));
        if (!shown.verified() && !off) {
            face.say("If both of you see the same number: quietdrop verify NAME --confirm");
        }
        return 0;
    }
}
