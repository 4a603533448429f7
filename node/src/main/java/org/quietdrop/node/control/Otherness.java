package org.quietdrop.node.control;

import org.quietdrop.node.core.UserError;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is said when command and node do not understand each other because they are of different
 * versions: the node was not restarted after an update, or the command is the older one.
 */
final class Otherness {
    private Otherness() {}

    /**
     * The sentence for a call that ought to be known; empty: the versions are not the reason.
     *
     * @param failure the node's answer
     * @param ask the node's version, asked for if its answer does not say; empty if unknown
     */
    static Optional<UserError> of(
            String method, ControlMessage.Failure failure, Supplier<String> ask) {
        boolean unknown = failure.code() == ControlMessage.NO_METHOD;
        if (!unknown && failure.code() != ControlMessage.PARAMETERS) return Optional.empty();
        String theirs = failure.version().isEmpty() ? ask.get() : failure.version();
        // A parameter may well be wrong among equals; a method that is not there never is.
        if (!unknown && theirs.equals(Version.TEXT)) return Optional.empty();
        String node = theirs.isEmpty() ? "another version" : "version " + theirs;
        return Optional.of(
                new UserError(
                        UserError.Exit.DAEMON,
                        "the node that runs is of %s, this command of version %s; they do not agree on \"%s\""
                                .formatted(node, Version.TEXT, method),
                        "nothing was done; restart the node with the newer program: quietdrop stop,"
                                + " then: quietdrop daemon --background"));
    }
}
