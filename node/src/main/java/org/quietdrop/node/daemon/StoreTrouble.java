package org.quietdrop.node.daemon;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.store.disk.StoreFailure;

/** What people are told when the store cannot do something. */
final class StoreTrouble {
    private StoreTrouble() {}

    /** As an error that ends a command. */
    static UserError error(StoreFailure failure) {
        String text = String.valueOf(failure.getMessage());
        return switch (failure) {
            case StoreFailure.InUse _ ->
                    new UserError(Exit.DAEMON, text, "stop it with: quietdrop stop");
            case StoreFailure.Full _ ->
                    new UserError(Exit.DAEMON, text, "free some space and try again");
            case StoreFailure.Refused _ ->
                    new UserError(Exit.DAEMON, text, "choose another place with --home");
            case StoreFailure.Newer _ ->
                    new UserError(Exit.DAEMON, text, "run the newer QuietDrop");
            case StoreFailure.Damaged _ ->
                    new UserError(Exit.DAEMON, "the home is damaged: " + text);
            case StoreFailure.Broken _ ->
                    new UserError(
                            Exit.DAEMON,
                            "the disk failed: " + text,
                            "look at the disk, then start again");
        };
    }
}
