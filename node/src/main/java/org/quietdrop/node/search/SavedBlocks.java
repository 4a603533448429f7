package org.quietdrop.node.search;

import org.quietdrop.crypto.UserId;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Key;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.SearchBlock;

import java.util.List;
import java.util.Optional;

/** Blocks of the index that are kept sealed, by conversation and chunk, over one transaction. */
final class SavedBlocks {
    private static final int AT_ONCE = 8;

    private final Transaction tx;

    SavedBlocks(Transaction tx) {
        this.tx = tx;
    }

    private static Key key(UserId contact, long chunk) {
        return new Key(Table.SEARCH, contact.bytes(), chunk);
    }

    /** The block of a chunk, unless there is none that can be used: then its lines are read. */
    Optional<Block> get(UserId contact, long chunk) {
        try {
            return tx.get(key(contact, chunk))
                    .map(SearchBlock::decode)
                    .filter(kept -> kept.rules() == Token.RULES)
                    .map(Block::of);
        } catch (StoreFailure.Damaged | IllegalStateException e) {
            return Optional.empty();
        }
    }

    void put(UserId contact, long chunk, Block block) {
        tx.put(key(contact, chunk), block.kept().encode());
    }

    void remove(UserId contact, long chunk) {
        tx.delete(key(contact, chunk));
    }

    void removeAll(UserId contact) {
        while (true) {
            List<Entry> some = tx.scan(Table.SEARCH, contact.bytes(), 0, true, AT_ONCE);
            if (some.isEmpty()) return;
            for (Entry e : some) tx.delete(e.key());
        }
    }
}
