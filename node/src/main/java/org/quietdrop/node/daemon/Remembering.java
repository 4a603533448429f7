package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.keyring.Keyring;
import org.quietdrop.node.keyring.KeyringRefused;
import org.quietdrop.node.keyring.Keyrings;
import org.quietdrop.store.Home;
import org.quietdrop.store.Remembered;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.util.Optional;

/**
 * Opens a home without its passphrase, if the user wanted that: a keyring of the system keeps a
 * random secret, the home the store key wrapped under it. Neither is worth anything alone.
 */
final class Remembering {
    private static final String HINT = "unlock it with: quietdrop unlock";

    private final Home home;
    private final Keyrings keyrings;
    private final RandomSource random;

    Remembering(Home home, Keyrings keyrings, RandomSource random) {
        this.home = home;
        this.keyrings = keyrings;
        this.random = random;
    }

    /** Where the secret of this home is kept, as people say it; empty: nothing is remembered. */
    Optional<String> where() {
        try {
            return Remembered.read(home.vaultDisk()).map(r -> title(r.keyring()));
        } catch (StoreFailure e) {
            return Optional.of("a place that is not known");
        }
    }

    private static String title(int keyring) {
        return Keyring.Kind.of(keyring).map(Keyring.Kind::title).orElse("a keyring that is new");
    }

    /**
     * Remembers from now on; what was remembered before is forgotten.
     *
     * @param word which keyring, or auto
     * @return where
     * @throws UserError exit 1 if there is nothing to remember, 3 if no keyring takes it; nothing
     *     is remembered then
     */
    String remember(SecretKey storeKey, String word) {
        if (!Vault.needsPassphrase(home.vaultDisk())) {
            throw new UserError(
                    Exit.FAILED, "this home has no passphrase, so there is nothing to remember");
        }
        Keyring keyring =
                keyrings.chosen(word)
                        .orElseThrow(() ->
                                new UserError(
                                        Exit.DAEMON,
                                        "there is no such keyring on this system",
                                        "see: quietdrop config keyring"));
        boolean _ = forget();
        try (SecretKey secret = SecretKey.random(random).lasting()) {
            Remembered made = Remembered.wrap(keyring.kind().number(), secret, storeKey, random);
            keyring.put(made.name().hex(), secret);
            made.write(home.vaultDisk());
            return keyring.kind().title();
        } catch (KeyringRefused e) {
            throw new UserError(
                    Exit.DAEMON,
                    keyring.kind().title() + " does not keep it: " + e.why(),
                    "another one: quietdrop config keyring kernel; without: quietdrop unlock");
        }
    }

    /**
     * The store key, which the caller closes.
     *
     * @throws UserError exit 5 with the reason why only the passphrase opens this home now
     */
    SecretKey storeKey() {
        if (!Vault.needsPassphrase(home.vaultDisk())) return OpenNode.unlock(home, new char[0]);
        Remembered remembered =
                Remembered.read(home.vaultDisk())
                        .orElseThrow(() -> locked("the passphrase is needed", HINT));
        String title = title(remembered.keyring());
        Keyring keyring =
                Keyring.Kind.of(remembered.keyring())
                        .flatMap(keyrings::of)
                        .orElseThrow(() -> locked(title + " is not on this system", HINT));
        try (SecretKey secret =
                keyring.get(remembered.name().hex())
                        .orElseThrow(() ->
                                locked(
                                        title + " has forgotten it; the passphrase is needed",
                                        HINT))) {
            return remembered
                    .open(secret)
                    .orElseThrow(
                            () -> locked(title + " keeps something else under its name", HINT));
        } catch (KeyringRefused e) {
            throw locked(title + " does not give it: " + e.why(), HINT);
        }
    }

    private static UserError locked(String what, String hint) {
        return new UserError(Exit.LOCKED, what, hint);
    }

    /**
     * Forgets, in the home first; whether there was something. A keyring that is away keeps junk.
     */
    boolean forget() {
        if (!Remembered.exists(home.vaultDisk())) return false;
        Optional<Remembered> before = known();
        Remembered.forget(home.vaultDisk());
        before.ifPresent(this::remove);
        return true;
    }

    /** What is remembered, to be removed by {@link #remove} when the file is gone. */
    Optional<Remembered> known() {
        try {
            return Remembered.read(home.vaultDisk());
        } catch (StoreFailure e) {
            return Optional.empty();
        }
    }

    void remove(Remembered before) {
        Optional<Keyring> keyring = Keyring.Kind.of(before.keyring()).flatMap(keyrings::of);
        if (keyring.isEmpty()) return;
        try {
            keyring.get().remove(before.name().hex());
        } catch (KeyringRefused e) {
            // What it keeps opens nothing any more.
        }
    }
}
