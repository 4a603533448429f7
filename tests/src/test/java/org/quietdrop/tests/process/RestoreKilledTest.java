package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.crypto.UserId;
import org.quietdrop.node.backup.BackupItem;
import org.quietdrop.store.Argon2Cost;
import org.quietdrop.store.BackupWriter;
import org.quietdrop.store.Home;
import org.quietdrop.store.Store;
import org.quietdrop.store.Table;
import org.quietdrop.store.Transaction;
import org.quietdrop.store.Vault;
import org.quietdrop.store.record.Line;
import org.quietdrop.store.record.OwnIdentity;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A restore that is killed at any moment leaves no home, or a whole one; the next one does it. */
@Timeout(300)
final class RestoreKilledTest {
    private static final int LINES = 4_000;
    private static final int KILLS = 12;
    private static final Instant THEN = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir private Path folder;

    @Test
    void thereIsNoHomeOrAWholeOne() throws Exception {
        Path file = folder.resolve("backup");
        write(file);
        long begun = System.nanoTime();
        Path first = folder.resolve("first");
        restore(first, file).end().ok().says("4,000 messages");
        long whole = (System.nanoTime() - begun) / 1_000_000;
        whole(first);

        int none = 0;
        Path home = folder.resolve("home");
        for (int i = 0; i < KILLS; i++) {
            FileTime before = begun(home);
            try (RunningCommand running = restore(home, file)) {
                if (i % 2 == 0) {
                    // As soon as it has begun, however fast or slow it is.
                    for (int j = 0; j < 30_000 && !Files.exists(home); j++) {
                        if (!begun(home).equals(before)) break;
                        Thread.sleep(1);
                    }
                } else {
                    Thread.sleep(whole / 4 + whole * i / KILLS);
                }
            }
            if (Files.exists(home)) {
                whole(home);
                home = folder.resolve("home-" + i);
            } else {
                none++;
            }
        }
        restore(home, file).end().ok();
        whole(home);
        assertFalse(Files.exists(home.resolveSibling(home.getFileName() + ".restoring")));
        assertTrue(none > 0, "no kill came before the end");
        System.out.println(
                "caught: " + none + " of " + KILLS + " restores were killed before the end");
    }

    /** When something was last made in the folder of a restore that is not done. */
    private static FileTime begun(Path home) {
        try {
            return Files.getLastModifiedTime(
                    home.resolveSibling(home.getFileName() + ".restoring"));
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static RunningCommand restore(Path home, Path file) throws Exception {
        return RunningCommand.start(
                home,
                "correct horse\n".getBytes(StandardCharsets.UTF_8),
                List.of(
                        "backup",
                        "restore",
                        file.toString(),
                        "--passphrase-fd",
                        "0",
                        "--no-passphrase"));
    }

    private static void whole(Path folder) {
        Home home = Home.at(folder);
        if (!(Vault.unlock(home.vaultDisk(), new char[0]) instanceof Vault.Unlocked.Open open)) {
            throw new AssertionError("it has no passphrase");
        }
        try (SecretKey key = open.storeKey();
                Store store =
                        Store.open(home.journalDisk(), home.indexPlace(), key, new SystemRandom());
                Transaction tx = store.begin()) {
            assertFalse(store.report().damaged());
            assertEquals(LINES, tx.all(Table.HISTORY).size());
        }
    }

    private static void write(Path file) throws Exception {
        SystemRandom random = new SystemRandom();
        UserId somebody = UserId.of(random.bytes(32));
        try (OutputStream out = Files.newOutputStream(file);
                BackupWriter writer =
                        new BackupWriter(
                                out,
                                "correct horse".toCharArray(),
                                new Argon2Cost(1, 8_192),
                                random)) {
            put(writer, new BackupItem.Made(THEN));
            try (OwnIdentity own =
                    new OwnIdentity(
                            SecretKey.random(random), "Alice", Instant.EPOCH, Instant.EPOCH)) {
                put(writer, new BackupItem.Self(own));
            }
            for (int i = 1; i <= LINES; i++) {
                Line line =
                        new Line(
                                id(i),
                                false,
                                "line " + i,
                                THEN,
                                THEN,
                                i,
                                0,
                                Line.State.RECEIVED,
                                List.of());
                put(writer, new BackupItem.Said(somebody, i, line));
            }
            writer.finish();
        }
    }

    private static Bytes id(int number) {
        return Bytes.of(ByteBuffer.allocate(16).putInt(number).array());
    }

    private static void put(BackupWriter writer, BackupItem item) throws Exception {
        byte[] body = item.body();
        writer.item(item.kind(), body);
        Arrays.fill(body, (byte) 0);
    }
}
