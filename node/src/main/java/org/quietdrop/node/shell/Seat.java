package org.quietdrop.node.shell;

import org.jline.utils.AttributedString;

import java.util.Optional;

/**
 * Where the person sits: what is typed and what is shown. A real terminal, a dumb one, or two
 * pipes. One thread reads; any thread may print.
 */
interface Seat extends AutoCloseable {
    /** Ends what {@link #onInterrupt} began. */
    interface Watchful extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * The next line of the conversation.
     *
     * @param begun text that stands behind the prompt already
     */
    Typed line(String prompt, String begun);

    /** The answer to one question; it is not kept for the arrow keys. */
    Typed answer(String question);

    /**
     * Something that must not be seen, without echo; empty: the person does not want to. The caller
     * wipes it.
     */
    Optional<char[]> hidden(String question);

    /** Shows text above the line that is being typed; it may have several lines. */
    void print(AttributedString text);

    /** Columns of the screen; 0: not known, lines are not broken. */
    int width();

    /** Changes the prompt of the line that is being typed. */
    void prompt(String prompt);

    /** Runs this on Ctrl-C while no line is being typed. */
    Watchful onInterrupt(Runnable action);

    /** Whether nobody sits here: a script has written the lines beforehand. */
    boolean unattended();

    /** Gives the terminal back as it was. */
    @Override
    void close();
}
