package org.quietdrop.node.daemon;

import java.util.logging.Logger;

/** A process in which everybody logs; run by {@link SilenceTest}. */
final class Loud {
    private Loud() {}

    public static void main(String[] args) {
        Silence.begin();
        Logger.getLogger("some.library").severe("a library speaks");
        System.getLogger("another.library").log(System.Logger.Level.ERROR, "another one");
        Logger.getLogger("org.quietdrop.store").warning("before we listen");
        Silence.except(System.out);
        Logger.getLogger("org.quietdrop.store").warning("we speak");
        Logger.getLogger("org.quietdrop.store").info("in vain");
        Logger.getLogger("some.library").severe("still nobody listens");
    }
}
