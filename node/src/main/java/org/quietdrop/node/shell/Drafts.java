package org.quietdrop.node.shell;

import java.util.HashMap;
import java.util.Map;

/** What was typed and not sent, by conversation; in memory only. One thread. */
final class Drafts {
    private final Map<String, String> kept = new HashMap<>();

    /** This comes back with its conversation; nothing: nothing does. */
    void keep(String conversation, String text) {
        if (text.isBlank()) kept.remove(conversation);
        else kept.put(conversation, text);
    }

    /** What was kept, once; empty: nothing was. */
    String take(String conversation) {
        String text = kept.remove(conversation);
        return text == null ? "" : text;
    }
}
