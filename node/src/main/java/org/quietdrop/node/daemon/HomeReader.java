package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;

import java.util.function.Consumer;

/** Reads what a home keeps: through the node that has its store open, or with the store itself. */
@FunctionalInterface
interface HomeReader {
    /**
     * Reads, piece by piece; between two pieces a node may go on and change what is read later.
     *
     * @param piece writes nothing
     */
    void read(Consumer<Transaction> piece);

    /** What is done with a reader. */
    interface Work<T> {
        T with(HomeReader reader);
    }

    /** Opens the store of a home that no node has open, for some work. */
    static <T> T opened(Home home, SecretKey storeKey, RandomSource random, Work<T> work) {
        try (Store store = Store.open(home.journalDisk(), home.indexPlace(), storeKey, random)) {
            return work.with(piece -> {
                try (Transaction tx = store.begin()) {
                    piece.accept(tx);
                }
            });
        }
    }
}
