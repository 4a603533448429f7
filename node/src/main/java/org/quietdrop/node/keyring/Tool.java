package org.quietdrop.node.keyring;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.system.Outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program of the system that is handed a secret on its standard input, never in an argument, and
 * that gives one back on its standard output. Secrets go as 64 hex digits. One that does not end in
 * time, as it may be asking a person, is ended.
 *
 * @param program its name, found on the path
 * @param patience how long it has
 */
record Tool(String program, Duration patience) {
    /** What real ones have. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MOST = 4096;
    private static final byte[] DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    /** How it ended, and what it said. */
    static final class Ended {
        private final int exit;
        private final byte[] output;

        private Ended(int exit, byte[] output) {
            this.exit = exit;
            this.output = output;
        }

        int exit() {
            return exit;
        }

        /** At most 4 KiB, itself; the receiver wipes it. */
        byte[] output() {
            return output;
        }

        void wipe() {
            Arrays.fill(output, (byte) 0);
        }
    }

    static Tool named(String program) {
        return new Tool(program, PATIENCE);
    }

    /**
     * Runs it.
     *
     * @param input wiped here
     */
    Ended run(List<String> arguments, byte[] input) throws KeyringRefused {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            Arrays.fill(input, (byte) 0);
            throw new KeyringRefused("the program " + program + " is not there");
        }
        Thread writer = Outside.start("tool", () -> write(process, input));
        byte[] output = new byte[MOST];
        int[] length = {0};
        Thread reader = Outside.start("tool", () -> length[0] = read(process, output));
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KeyringRefused(
                        program
                                + " did not answer in "
                                + patience.toSeconds()
                                + " s; it may be waiting for a person");
            }
            reader.join(patience);
            writer.join(patience);
            return new Ended(process.exitValue(), Arrays.copyOf(output, length[0]));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeyringRefused("interrupted");
        } finally {
            Outside.end(process);
            Arrays.fill(output, (byte) 0);
        }
    }

    private static void write(Process process, byte[] input) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // It did not want to hear: its exit tells.
        } finally {
            Arrays.fill(input, (byte) 0);
        }
    }

    private static int read(Process process, byte[] output) {
        int length = 0;
        try (InputStream in = process.getInputStream()) {
            for (int n = 0; n >= 0 && length < output.length; length += Math.max(n, 0)) {
                n = in.read(output, length, output.length - length);
            }
        } catch (IOException e) {
            // As an end.
        }
        return length;
    }

    /** A secret as hex digits; the caller wipes them. */
    static byte[] hex(SecretKey secret) {
        byte[] bytes = new byte[secret.size()];
        secret.copyTo(bytes, 0);
        byte[] digits = new byte[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            digits[2 * i] = DIGITS[bytes[i] >> 4 & 15];
            digits[2 * i + 1] = DIGITS[bytes[i] & 15];
        }
        Arrays.fill(bytes, (byte) 0);
        return digits;
    }

    /** A secret from hex digits and what blanks follow, which are wiped; empty if they are none. */
    static Optional<SecretKey> secret(byte[] digits) {
        int length = digits.length;
        while (length > 0 && digits[length - 1] <= ' ') length--;
        byte[] bytes = new byte[length / 2];
        boolean good = length == 2 * SecretKey.SIZE;
        for (int i = 0; good && i < length; i++) {
            int digit = Character.digit(digits[i], 16);
            good = digit >= 0;
            bytes[i / 2] = (byte) (bytes[i / 2] << 4 | digit);
        }
        Arrays.fill(digits, (byte) 0);
        if (good) return Optional.of(SecretKey.take(bytes).lasting());
        Arrays.fill(bytes, (byte) 0);
        return Optional.empty();
    }
}
