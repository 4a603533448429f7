package org.quietdrop.node.keyring;

import org.quietdrop.crypto.SecretKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The Data Protection API of Windows, by PowerShell: it seals for this user, and what it sealed
 * lies in a file of its own. Untested: no such machine was at hand.
 *
 * @param tool PowerShell
 * @param folder for the files, outside of the home
 */
record WindowsDpapi(Tool tool, Path folder) implements Keyring {
    private static final String BEGIN =
            "$ErrorActionPreference='Stop';Add-Type -AssemblyName System.Security;"
                    + "$s=[Security.Cryptography.ProtectedData];$u='CurrentUser';";
    private static final String SEAL =
            BEGIN
                    + "$b=[Text.Encoding]::ASCII.GetBytes([Console]::In.ReadToEnd());"
                    + "[Console]::Out.Write([Convert]::ToBase64String($s::Protect($b,$null,$u)))";
    private static final String OPEN =
            BEGIN
                    + "$b=[Convert]::FromBase64String([Console]::In.ReadToEnd());"
                    + "[Console]::Out.Write([Text.Encoding]::ASCII.GetString($s::Unprotect($b,$null,$u)))";

    @Override
    public Kind kind() {
        return Kind.DPAPI;
    }

    private Path file(String name) {
        return folder.resolve(name + ".dpapi");
    }

    @Override
    public void put(String name, SecretKey secret) throws KeyringRefused {
        Tool.Ended ended = run(SEAL, Tool.hex(secret));
        if (ended.exit() != 0 || ended.output().length == 0) {
            throw new KeyringRefused("Windows does not seal it");
        }
        try {
            Files.createDirectories(folder);
            Files.write(file(name), ended.output());
        } catch (IOException e) {
            throw new KeyringRefused("cannot write to " + folder);
        }
    }

    @Override
    public Optional<SecretKey> get(String name) throws KeyringRefused {
        if (!Files.exists(file(name))) return Optional.empty();
        try {
            return Tool.secret(run(OPEN, Files.readAllBytes(file(name))).output());
        } catch (IOException e) {
            throw new KeyringRefused("cannot read " + file(name));
        }
    }

    @Override
    public void remove(String name) throws KeyringRefused {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new KeyringRefused("cannot delete " + file(name));
        }
    }

    private Tool.Ended run(String script, byte[] input) throws KeyringRefused {
        return tool.run(List.of("-NoProfile", "-NonInteractive", "-Command", script), input);
    }
}
