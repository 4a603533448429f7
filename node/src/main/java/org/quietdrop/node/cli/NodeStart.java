package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.util.Map;
import java.util.Optional;

/**
 * Starts a node for a command that was given {@code --start}: in the background, opened without a
 * passphrase if it has none, by a keyring if one remembers, else by what is typed unseen.
 */
final class NodeStart {
    private NodeStart() {}

    /**
     * The node, running and ready.
     *
     * @throws UserError exit 5 when it cannot be opened; then it does not run either
     */
    static ControlClient connect(Face face) {
        DaemonOptions options =
                new DaemonOptions(
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        Optional.empty());
        int _ = face.programs().daemon(face.home(), options, Optional.empty());
        ControlClient client = ControlClient.connect(face.home(), face.around().environment());
        try {
            open(face, client);
            return client;
        } catch (UserError e) {
            var _ = client.call("stop", Map.of(), View.Done.class);
            client.close();
            throw e;
        }
    }

    private static void open(Face face, ControlClient client) {
        if (!client.call("status", Map.of(), Status.class).locked()) return;
        try {
            client.unlockRemembered();
            return;
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.LOCKED) throw e;
        }
        try (Passphrase passphrase =
                face.around().prompt().ask("Passphrase: ").orElseThrow(NodeStart::unasked)) {
            client.unlock(passphrase.chars());
        }
    }

    private static UserError unasked() {
        return new UserError(
                UserError.Exit.LOCKED,
                "the node needs its passphrase, and there is no terminal to ask for it",
                "start it with: quietdrop daemon --background --passphrase-file FILE");
    }
}
