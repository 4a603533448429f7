package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.identity.CardName;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.system.Posix;
import org.quietdrop.store.Calibration;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** {@code init}: makes a home, its vault and an identity. */
public final class NewHome {
    private NewHome() {}

    /**
     * Makes a home where there is none. Takes about a second, for the passphrase's sake.
     *
     * @param name as friends will see it; cleaned, 1 to 62 bytes after that
     * @param passphrase empty: the vault opens to whoever has the folder; the caller wipes it
     * @param clock measures how much work a guess at the passphrase may be here
     * @return notices for the user, mostly none
     * @throws UserError exit 1 when there is a home already, 2 for a name that cannot be, 3 when
     *     the folder cannot be used; nothing is changed then
     */
    public static List<String> create(
            Path folder, String name, char[] passphrase, InstantSource clock, RandomSource random) {
        try (SecretKey seed = SecretKey.random(random)) {
            return create(folder, new First(seed, name, Instant.EPOCH), passphrase, clock, random);
        }
    }

    /**
     * The same for an identity that there was before, from its seed, which stays the caller's:
     * without contacts, so that nothing old is ever used again.
     */
    public static List<String> recover(
            Path folder,
            SecretKey seed,
            String name,
            char[] passphrase,
            InstantSource clock,
            RandomSource random) {
        return create(folder, new First(seed, name, clock.instant()), passphrase, clock, random);
    }

    /** Whose home it will be. */
    private record First(SecretKey seed, String name, Instant restored) {}

    private static List<String> create(
            Path folder, First first, char[] passphrase, InstantSource clock, RandomSource random) {
        String name = first.name();
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
                    SecretKey storeKey = vault(home, passphrase, clock, random);
                    Store store =
                            Store.open(home.journalDisk(), home.indexPlace(), storeKey, random);
                    Transaction tx = store.begin()) {
                IdentityRecord.put(tx, first.seed(), clean, first.restored(), Instant.EPOCH);
                tx.commit();
            }
            return notices;
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /** A new vault; returns its store key. */
    static SecretKey vault(Home home, char[] passphrase, InstantSource clock, RandomSource random) {
        if (passphrase.length == 0) return Vault.createOpen(home.vaultDisk(), random);
        return Vault.create(home.vaultDisk(), passphrase, Calibration.upward(clock), random);
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
