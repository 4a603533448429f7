package org.quietdrop.node.core;

/** The answer to a {@link Request}. */
public sealed interface Reply {
    /** It was done; here is what to show. */
    record Ok(View view) implements Reply {}

    /** It was not done; nothing changed. */
    record No(UserError error) implements Reply {}
}
