package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/** Which node is meant. */
public final class HomePath {
    private HomePath() {}

    /**
     * {@code --home}, else {@code QUIETDROP_HOME}, else {@code $XDG_DATA_HOME/quietdrop}, else
     * {@code ~/.local/share/quietdrop}; absolute.
     *
     * @param option the value of {@code --home}, or null
     */
    public static Path of(@Nullable String option, Map<String, String> environment) {
        return choose(option, environment).toAbsolutePath().normalize();
    }

    private static Path choose(@Nullable String option, Map<String, String> environment) {
        if (option != null) return Path.of(option);
        String set = environment.getOrDefault("QUIETDROP_HOME", "");
        if (!set.isEmpty()) return Path.of(set);
        String shared = environment.getOrDefault("XDG_DATA_HOME", "");
        if (shared.startsWith("/")) return Path.of(shared, "quietdrop");
        return Path.of(System.getProperty("user.home", "."), ".local", "share", "quietdrop");
    }
}
