package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.keyring.Keyrings;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.Remembered;
import org.quietdrop.store.Wipe;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Path;
import java.util.Optional;

/** {@code wipe}: the key first, then everything. No passphrase is asked for. */
public final class Wiping {
    private Wiping() {}

    /**
     * Wipes a home whose node does not run, or does not answer: then only its key, which is what
     * counts.
     *
     * @throws UserError exit 3 when there is nothing, when something could not be destroyed, or
     *     when a process still holds the home
     */
    public static View.Wiped wipe(Path folder, RandomSource random) {
        Home home = Home.at(folder);
        if (!Wipe.possible(home)) throw DaemonProgram.none(home);
        try {
            Remembering remembering =
                    new Remembering(home, Keyrings.ofSystem(System.getenv()), random);
            Optional<Remembered> before = remembering.known();
            Wipe.key(home, random);
            before.ifPresent(remembering::remove);
            try (HomeLock _ = home.lock()) {
                // Nobody else has it open.
            }
            return told(Wipe.all(home, random, false));
        } catch (StoreFailure.InUse e) {
            throw new UserError(
                    Exit.DAEMON,
                    "the key is destroyed, but process " + e.pid() + " still holds the home",
                    "end that process, then run wipe again");
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /** For people and scripts; fails if something is left. */
    static View.Wiped told(Wipe.Wiped wiped) {
        if (!wiped.kept().isEmpty()) {
            throw new UserError(
                    Exit.DAEMON,
                    "the key is destroyed, but " + wiped.kept().getFirst() + " is still there",
                    "delete the folder by hand");
        }
        return new View.Wiped(wiped.files(), wiped.bytes());
    }
}
