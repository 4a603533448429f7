package org.quietdrop.node.keyring;

import org.quietdrop.crypto.SecretKey;

import java.util.List;
import java.util.Optional;

/**
 * The Secret Service of a desktop, by {@code secret-tool} (Debian: libsecret-tools).
 *
 * @param tool that program
 */
record DesktopKeyring(Tool tool) implements Keyring {
    @Override
    public Kind kind() {
        return Kind.SECRET_SERVICE;
    }

    @Override
    public void put(String name, SecretKey secret) throws KeyringRefused {
        Tool.Ended ended =
                tool.run(
                        List.of(
                                "store",
                                "--label=QuietDrop",
                                "application",
                                "quietdrop",
                                "home",
                                name),
                        Tool.hex(secret));
        ended.wipe();
        if (ended.exit() != 0) throw new KeyringRefused("no keyring of a desktop takes it");
    }

    @Override
    public Optional<SecretKey> get(String name) throws KeyringRefused {
        Tool.Ended ended = tool.run(query("lookup", name), new byte[0]);
        return Tool.secret(ended.output());
    }

    @Override
    public void remove(String name) throws KeyringRefused {
        // It fails where there is none, too.
        tool.run(query("clear", name), new byte[0]).wipe();
    }

    private static List<String> query(String verb, String name) {
        return List.of(verb, "application", "quietdrop", "home", name);
    }
}
