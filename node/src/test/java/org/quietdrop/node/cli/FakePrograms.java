package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs that only print what they were told; passphrases by their length. */
final class FakePrograms implements Programs {
    private final PrintStream out;

    FakePrograms(PrintStream out) {
        this.out = out;
    }

    @Override
    public List<String> init(Path home, String name, Optional<Passphrase> passphrase) {
        if (name.equals("taken")) {
            throw new UserError(UserError.Exit.FAILED, "there is a node in " + home + " already");
        }
        if (name.equals("broken")) throw new IllegalStateException("a secret, never printed");
        out.println("[init " + name + ", " + length(passphrase) + "]");
        return List.of("the folder was open to others; now it is yours alone");
    }

    @Override
    public int daemon(Path home, DaemonOptions options, Optional<Passphrase> passphrase) {
        out.println("[" + options + ", " + length(passphrase) + "]");
        return 0;
    }

    @Override
    public Safekeeping safekeeping() {
        return new FakeKeeping(out);
    }

    @Override
    public View.Diagnosis doctor(Path home) {
        return new View.Diagnosis(
                List.of(
                        new View.Finding(
                                "fail",
                                "no-node",
                                "no node runs for this home: nothing is sent, nothing arrives",
                                List.of("quietdrop daemon --background")),
                        new View.Finding("ok", "swap", "no swap", List.of())));
    }

    @Override
    public int demo() {
        out.println("[demo]");
        return 0;
    }

    @Override
    public int shell(Path home) {
        out.println("[shell]");
        return 0;
    }

    private static String length(Optional<Passphrase> passphrase) {
        return passphrase.map(p -> "passphrase of " + p.chars().length).orElse("no passphrase");
    }
}
