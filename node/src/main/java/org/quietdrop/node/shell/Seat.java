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
     * @param about which conversation, for the arrow keys; empty: none
     * @param begun text that stands behind the prompt already
     */
    Typed line(String about, String prompt, String begun);

    /** The answer to one question; it is not kept for the arrow keys. */
    Typed answer(String question);

    /**
     * Something that must not be seen, without echo; empty: the person does not want to. The caller
     * wipes it.
     */
    Optional<char[]> hidden(String question);

    /** Shows text above the line that is being typed; it may have several lines. */
    void print(AttributedString text);

    /**
     * The same, and it may be shown again as it is later.
     *
     * @param id what {@link #again} calls it
     */
    void print(String id, AttributedString text);

    /**
     * Writes what was printed before again where it stands, if that is certain to hit it.
     *
     * @return whether that was possible; if not, nothing was changed
     */
    boolean again(String id, AttributedString text);

    /** Rings, or sends another sequence that the terminal does not show as text. */
    void signal(String sequence);

    /** Somebody else may have written to the terminal. */
    void unsure();

    /** Columns of the screen; 0: not known, lines are not broken. */
    int width();

    /** Columns for a row above the prompt; 0: there can be none. */
    int rowWidth();

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
