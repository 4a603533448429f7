package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.control.ControlClient;
import org.quietdrop.node.control.TerminalText;
import org.quietdrop.node.core.View;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code config}: shows or changes the settings of the home. */
@Command(
        name = "config",
        description = "Show all settings, show one, or set one.",
        footer = {"", "Examples:", "  quietdrop config", "  quietdrop config mdns off"})
final class ConfigCommand implements Callable<Integer> {
    private final Face face;

    @Parameters(index = "0", arity = "0..1", paramLabel = "KEY", description = "One setting.")
    private @Nullable String key;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "Its new value.")
    private @Nullable String value;

    ConfigCommand(Face face) {
        this.face = face;
    }

    @Override
    public Integer call() {
        try (ControlClient client = face.connect()) {
            if (key != null && value != null) {
                Map<String, String> set = Map.of("key", key, "value", value);
                var _ = client.call("config.set", set, View.Done.class);
            }
            Map<String, String> one = key == null ? Map.of() : Map.of("key", key);
            Map<?, ?> settings = client.call("config.get", one, Map.class);
            for (Map.Entry<?, ?> e : settings.entrySet()) {
                Map<String, Object> setting = new LinkedHashMap<>();
                setting.put("key", e.getKey());
                setting.put("value", e.getValue());
                face.give(setting);
                face.say(TerminalText.clean(e.getKey() + " = " + e.getValue()));
            }
        }
        return 0;
    }
}
