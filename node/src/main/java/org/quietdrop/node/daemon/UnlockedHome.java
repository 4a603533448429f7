package org.quietdrop.node.daemon;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.IndexPlace;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.KeptDrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What somebody reads who has a home and its passphrase: every record of a store that no node has
 * open, or of a copy taken while one had. For proofs, which must look at everything.
 */
public final class UnlockedHome {
    private static final int COPIES = 100;

    private final Map<Table, List<Entry>> tables = new EnumMap<>(Table.class);

    /** The one record that is sealed once more. */
    private final Optional<byte[]> identity;

    private UnlockedHome(Transaction tx) {
        for (Table table : Table.values()) tables.put(table, tx.all(table));
        identity = IdentityRecord.raw(tx);
    }

    /**
     * A drop that is kept for others, with all that is stored about it.
     *
     * @param known handle, depositor and end day
     * @param drop the sealed box
     */
    public record Kept(KeptDrop known, Bytes drop) {}

    /**
     * Copies what a home keeps for good, its vault and its journal: also while a node writes there,
     * for the rest of the journal is then missing, as after a loss of power.
     *
     * @param to a folder that is not there yet
     * @throws IOException also if the node begins and destroys segments faster than they are copied
     */
    public static void copy(Path folder, Path to) throws IOException {
        Home from = Home.at(folder);
        Home copy = Home.at(to);
        var _ = copy.prepare();
        Files.copy(from.vault(), copy.vault());
        for (int left = COPIES; !copyJournal(from.journal(), copy.journal()); left--) {
            if (left == 1) throw new IOException("the journal does not stand still");
        }
    }

    /**
     * One try, oldest segment first: what was carried on from a segment, and that it may go, lies
     * in those copied after it. False if segments came or went meanwhile.
     */
    private static boolean copyJournal(Path from, Path to) throws IOException {
        for (Path file : files(to)) Files.delete(file);
        List<Path> before = files(from);
        try {
            for (Path file : before) Files.copy(file, to.resolve(file.getFileName()));
        } catch (NoSuchFileException e) {
            return false;
        }
        return files(from).equals(before);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /**
     * Reads one home. Takes about a second, for the passphrase's sake.
     *
     * @param passphrase the caller wipes it
     */
    public static UnlockedHome read(Path folder, char[] passphrase, RandomSource random) {
        return read(List.of(folder), passphrase, random).getFirst();
    }

    /** Reads a home and copies of it, all under the key of the first one. */
    public static List<UnlockedHome> read(
            List<Path> folders, char[] passphrase, RandomSource random) {
        List<UnlockedHome> all = new ArrayList<>();
        try (SecretKey storeKey = OpenNode.unlock(Home.at(folders.getFirst()), passphrase)) {
            for (Path folder : folders) {
                Home home = Home.at(folder);
                // The index can be made from the journal; the file may be one that was in use.
                IndexPlace index = new IndexPlace.InHeap();
                try (HomeLock _ = home.lock();
                        Store store = Store.open(home.journalDisk(), index, storeKey, random);
                        Transaction tx = store.begin()) {
                    all.add(new UnlockedHome(tx));
                }
            }
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
        return all;
    }

    /** The values of all records, unsealed. */
    public List<byte[]> values() {
        return Stream.concat(
                        tables.values().stream().flatMap(List::stream).map(Entry::value),
                        identity.stream())
                .toList();
    }

    /**
     * Everything that is kept for others, by drop id.
     *
     * @throws UserError exit 1 if anything stands there besides handle, depositor, end day and box
     */
    public Map<Bytes, Kept> carried() {
        Map<Bytes, Bytes> boxes = new HashMap<>();
        for (Entry e : tables.getOrDefault(Table.BOX, List.of())) {
            boxes.put(alone(e), Bytes.of(e.value()));
        }
        Map<Bytes, Kept> all = new HashMap<>();
        for (Entry e : tables.getOrDefault(Table.CARRIED, List.of())) {
            KeptDrop known = KeptDrop.decode(e.value());
            Bytes box = boxes.remove(alone(e));
            if (box == null || !Arrays.equals(known.encode(), e.value())) {
                throw fault("more or less is stored of a box than may be known");
            }
            all.put(e.key().group(), new Kept(known, box));
        }
        if (!boxes.isEmpty()) throw fault("a box is stored of which nothing is known");
        return all;
    }

    private static Bytes alone(Entry entry) {
        if (entry.key().order() != 0) throw fault("a second record of a box is stored");
        return entry.key().group();
    }

    private static UserError fault(String what) {
        return new UserError(Exit.FAILED, what);
    }

    /**
     * What the store keeps about the node itself, its contacts and its sessions, in pieces of 16
     * bytes: for a search that must find none of it.
     */
    public List<byte[]> secrets() {
        List<byte[]> pieces = new ArrayList<>();
        for (Table table : List.of(Table.META, Table.CONTACT, Table.PENDING, Table.SESSION)) {
            for (Entry entry : tables.getOrDefault(table, List.of())) {
                pieces(entry.value(), pieces);
            }
        }
        return pieces;
    }

    /** Counters, zeros and other bytes that chance could repeat are left out. */
    private static void pieces(byte[] value, List<byte[]> pieces) {
        for (int at = 0; at + 16 <= value.length; at += 8) {
            byte[] piece = Arrays.copyOfRange(value, at, at + 16);
            Set<Byte> distinct = new HashSet<>();
            for (byte b : piece) distinct.add(b);
            if (distinct.size() >= 10) pieces.add(piece);
        }
    }
}
