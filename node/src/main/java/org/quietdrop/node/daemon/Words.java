package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.core.View;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.disk.StoreFailure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code words show}: the identity of a home as 24 words. Asks for the passphrase each time. */
public final class Words {
    private Words() {}

    /**
     * The words of a home whose node does not run.
     *
     * @param passphrase whatever it is if the home has none; the caller wipes it
     * @throws org.quietdrop.node.core.UserError exit 5 for a wrong passphrase, 3 when the home is
     *     in use or the disk fails
     */
    public static View.Words show(Path folder, char[] passphrase, RandomSource random) {
        Home home = NewPassphrase.existing(folder);
        try (HomeLock _ = home.lock();
                SecretKey storeKey = OpenNode.unlock(home, passphrase)) {
            return HomeReader.opened(home, storeKey, random, Words::read);
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /** The words of what this reads. */
    static View.Words read(HomeReader reader) {
        List<String> words = new ArrayList<>();
        reader.read(tx -> words.addAll(IdentityRecord.words(tx)));
        return new View.Words(words);
    }
}
