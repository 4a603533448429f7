package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

/**
 * Which primitive is called, and on how many bytes: each door says it here before it asks the
 * library. Tests listen, to hold that a refusal does the same work wherever the message was changed
 * (PROTOCOL.md, "Refusals"). Nobody else can, and while nobody does a call reads one field. No key
 * and no content comes by.
 */
final class Calls {
    private static volatile @Nullable Listener listener;

    private Calls() {}

    /** Who is told, on the thread that calls. */
    interface Listener {
        /**
         * A primitive is about to run.
         *
         * @param size bytes that go in, keys and nonces not counted
         */
        void called(String primitive, int size);
    }

    static void note(String primitive, int size) {
        Listener present = listener;
        if (present != null) {
            present.called(primitive, size);
        }
    }

    /** For tests only; null ends it. */
    static void listen(@Nullable Listener next) {
        listener = next;
    }
}
