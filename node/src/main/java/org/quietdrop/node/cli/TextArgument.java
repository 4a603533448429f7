package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text that a person gave in an argument or, with {@code -} or nothing, on standard input. */
final class TextArgument {
    /** The most bytes of UTF-8 in one message. */
    static final int LONGEST = 3_800;

    /** The most bytes that are read at all. */
    private static final int MOST = 1024 * 1024;

    private TextArgument() {}

    /** A message: checked here so that nothing is sent of what does not fit. */
    static String message(@Nullable String argument, InputStream in) {
        String text = argument == null || argument.equals("-") ? input(in) : argument(argument);
        if (text.isEmpty()) {
            throw new UserError(UserError.Exit.USAGE, "the message is empty", "nothing was sent");
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > LONGEST) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "the message has %,d bytes; at most %,d fit".formatted(size, LONGEST),
                    "nothing was sent; split it");
        }
        return text;
    }

    /** One short line, like a code: without spaces around it. */
    static String word(String argument, InputStream in) {
        return (argument.equals("-") ? input(in) : argument(argument)).strip();
    }

    /** All of standard input without one line end at its end, at most 1 MiB. */
    static String input(InputStream in) {
        try {
            byte[] bytes = in.readNBytes(MOST + 1);
            int length = bytes.length;
            if (length > MOST) {
                throw new UserError(
                        UserError.Exit.USAGE,
                        "there are more than %,d bytes on standard input; a message has at most %,d"
                                .formatted(MOST, LONGEST),
                        "nothing was sent; split it");
            }
            if (length > 0 && bytes[length - 1] == '\n') length--;
            if (length > 0 && length < bytes.length && bytes[length - 1] == '\r') length--;
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserError(
                    UserError.Exit.USAGE, "the text is not valid UTF-8", "nothing was sent");
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "cannot read standard input");
        }
    }

    /**
     * The system replaces what it cannot decode in an argument; the person must not find out later.
     */
    private static String argument(String argument) {
        if (argument.indexOf('\ufffd') >= 0
                || !StandardCharsets.UTF_8.newEncoder().canEncode(argument)) {
            throw new UserError(
                    UserError.Exit.USAGE,
                    "the argument is not valid UTF-8 here",
                    "give it on standard input, with - in its place");
        }
        return argument;
    }
}
