package org.quietdrop.node.daemon;

import java.io.PrintStream;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps libraries from talking: the JDK's logging gets no handler at all, so nothing they log ends
 * on a screen or in a file. The JDK makes an object of this class when logging is first used.
 */
public final class Silence {
    /** Apart, so that nothing of the logging system begins before {@link #begin}. */
    private static final class Ours {
        /** Kept, as the logging system forgets a logger that nobody holds. */
        private static final Logger LOGGER = Logger.getLogger("org.quietdrop");
    }

    /** For the JDK: configures nothing. */
    public Silence() {}

    /** Silences all logging of this process; before anything logs. */
    public static void begin() {
        System.setProperty("java.util.logging.config.class", "org.quietdrop.node.daemon.Silence");
    }

    /** Lets warnings of our own classes through; they never carry content, names or addresses. */
    static void except(PrintStream screen) {
        Ours.LOGGER.addHandler(
                new Handler() {
                    private final Formatter text = new java.util.logging.SimpleFormatter();

                    @Override
                    public void publish(LogRecord line) {
                        if (line.getLevel().intValue() < Level.WARNING.intValue()) return;
                        screen.println("quietdrop: " + text.formatMessage(line));
                    }

                    @Override
                    public void flush() {
                        screen.flush();
                    }

                    @Override
                    public void close() {}
                });
    }
}
