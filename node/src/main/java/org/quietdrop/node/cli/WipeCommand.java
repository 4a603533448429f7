package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code wipe}: destroys the home, with no passphrase, locked or not, running or not. */
@Command(
        name = "wipe",
        description = {
            "Destroy everything in this home: the key first, then every file. It asks first.",
            "Needs no passphrase; a node that runs is stopped. Nothing brings it back."
        },
        footer = {"", "Examples:", "  quietdrop wipe", "  quietdrop wipe --yes"})
final class WipeCommand implements Callable<Integer> {
    private final Face face;

    @Mixin private final YesOption yes = new YesOption();

    WipeCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        yes.refuseUnasked(face, "wipe", "quietdrop wipe --yes");
        String question = "Destroy keys, contacts and messages in " + face.home() + "? (yes/no) ";
        if (!yes.agreed(face, question)) {
            face.say("nothing was changed");
            return UserError.Exit.FAILED.code();
        }
        View.Wiped wiped = wiped();
        face.say("wiped: the key is destroyed; its files were overwritten and deleted");
        face.say("an SSD may keep old blocks, which open if one of them holds the vault and");
        face.say("somebody has your passphrase; backups and recovery words work as before");
        face.give(wiped);
        return 0;
    }

    private View.Wiped wiped() {
        Optional<ControlClient> node = face.node();
        if (node.isEmpty()) return face.programs().safekeeping().wipe(face.home());
        try (ControlClient client = node.get()) {
            long pid = client.pid();
            View.Wiped wiped = client.call("wipe", Map.of("sure", true), View.Wiped.class);
            StopCommand.awaitEnd(pid);
            return wiped;
        }
    }
}
