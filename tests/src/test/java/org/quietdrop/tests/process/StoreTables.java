package org.quietdrop.tests.process;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.node.daemon.UnlockedHome;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Home;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Key;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every record of a store, unsealed. */
public record StoreTables(Map<Table, Map<Key, Bytes>> tables) {
    /**
     * Reads a copy of a home, taken now, also under a running node: the copy is as after a loss of
     * power, its index is made from the journal.
     *
     * @param copy a folder that is not there yet
     */
    public static StoreTables of(RealNode node, Path copy) throws IOException {
        UnlockedHome.copy(node.home, copy);
        Home home = Home.at(copy);
        char[] passphrase = node.passphrase.toCharArray();
        if (!(Vault.unlock(home.vaultDisk(), passphrase) instanceof Vault.Unlocked.Open open)) {
            throw new AssertionError("the passphrase is right");
        }
        Map<Table, Map<Key, Bytes>> tables = new EnumMap<>(Table.class);
        try (SecretKey key = open.storeKey();
                Store store =
                        Store.open(
                                home.journalDisk(),
                                new IndexPlace.InHeap(),
                                key,
                                new SystemRandom());
                Transaction tx = store.begin()) {
            if (store.report().damaged()) throw new AssertionError(store.report().lines());
            for (Table table : Table.values()) {
                Map<Key, Bytes> records = new LinkedHashMap<>();
                for (Entry e : tx.all(table)) records.put(e.key(), Bytes.of(e.value()));
                tables.put(table, records);
            }
        }
        return new StoreTables(tables);
    }

    /** The records of one table. */
    public Map<Key, Bytes> of(Table table) {
        return tables.getOrDefault(table, Map.of());
    }

    /** The tables in which a record is new, gone or another one. */
    public Set<Table> changedSince(StoreTables before) {
        Set<Table> changed = new TreeSet<>();
        for (Table table : Table.values()) {
            if (!of(table).equals(before.of(table))) changed.add(table);
        }
        return changed;
    }
}
