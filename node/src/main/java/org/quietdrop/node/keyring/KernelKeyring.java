package org.quietdrop.node.keyring;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.system.UserKeys;

import java.util.Arrays;
import java.util.Optional;

/** The keys of this user in the kernel of Linux. They are gone when the machine is switched off. */
record KernelKeyring() implements Keyring {
    private static String described(String name) {
        return "quietdrop:" + name;
    }

    @Override
    public Kind kind() {
        return Kind.KERNEL;
    }

    @Override
    public void put(String name, SecretKey secret) throws KeyringRefused {
        byte[] bytes = new byte[secret.size()];
        secret.copyTo(bytes, 0);
        try {
            if (!UserKeys.put(described(name), bytes)) {
                throw new KeyringRefused("the kernel keeps no keys for this user");
            }
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public Optional<SecretKey> get(String name) {
        return UserKeys.get(described(name), SecretKey.SIZE)
                .map(bytes -> SecretKey.take(bytes).lasting());
    }

    @Override
    public void remove(String name) {
        UserKeys.remove(described(name));
    }
}
