package org.quietdrop.node.cli;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.control.FakeDesk;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Prints what would be done to a home; passphrases by their length. */
record FakeKeeping(PrintStream out) implements Safekeeping {
    @Override
    public boolean needsPassphrase(Path home) {
        return true;
    }

    @Override
    public void passphrase(Path home, Passphrase old, Passphrase wanted) {
        if (!new String(old.chars()).equals("right")) {
            throw new UserError(UserError.Exit.LOCKED, "that is not the passphrase");
        }
        out.println("[without a node: passphrase of " + wanted.chars().length + "]");
    }

    @Override
    public View.Words words(Path home, Passphrase passphrase) {
        out.println("[without a node: words]");
        return new View.Words(FakeDesk.WORDS);
    }

    @Override
    public List<String> recover(
            Path home, SecretKey seed, String name, Optional<Passphrase> passphrase) {
        byte first = seed.expose()[0];
        String length = passphrase.map(p -> "passphrase of " + p.chars().length).orElse("none");
        out.println("[recover " + name + ", " + length + ", seed begins with " + first + "]");
        return List.of();
    }

    @Override
    public View.BackedUp backup(Path home, Passphrase present, Path to, Passphrase passphrase) {
        out.println("[without a node: backup under " + passphrase.chars().length + "]");
        return new View.BackedUp(to.toString(), 1, 1, 0, 65_616);
    }

    @Override
    public View.Restored restore(
            Path home, Path from, Passphrase old, Optional<Passphrase> wanted) {
        if (!new String(old.chars()).equals("next")) {
            throw new UserError(UserError.Exit.LOCKED, "that is not the passphrase of this backup");
        }
        String length = wanted.map(p -> "passphrase of " + p.chars().length).orElse("none");
        out.println("[restore from " + from.getFileName() + ", " + length + "]");
        return new View.Restored("Alice", home.toString(), "2026-01-31T12:00:00Z", 3, 1_204, 2, 1);
    }

    @Override
    public View.Wiped wipe(Path home) {
        out.println("[without a node: wiped]");
        return new View.Wiped(7, 700);
    }
}
