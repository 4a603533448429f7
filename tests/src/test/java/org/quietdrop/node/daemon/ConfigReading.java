package org.quietdrop.node.daemon;

import org.quietdrop.node.core.UserError;
import org.quietdrop.tests.fuzz.Always;

/** Reads a file of settings. */
public final class ConfigReading {
    private ConfigReading() {}

    public static void all(String text) {
        try {
            Config.readText("the file", text);
        } catch (UserError e) {
            Always.that(!e.text().isEmpty(), "what is wrong is said");
        }
    }
}
