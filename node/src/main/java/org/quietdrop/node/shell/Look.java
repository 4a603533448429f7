package org.quietdrop.node.shell;

import org.quietdrop.node.cli.Display;
import org.quietdrop.node.control.TerminalText;

import java.util.Locale;
import java.util.Map;

/**
 * How the shell looks, as the settings of the home say: theme, marks, notices. Changes hold from
 * the next line on. Thread-safe.
 */
final class Look {
    /** How a person who looks elsewhere is told that a message came. */
    enum Notify {
        OFF,
        BELL,
        OSC9,
        OSC9_NAME
    }

    private record Settings(Theme theme, boolean words, Notify notifying, String autoLock) {}

    private final boolean signs;
    private volatile Settings settings = new Settings(Theme.NONE, false, Notify.OFF, "");

    /** On a terminal of which the environment tells what it can show. */
    Look(Map<String, String> environment) {
        signs = showsSigns(environment);
    }

    private static boolean showsSigns(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(name, "");
            if (locale.isEmpty()) continue;
            String lower = locale.toLowerCase(Locale.ROOT);
            return lower.contains("utf-8") || lower.contains("utf8");
        }
        // It says nothing of it: today's terminals do.
        return true;
    }

    /** What the home's settings say; what is missing or not known has its standard value. */
    void set(Map<?, ?> config) {
        settings =
                new Settings(
                        Theme.of(word(config, "theme")),
                        word(config, "marks").equals("words"),
                        switch (word(config, "notify")) {
                            case "bell" -> Notify.BELL;
                            case "osc9" -> Notify.OSC9;
                            case "osc9-name" -> Notify.OSC9_NAME;
                            default -> Notify.OFF;
                        },
                        word(config, "auto-lock"));
    }

    private static String word(Map<?, ?> config, String key) {
        return config.get(key) instanceof String word ? word : "";
    }

    Theme theme() {
        return settings.theme();
    }

    /** After how long without use the node locks itself, as it is set; empty: it does not. */
    String autoLock() {
        String time = settings.autoLock();
        return time.equals("off") ? "" : TerminalText.clean(time);
    }

    Notify notifying() {
        return settings.notifying();
    }

    /**
     * Whether everything is said in words and in order, for who has the screen read out: no signs,
     * no row that changes, no line that is written over.
     */
    boolean words() {
        return settings.words();
    }

    /** What stands between two things on one line. */
    String between() {
        if (words()) return ", ";
        return signs ? " · " : " - ";
    }

    /**
     * A name, and whether it is verified: {@code bob ✓} or {@code (bob)}; where the terminal cannot
     * show the sign {@code bob [verified]}; in words {@code bob, verified} or {@code bob, not
     * verified}.
     */
    String called(String name, boolean verified) {
        if (words()) return TerminalText.clean(name) + (verified ? ", verified" : ", not verified");
        if (!verified || signs) return Display.name(name, verified);
        return TerminalText.clean(name) + " [verified]";
    }
}
