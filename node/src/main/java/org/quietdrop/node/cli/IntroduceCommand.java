package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code introduce}: two contacts to each other. */
@Command(
        name = "introduce",
        description = {
            "Introduce two of your contacts to each other. Both are asked.",
            "You make the secret by which they meet: they should compare safety numbers."
        },
        footer = {"", "Example:", "  quietdrop introduce alice bob"})
final class IntroduceCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", paramLabel = "A", description = "A contact.")
    private String one = "";

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private String other = "";

    @Mixin private final YesOption yes = new YesOption();

    IntroduceCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        yes.refuseUnasked(face, "introduce", "quietdrop introduce A B --yes");
        try (ControlClient client = face.connect()) {
            View.Contact a = client.call("contact", named(one), View.ContactDetail.class).contact();
            View.Contact b =
                    client.call("contact", named(other), View.ContactDetail.class).contact();
            if (!yes.agreed(face, MeetingWords.introduction(a.name(), b.name()))) {
                face.say(MeetingWords.NOT_INTRODUCED);
                return 1;
            }
            Map<String, Object> params = Map.of("one", a.id(), "other", b.id());
            var _ = client.call("introduce", params, View.Done.class);
            face.give(Map.of("introduced", List.of(a.name(), b.name())));
            face.say(MeetingWords.introduced(a.name(), b.name()));
        }
        return 0;
    }

    private static Map<String, Object> named(String name) {
        return Map.of("name", name);
    }
}
