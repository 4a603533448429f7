package org.quietdrop.node.daemon;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.backup.BackupItem;
import org.quietdrop.node.backup.Refilling;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.system.Posix;
import org.quietdrop.store.BackupReader;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.Store;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Wipe;
import org.quietdrop.store.disk.StoreFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;

/**
 * {@code backup restore}: a new home from a backup. It is read whole before anything is made; the
 * home is made beside its place and moved there when all is in it.
 */
public final class Restoring {
    private static final int AT_ONCE = 200;

    private final Path folder;
    private final InstantSource clock;
    private final RandomSource random;
    private final Backups.Counting counting = new Backups.Counting();
    private @Nullable Transaction tx;
    private int inTransaction;
    private Instant made = Instant.EPOCH;
    private String name = "";

    /**
     * A restore into a folder where there is no home.
     *
     * @param clock says when: contacts keep the newest home of one identity
     */
    public Restoring(Path folder, InstantSource clock, RandomSource random) {
        this.folder = Home.at(folder).root();
        this.clock = clock;
        this.random = random;
    }

    /**
     * Restores.
     *
     * @param old passphrase of the backup; the caller wipes it
     * @param wanted passphrase of the new home, empty: none; the caller wipes it
     * @throws UserError exit 1 when there is something in the folder, or the file is no whole
     *     backup, 5 for a wrong passphrase, 3 when a disk fails; no home is left behind then
     */
    public View.Restored from(Path file, char[] old, char[] wanted) {
        refuseExisting();
        Posix.privateFiles();
        try (BackupReader reader = open(file, old)) {
            reader.each((kind, body) -> closed(item(kind, body)));
            return make(reader, wanted);
        } catch (IOException e) {
            throw new UserError(Exit.DAEMON, "the backup " + file + " cannot be read");
        } catch (StoreFailure.Damaged e) {
            throw new UserError(
                    Exit.FAILED,
                    "the backup " + file + " cannot be used: " + e.getMessage(),
                    "nothing was made; try another copy of it");
        } catch (StoreFailure.Full | StoreFailure.Broken e) {
            throw notMade();
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    private UserError notMade() {
        return new UserError(
                Exit.DAEMON,
                "the home cannot be made at " + folder + "; nothing was left there",
                "see whether that place can be written to and has room");
    }

    private void refuseExisting() {
        try {
            if (!Files.exists(folder)) return;
            if (Files.isDirectory(folder)) {
                try (Stream<Path> inside = Files.list(folder)) {
                    if (inside.findAny().isEmpty()) return;
                }
            }
        } catch (IOException e) {
            throw new UserError(Exit.DAEMON, folder + " cannot be read");
        }
        throw new UserError(
                Exit.FAILED,
                "there is something at " + folder + " already; nothing was changed",
                "a backup is restored where no home is: choose another place with --home");
    }

    private static BackupReader open(Path file, char[] old) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserError(Exit.FAILED, "there is no file " + file);
        }
        return BackupReader.open(() -> Files.newInputStream(file), old)
                .orElseThrow(() ->
                        new UserError(
                                Exit.LOCKED,
                                "that is not the passphrase of this backup; nothing was made"));
    }

    private static BackupItem item(int kind, byte[] body) {
        try {
            return BackupItem.read(kind, body);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // Whoever wrote it knew the passphrase, so it is not damaged.
            throw new StoreFailure.Newer("what is in the backup", kind);
        }
    }

    private static void closed(BackupItem item) {
        if (item instanceof BackupItem.Keys keys) keys.keys().close();
        if (item instanceof BackupItem.Self self) self.identity().close();
    }

    private View.Restored make(BackupReader reader, char[] wanted) throws IOException {
        Home home = Home.at(folder.resolveSibling(folder.getFileName() + ".restoring"));
        boolean mine = false;
        try {
            var _ = home.prepare();
            try (HomeLock _ = home.lock()) {
                mine = true;
                // A restore that was interrupted left this: nobody ever used it.
                var _ = Wipe.all(home, random, true);
                var _ = home.prepare();
                try (SecretKey storeKey = NewHome.vault(home, wanted, clock, random);
                        Store store =
                                Store.open(
                                        home.journalDisk(), home.indexPlace(), storeKey, random)) {
                    fill(home, reader, store);
                }
            }
            moveIn(home);
            mine = false;
        } finally {
            if (mine) {
                var _ = Wipe.all(home, random, false);
            }
        }
        return new View.Restored(
                name,
                folder.toString(),
                made.toString(),
                counting.contacts,
                counting.messages,
                counting.waiting,
                counting.unknown);
    }

    /** In one step: a crash leaves no home at its place, or a whole one. */
    private void moveIn(Home home) {
        try {
            Files.deleteIfExists(folder);
            Files.move(home.root(), folder, StandardCopyOption.ATOMIC_MOVE);
            Folders.force(folder.getParent());
        } catch (IOException e) {
            throw notMade();
        }
    }

    private void fill(Home home, BackupReader reader, Store store) throws IOException {
        try {
            reader.each((kind, body) -> take(home, store, item(kind, body)));
            commit();
        } finally {
            if (tx != null) tx.close();
            tx = null;
        }
        if (name.isEmpty()) throw new StoreFailure.Damaged("it has no identity");
    }

    private void take(Home home, Store store, BackupItem item) {
        Transaction open = tx == null ? store.begin() : tx;
        tx = open;
        counting.count(item);
        switch (item) {
            case BackupItem.Made(Instant at) -> made = at;
            case BackupItem.Self self -> {
                try (var own = self.identity()) {
                    // Newer than any other home of this identity, whatever the clock says.
                    Instant after = own.restored().plusMillis(1);
                    Instant now = clock.instant();
                    Instant stamp = now.isAfter(after) ? now : after;
                    IdentityRecord.put(open, own.seed(), own.name(), stamp, made);
                    name = own.name();
                }
            }
            case BackupItem.Settings(String text) ->
                    Config.readText("the settings", text).write(home.config());
            case BackupItem.Person _,
                    BackupItem.Keys _,
                    BackupItem.Counters _,
                    BackupItem.Home _,
                    BackupItem.Kept _,
                    BackupItem.Waiting _,
                    BackupItem.Said _ ->
                    Refilling.put(open, item, clock.instant());
            case BackupItem.Unknown _ -> {}
        }
        if (++inTransaction >= AT_ONCE) commit();
    }

    private void commit() {
        Transaction open = tx;
        if (open == null) return;
        open.commit();
        open.close();
        tx = null;
        inTransaction = 0;
    }
}
