package org.quietdrop.node.shell;

import org.quietdrop.node.cli.Status;
import org.quietdrop.node.core.UserError;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Brings the node to where one can chat: makes it, starts it, unlocks it, whichever is missing. */
final class Opening {
    private static final int TRIES = 3;

    private final Seat seat;
    private final Screen screen;
    private final Household household;
    private final Calls calls;

    Opening(Seat seat, Screen screen, Household household, Calls calls) {
        this.seat = seat;
        this.screen = screen;
        this.household = household;
        this.calls = calls;
    }

    /**
     * Opens.
     *
     * @return 0, or the exit code when the person did not want to or did not know the passphrase
     * @throws UserError when the node cannot be made or started
     */
    int open() {
        if (!household.exists()) return first();
        Status status = running();
        if (!status.locked() || (status.remembered() != null && byKeyring())) return 0;
        return unlock();
    }

    private boolean byKeyring() {
        try {
            calls.unlockRemembered();
            return true;
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.LOCKED) throw e;
            screen.remark(e.text());
            return false;
        }
    }

    private int first() {
        Optional<char[]> passphrase = new FirstRun(seat, screen, household).make();
        if (passphrase.isEmpty()) return UserError.Exit.FAILED.code();
        try {
            start();
            if (status().locked()) calls.unlock(passphrase.get());
        } finally {
            Arrays.fill(passphrase.get(), '\0');
        }
        screen.say("Ready. Your node runs in the background (stop it with: quietdrop stop).");
        screen.say("");
        return 0;
    }

    private void start() {
        household.start();
        seat.unsure();
    }

    private Status running() {
        try {
            return status();
        } catch (UserError e) {
            if (e.exit() != UserError.Exit.DAEMON) throw e;
        }
        start();
        screen.remark("Your node was not running; it is started (stop it with: quietdrop stop).");
        return status();
    }

    private Status status() {
        return calls.call("status", Map.of(), Status.class);
    }

    private int unlock() {
        for (int left = TRIES; left > 0; left--) {
            Optional<char[]> passphrase = seat.hidden("Passphrase: ");
            if (passphrase.isEmpty()) break;
            try {
                calls.unlock(passphrase.get());
                return 0;
            } catch (UserError e) {
                if (e.exit() != UserError.Exit.LOCKED) throw e;
                screen.say("That is not the passphrase. Nothing was changed.");
            } finally {
                Arrays.fill(passphrase.get(), '\0');
            }
        }
        screen.say("Your node stays locked.");
        return UserError.Exit.LOCKED.code();
    }
}
