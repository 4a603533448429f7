package org.quietdrop.node.link;

import org.quietdrop.node.core.Event;

import java.util.function.Consumer;

/**
 * Where the link layer puts what happened: the queue of the core. Called on the event loop, so
 * {@link #accept} only enqueues and returns at once.
 */
public interface Inbox extends Consumer<Event> {
    /**
     * How many events wait for the core, roughly; any thread. Links stop reading while this is
     * above {@link LinksConfig.Limits#waitingEvents}.
     */
    default int waiting() {
        return 0;
    }
}
