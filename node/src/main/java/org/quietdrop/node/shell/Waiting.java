package org.quietdrop.node.shell;

import org.quietdrop.node.core.View;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which messages of ours wait to be delivered: what the node listed, and what became of them since.
 * Thread-safe.
 */
final class Waiting {
    private final Set<String> ids = new HashSet<>();

    /** What was heard between the question and the answer: whether each of them waits. */
    private final Map<String, Boolean> meanwhile = new HashMap<>();

    private boolean asking;

    /** The node is asked for the list now. */
    synchronized void asked() {
        meanwhile.clear();
        asking = true;
    }

    /** All that wait, as listed. */
    synchronized void learn(Collection<View.Waiting> all) {
        ids.clear();
        all.forEach(w -> ids.add(w.id()));
        meanwhile.forEach(this::put);
        asking = false;
    }

    /** A line is as far as this. */
    synchronized void heard(View.Line line) {
        if (!line.from().equals("me")) return;
        boolean waits = line.state().equals("queued") || line.state().equals("carried");
        put(line.id(), waits);
        if (asking) meanwhile.put(line.id(), waits);
    }

    private void put(String id, boolean waits) {
        if (waits) ids.add(id);
        else ids.remove(id);
    }

    synchronized int count() {
        return ids.size();
    }
}
