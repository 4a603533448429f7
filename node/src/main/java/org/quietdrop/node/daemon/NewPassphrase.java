package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.keyring.Keyrings;
import org.quietdrop.store.Argon2Cost;
import org.quietdrop.store.Calibration;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.Vault;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Another passphrase for a home, whether its node is locked, ready or not running: the store key is
 * wrapped anew, in one step; what a keyring remembers is forgotten. Takes some seconds.
 */
public final class NewPassphrase {
    private NewPassphrase() {}

    /** Whether the home is protected by a passphrase; exit 3 if there is no home. */
    public static boolean needed(Path folder) {
        Home home = existing(folder);
        try {
            return Vault.needsPassphrase(home.vaultDisk());
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /**
     * Changes the passphrase of a home whose node does not run.
     *
     * @param old whatever it is if the home has none; the caller wipes it
     * @param wanted empty: none from now on; the caller wipes it
     * @throws org.quietdrop.node.core.UserError exit 5 for a wrong passphrase, 3 when the home is
     *     in use or the disk fails; the old one holds then
     */
    public static void change(
            Path folder, char[] old, char[] wanted, InstantSource clock, RandomSource random) {
        Home home = existing(folder);
        try (HomeLock _ = home.lock()) {
            change(home, old, wanted, clock, random);
            boolean _ = new Remembering(home, Keyrings.ofSystem(System.getenv()), random).forget();
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /** The same for a home that this process holds. */
    static void change(
            Home home, char[] old, char[] wanted, InstantSource clock, RandomSource random) {
        try (SecretKey storeKey = OpenNode.unlock(home, old)) {
            if (wanted.length == 0) {
                Vault.changeToOpen(home.vaultDisk(), storeKey, random);
            } else {
                Argon2Cost cost = Calibration.upward(clock);
                Vault.change(home.vaultDisk(), storeKey, wanted, cost, random);
            }
        }
    }

    static Home existing(Path folder) {
        Home home = Home.at(folder);
        if (!home.exists()) throw DaemonProgram.none(home);
        return home;
    }
}
