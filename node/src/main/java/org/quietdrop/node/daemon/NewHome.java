package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.CardName;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.store.Argon2Cost;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** {@code init}: makes a home, its vault and an identity. */
public final class NewHome {
    private NewHome() {}

    /**
     * Makes a home where there is none. Takes about a second, for the passphrase's sake.
     *
     * @param name as friends will see it; cleaned, 1 to 62 bytes after that
     * @param passphrase empty: the vault opens to whoever has the folder; the caller wipes it
     * @return notices for the user, mostly none
     * @throws UserError exit 1 when there is a home already, 2 for a name that cannot be, 3 when
     *     the folder cannot be used; nothing is changed then
     */
    public static List<String> create(
            Path folder, String name, char[] passphrase, RandomSource random) {
        String clean = clean(name);
        Home home = Home.at(folder);
        if (home.exists()) {
            throw new UserError(
                    Exit.FAILED,
                    "there is a node at " + home.root() + " already; nothing was changed",
                    "start it with: quietdrop daemon --background, or choose another place with --home");
        }
        Posix.privateFiles();
        try {
            List<String> notices = home.prepare();
            try (HomeLock _ = home.lock();
                    SecretKey storeKey = vault(home, passphrase, random);
                    Store store =
                            Store.open(home.journalDisk(), home.indexPlace(), storeKey, random);
                    Transaction tx = store.begin()) {
                IdentityRecord.create(tx, random, clean);
                tx.commit();
            }
            return notices;
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    private static SecretKey vault(Home home, char[] passphrase, RandomSource random) {
        if (passphrase.length == 0) return Vault.createOpen(home.vaultDisk(), random);
        return Vault.create(home.vaultDisk(), passphrase, Argon2Cost.MODERATE, random);
    }

    private static String clean(String name) {
        String clean = CardName.clean(name);
        if (clean.isEmpty()) {
            throw new UserError(Exit.USAGE, "a name needs at least one character that can be seen");
        }
        if (name.strip().getBytes(StandardCharsets.UTF_8).length > CardName.MAX_BYTES) {
            throw new UserError(
                    Exit.USAGE,
                    "a name has at most " + CardName.MAX_BYTES + " bytes",
                    "choose a shorter one");
        }
        return clean;
    }

    /** Sets one setting of a home whose node does not run. */
    public static void configure(Path folder, String key, String value) {
        Path file = Home.at(folder).config();
        Config.read(file).with(key, value).write(file);
    }
}
