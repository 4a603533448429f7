package org.quietdrop.tests.sim;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.backup.BackupItem;
import org.quietdrop.node.backup.Gathering;
import org.quietdrop.node.backup.Refilling;
import org.quietdrop.store.Argon2Cost;
import org.quietdrop.store.BackupReader;
import org.quietdrop.store.BackupWriter;
import org.quietdrop.store.Entry;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.disk.MemoryDisk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What somebody has kept of a node at one moment.
 *
 * @param backup a backup file
 * @param sessions the ratchets of that moment, which no backup holds
 * @param disk the whole disk
 * @param at when, in the order of all that happens
 * @param asOf when, by the clock
 */
record Keepsake(Bytes backup, List<Entry> sessions, MemoryDisk disk, long at, Instant asOf) {
    /** What a life is begun from. */
    enum From {
        BACKUP,
        /** The disk is put back to what it was. */
        DISK,
        /** A backup that does what none may: it brings the ratchets back. */
        BACKUP_WITH_SESSIONS
    }

    private static final Argon2Cost CHEAP = new Argon2Cost(1, 8_192);

    private static char[] passphrase() {
        return "correct horse".toCharArray();
    }

    static Keepsake of(Store store, MemoryDisk disk, RandomSource random, long at, Instant now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BackupWriter writer = new BackupWriter(out, passphrase(), CHEAP, random)) {
            Gathering.contacts(
                    piece -> {
                        try (Transaction tx = store.begin()) {
                            piece.accept(tx);
                        }
                    },
                    item -> put(writer, item));
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Transaction tx = store.begin()) {
            List<Entry> sessions = tx.all(Table.SESSION);
            return new Keepsake(Bytes.of(out.toByteArray()), sessions, disk.killed(), at, now);
        }
    }

    private static void put(BackupWriter writer, BackupItem item) {
        byte[] body = item.body();
        try {
            writer.item(item.kind(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Arrays.fill(body, (byte) 0);
        if (item instanceof BackupItem.Keys keys) keys.keys().close();
    }

    /** Fills an empty store. */
    void refill(Store store, From from, Instant now) {
        byte[] file = backup.toArray();
        try (BackupReader reader =
                        BackupReader.open(() -> new ByteArrayInputStream(file), passphrase())
                                .orElseThrow();
                Transaction tx = store.begin()) {
            reader.each((kind, body) -> Refilling.put(tx, BackupItem.read(kind, body), now));
            if (from == From.BACKUP_WITH_SESSIONS) {
                sessions.forEach(e -> tx.put(e.key(), e.value()));
            }
            tx.commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
