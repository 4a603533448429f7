package org.quietdrop.node.doctor;

import java.time.Instant;

/** Whether there is a reason to call others directly. */
public final class MulticastSilence {
    private MulticastSilence() {}

    /** When nobody is heard, or contacts there are and none is linked. */
    public static boolean asks(NodeFacts node, Instant now) {
        if (!(node instanceof NodeFacts.Open open)) return false;
        boolean unheard = open.mdns().on() && MulticastCheck.silent(now, open.mdns());
        return unheard || (!open.contacts().isEmpty() && open.links() == 0);
    }
}
