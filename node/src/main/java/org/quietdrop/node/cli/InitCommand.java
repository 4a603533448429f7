package org.quietdrop.node.cli;

import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code init}: makes a node. Without an option it asks for the passphrase twice. */
@Command(
        name = "init",
        description = {
            "Make a node: a name, a key and an encrypted folder.",
            "Without a passphrase option the terminal is asked."
        },
        footer = {
            "",
            "Examples:",
            "  quietdrop init --name Alice",
            "  quietdrop init --name Alice --passphrase-file ~/.secret"
        })
final class InitCommand implements Callable<Integer> {
    private final Face face;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "Your name, as friends will see it.")
    private String name = "";

    @Mixin private final FirstPassphraseOptions options = new FirstPassphraseOptions();

    InitCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        Optional<Passphrase> passphrase = options.chosen(face);
        try {
            List<String> notices = face.programs().init(face.home(), name, passphrase);
            if (passphrase.isEmpty()) FirstPassphraseOptions.warn(face);
            notices.forEach(face::remark);
        } finally {
            passphrase.ifPresent(Passphrase::close);
        }
        face.say("made a node for " + name + " in " + face.home());
        face.say("start it with: quietdrop daemon --background");
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("name", name);
        made.put("home", face.home().toString());
        face.give(made);
        return 0;
    }

    static UserError noTerminal() {
        return new UserError(
                UserError.Exit.USAGE,
                "there is no terminal to ask for a passphrase",
                "use --passphrase-file FILE or --passphrase-fd N");
    }
}
