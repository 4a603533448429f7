package org.quietdrop.node.cli;

import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.View;
import org.quietdrop.node.wire.Endpoint;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code address}: where contacts can be reached; its one verb is {@link Add}. */
@Command(
        name = "address",
        description = "Say where a contact can be reached.",
        footer = {"", "Example:", "  quietdrop address add bob 192.168.1.17:49152"})
final class AddressCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new UserError(
                UserError.Exit.USAGE,
                "what about addresses?",
                "use: quietdrop address add NAME HOST:PORT");
    }

    /** An address as the node will read it, refused here when it is none. */
    static void check(String address) {
        try {
            var _ = Endpoint.parse(address);
        } catch (IllegalArgumentException e) {
            throw new UserError(UserError.Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** {@code address add}. */
    @Command(
            name = "add",
            description = "Remember an address of a contact and dial it.",
            footer = {"", "Example:", "  quietdrop address add bob 192.168.1.17:49152"})
    static final class Add implements Callable<Integer> {
        private final Face face;

        @Parameters(index = "0", paramLabel = "NAME", description = "The contact.")
        private String name = "";

        @Parameters(
                index = "1",
                paramLabel = "HOST:PORT",
                description = "An address, or [IPV6%%INTERFACE]:PORT.")
        private String address = "";

        Add(Face face) {
            this.face = face;
        }

        @Override
        public Integer call() {
            check(address);
            Map<String, String> params = new LinkedHashMap<>();
            params.put("name", name);
            params.put("address", address);
            try (ControlClient client = face.connect()) {
                var _ = client.call("address.add", params, View.Done.class);
            }
            face.say(TerminalText.clean(name + " may be at " + address));
            face.give(params);
            return 0;
        }
    }
}
