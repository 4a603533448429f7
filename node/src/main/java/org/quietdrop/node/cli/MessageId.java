package org.quietdrop.node.cli;

import picocli.CommandLine.Parameters;

/** Which message a command is about: its first word. */
final class MessageId {
    @Parameters(
            index = "0",
            paramLabel = "ID",
            description = "A message id, or the first six digits or more of one.")
    private String id = "";

    /** As it was typed; the node says whether there is such a message. */
    String text() {
        return id;
    }
}
