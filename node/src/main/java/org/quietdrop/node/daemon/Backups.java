package org.quietdrop.node.daemon;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.node.backup.BackupItem;
import org.quietdrop.node.backup.Gathering;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.store.BackupWriter;
import org.quietdrop.store.Calibration;
import org.quietdrop.store.Home;
import org.quietdrop.store.HomeLock;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.record.OwnIdentity;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** {@code backup create}: all that can come back, in one file under a passphrase of its own. */
public final class Backups {
    private static final int BUFFER = 1 << 17;

    private Backups() {}

    /**
     * Makes a backup of a home whose node does not run.
     *
     * @param present passphrase of the home, whatever it is if there is none; the caller wipes it
     * @throws UserError exit 5 for a wrong passphrase, 1 when there is such a file, 3 when the home
     *     is in use or a disk fails; nothing is left behind then
     */
    public static View.BackedUp create(
            Path folder,
            char[] present,
            Path to,
            char[] passphrase,
            InstantSource clock,
            RandomSource random) {
        Home home = NewPassphrase.existing(folder);
        try (HomeLock _ = home.lock();
                SecretKey storeKey = OpenNode.unlock(home, present)) {
            return HomeReader.opened(
                    home,
                    storeKey,
                    random,
                    reader -> write(home, reader, to, passphrase, clock, random));
        } catch (StoreFailure e) {
            throw StoreTrouble.error(e);
        }
    }

    /** The same from whatever reads the store of this home. */
    static View.BackedUp write(
            Home home,
            HomeReader reader,
            Path file,
            char[] passphrase,
            InstantSource clock,
            RandomSource random) {
        Path to = file.toAbsolutePath().normalize();
        refuseExisting(to);
        String mark = HexFormat.of().formatHex(random.bytes(4));
        Path next = to.resolveSibling("." + to.getFileName() + "." + mark + ".part");
        try {
            try {
                Files.createFile(next, Config.onlyMine(next));
                Counting counting = new Counting();
                try (FileChannel channel =
                        FileChannel.open(next, Set.of(StandardOpenOption.WRITE))) {
                    OutputStream out =
                            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                    Instant now = clock.instant();
                    try (BackupWriter writer =
                            new BackupWriter(out, passphrase, Calibration.upward(clock), random)) {
                        put(writer, new BackupItem.Made(now));
                        fill(home, reader, writer, counting);
                        writer.finish();
                    }
                    out.flush();
                    channel.force(true);
                }
                refuseExisting(to);
                Files.move(next, to);
                Folders.force(to.getParent());
                long bytes = Files.size(to);
                return new View.BackedUp(
                        to.toString(),
                        counting.contacts,
                        counting.messages,
                        counting.waiting,
                        bytes);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new UserError(
                    Exit.DAEMON,
                    "the backup cannot be written to " + to,
                    "see whether the folder is there and has room");
        }
    }

    private static void refuseExisting(Path to) {
        if (!Files.exists(to, java.nio.file.LinkOption.NOFOLLOW_LINKS)) return;
        throw new UserError(
                Exit.FAILED,
                "there is " + to + " already; nothing was changed",
                "choose another name");
    }

    private static void fill(Home home, HomeReader reader, BackupWriter writer, Counting counting)
            throws IOException {
        List<OwnIdentity> self = new ArrayList<>();
        reader.read(tx -> self.add(IdentityRecord.own(tx).orElseThrow()));
        try (OwnIdentity own = self.getFirst()) {
            put(writer, new BackupItem.Self(own));
        }
        if (Files.exists(home.config())) {
            put(writer, new BackupItem.Settings(Files.readString(home.config())));
        }
        Gathering.contacts(
                reader::read,
                item -> {
                    counting.count(item);
                    put(writer, item);
                    if (item instanceof BackupItem.Keys keys) keys.keys().close();
                });
    }

    private static void put(BackupWriter writer, BackupItem item) {
        byte[] body = item.body();
        try {
            writer.item(item.kind(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    /** How much of what people count. */
    static final class Counting {
        long contacts;
        long messages;
        long waiting;
        long unknown;

        void count(BackupItem item) {
            switch (item) {
                case BackupItem.Person _ -> contacts++;
                case BackupItem.Said _ -> messages++;
                case BackupItem.Waiting _ -> waiting++;
                case BackupItem.Unknown _ -> unknown++;
                case BackupItem.Made _,
                        BackupItem.Self _,
                        BackupItem.Settings _,
                        BackupItem.Keys _,
                        BackupItem.Counters _,
                        BackupItem.Home _,
                        BackupItem.Kept _ -> {}
            }
        }
    }
}
