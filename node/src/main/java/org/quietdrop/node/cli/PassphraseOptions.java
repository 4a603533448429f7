package org.quietdrop.node.cli;

import org.jspecify.annotations.Nullable;
import org.quietdrop.node.core.UserError;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where a passphrase comes from; never from an argument, which every user of a machine can see. */
final class PassphraseOptions {
    private static final int LONGEST = 4096;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of FILE.")
    private @Nullable String file;

    @Option(
            names = "--passphrase-fd",
            paramLabel = "N",
            description = "Read the passphrase from the first line of file descriptor N.")
    private @Nullable Integer descriptor;

    /** What was given; empty when neither option was. */
    Optional<Passphrase> given(InputStream standardInput) {
        if (file != null && descriptor != null) {
            throw usage("give one of --passphrase-file and --passphrase-fd");
        }
        return read(file, descriptor, standardInput);
    }

    /**
     * The passphrase that the home has now, given or typed; an empty one if it has none.
     *
     * @param question for the person at the terminal
     */
    Passphrase present(Face face, String question) {
        boolean needed = face.programs().safekeeping().needsPassphrase(face.home());
        Optional<Passphrase> given = given(face.around().in());
        if (given.isPresent()) return given.get();
        if (!needed) return new Passphrase(new char[0]);
        return face.around().prompt().ask(question).orElseThrow(InitCommand::noTerminal);
    }

    /** The passphrase from the one of the two that is given; empty when none is. */
    static Optional<Passphrase> read(
            @Nullable String file, @Nullable Integer descriptor, InputStream standardInput) {
        if (file != null) return Optional.of(fromFile(Path.of(file), file));
        if (descriptor == null) return Optional.empty();
        if (descriptor < 0) throw usage("a descriptor is a number from 0");
        if (descriptor == 0) return Optional.of(read(standardInput, "descriptor 0"));
        String path = "/dev/fd/" + descriptor;
        return Optional.of(fromFile(Path.of(path), "descriptor " + descriptor));
    }

    private static Passphrase fromFile(Path path, String what) {
        try (InputStream in = Files.newInputStream(path)) {
            return read(in, what);
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "cannot read the passphrase from " + what);
        }
    }

    private static Passphrase read(InputStream in, String what) {
        byte[] line = new byte[LONGEST];
        int length = 0;
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                if (length == LONGEST) throw usage("the passphrase has more than 4,096 bytes");
                line[length++] = (byte) b;
            }
            if (length > 0 && line[length - 1] == '\r') length--;
            if (length == 0) throw usage("the passphrase from " + what + " is empty");
            CharBuffer chars =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
            Passphrase passphrase = new Passphrase(Arrays.copyOf(chars.array(), chars.limit()));
            Arrays.fill(chars.array(), '\0');
            return passphrase;
        } catch (CharacterCodingException e) {
            throw usage("the passphrase from " + what + " is not UTF-8");
        } catch (IOException e) {
            throw new UserError(UserError.Exit.DAEMON, "cannot read the passphrase from " + what);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    private static UserError usage(String what) {
        return new UserError(UserError.Exit.USAGE, what);
    }
}
