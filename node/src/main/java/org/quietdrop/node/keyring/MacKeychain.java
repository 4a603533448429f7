package org.quietdrop.node.keyring;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The login keychain of macOS, by {@code security}. Its commands come on its standard input, so
 * that the secret is in no argument. Untested: no such machine was at hand.
 *
 * @param tool that program
 */
record MacKeychain(Tool tool) implements Keyring {
    private static final String SERVICE = "org.quietdrop";

    @Override
    public Kind kind() {
        return Kind.KEYCHAIN;
    }

    @Override
    public void put(String name, SecretKey secret) throws KeyringRefused {
        byte[] digits = Tool.hex(secret);
        String head = "add-generic-password -U -a " + name + " -s " + SERVICE + " -w ";
        byte[] line =
                Bytes.join(head.getBytes(StandardCharsets.US_ASCII), digits, new byte[] {'\n'});
        Arrays.fill(digits, (byte) 0);
        Tool.Ended ended = tool.run(List.of("-i"), line);
        ended.wipe();
        Optional<SecretKey> kept = get(name);
        kept.ifPresent(SecretKey::close);
        if (ended.exit() != 0 || kept.isEmpty()) {
            throw new KeyringRefused("the keychain does not take it");
        }
    }

    @Override
    public Optional<SecretKey> get(String name) throws KeyringRefused {
        Tool.Ended ended =
                tool.run(
                        List.of("find-generic-password", "-a", name, "-s", SERVICE, "-w"),
                        new byte[0]);
        return Tool.secret(ended.output());
    }

    @Override
    public void remove(String name) throws KeyringRefused {
        tool.run(List.of("delete-generic-password", "-a", name, "-s", SERVICE), new byte[0]).wipe();
    }
}
