package org.quietdrop.node.keyring;

import org.quietdrop.crypto.SecretKey;

import java.util.Optional;

/**
 * A place of the system that keeps small secrets under names. A seam: the real ones are this
 * package's, tests have their own. Calls block, each for {@link Tool#PATIENCE} at most; any thread.
 */
public interface Keyring {
    /** Which one it is; the number stands in files and never changes. */
    enum Kind {
        /** The kernel of Linux, until the machine is switched off. */
        KERNEL(1, "kernel", "the kernel's keyring"),
        /** The Secret Service of a desktop: GNOME Keyring, KWallet, KeePassXC. */
        SECRET_SERVICE(2, "secret-service", "the desktop's keyring"),
        /** The keychain of macOS. */
        KEYCHAIN(3, "keychain", "the macOS keychain"),
        /** The Data Protection API of Windows. */
        DPAPI(4, "dpapi", "Windows data protection");

        private final int number;
        private final String word;
        private final String title;

        Kind(int number, String word, String title) {
            this.number = number;
            this.word = word;
            this.title = title;
        }

        /** As it stands in files. */
        public int number() {
            return number;
        }

        /** As it is typed. */
        public String word() {
            return word;
        }

        /** As people are told. */
        public String title() {
            return title;
        }

        /** The one with this number. */
        public static Optional<Kind> of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) return Optional.of(kind);
            }
            return Optional.empty();
        }
    }

    /** Which one this is. */
    Kind kind();

    /**
     * Keeps a secret, in place of one of the same name.
     *
     * @param name letters and digits
     * @param secret stays the caller's
     * @throws KeyringRefused if it is not kept
     */
    void put(String name, SecretKey secret) throws KeyringRefused;

    /**
     * The secret of this name, which the caller closes; empty if there is none.
     *
     * @throws KeyringRefused if it cannot be asked
     */
    Optional<SecretKey> get(String name) throws KeyringRefused;

    /**
     * Removes the secret of this name; nothing happens if there is none.
     *
     * @throws KeyringRefused if it cannot be asked
     */
    void remove(String name) throws KeyringRefused;
}
