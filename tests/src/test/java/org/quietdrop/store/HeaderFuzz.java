package org.quietdrop.store;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.store.disk.DiskFile;
import org.quietdrop.store.disk.MemoryDisk;
import org.quietdrop.store.disk.StoreFailure;
import org.quietdrop.store.journal.JournalReading;
import org.quietdrop.tests.fuzz.Always;
import org.quietdrop.tests.fuzz.FuzzInput;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** The files of a home and a backup before anything about them is authenticated; and what is in. */
public final class HeaderFuzz {
    private HeaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        int which = in.u8();
        byte[] rest = in.rest();
        try {
            switch (which % 8) {
                case 0 -> vault(rest, which >= 128);
                case 1 -> backup(rest, which >= 128);
                case 2 -> batch(rest);
                case 3 -> Ledger.decode(rest);
                case 4 -> swept(rest);
                case 5 -> mark(rest);
                default -> JournalReading.all(rest);
            }
        } catch (StoreFailure.Damaged | StoreFailure.Newer e) {
            // The two things that may be said of a file.
        }
    }

    /** With a true checksum, so that it is read further. */
    private static byte[] summed(byte[] file, int length, String label, int check, boolean whole) {
        if (!whole) return file;
        byte[] body = Arrays.copyOf(file, length - check);
        return Bytes.join(body, Arrays.copyOf(Blake2b.prf(new byte[32], label, body), check));
    }

    private static void vault(byte[] rest, boolean whole) {
        byte[] file = summed(rest, VaultHeader.LENGTH, "QDv1 vault check", 16, whole);
        VaultHeader header = VaultHeader.read(file);
        Always.that(header.cost().memoryBytes() <= 1L << 30, "a vault asks for too much memory");
        byte[] clear = header.clear();
        // One byte behind the mode is nothing, and is not looked at.
        clear[11] = file[11];
        Always.that(Arrays.equals(clear, Arrays.copyOf(file, clear.length)), "the clear part");
    }

    private static void backup(byte[] rest, boolean whole) {
        byte[] file = summed(rest, BackupHeader.LENGTH, "QDv1 backup sum", 8, whole);
        BackupHeader header = BackupHeader.read(file);
        Always.that(header.cost().memoryBytes() <= 1L << 30, "a backup asks for too much memory");
        try (SecretKey key = SecretKey.of(new byte[32])) {
            header.fits(key, file);
        }
    }

    private static void batch(byte[] bytes) {
        byte[] once = Batch.encode(Batch.decode(bytes));
        Always.that(Arrays.equals(once, Batch.encode(Batch.decode(once))), "a batch, again");
    }

    private static void swept(byte[] bytes) {
        if (!Swept.is(bytes)) return;
        byte[] once = Swept.decode(bytes).encode();
        Always.that(Arrays.equals(once, Swept.decode(once).encode()), "what is swept, again");
    }

    private static void mark(byte[] bytes) {
        MemoryDisk disk = new MemoryDisk();
        try (SecretKey key = SecretKey.of(new byte[32])) {
            try (DiskFile file = disk.create(CleanMark.NAME)) {
                file.write(0, bytes);
            }
            CleanMark.read(disk, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
