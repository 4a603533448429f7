package org.quietdrop.store;

import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.SystemRandom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Whole homes as earlier versions left them, kept in {@code src/test/resources/homes}: a
 * passphrase, a diary of twenty batches, some of them forgotten, and a clean end.
 */
final class GoldenHome {
    static final int BATCHES = 20;

    private GoldenHome() {}

    static char[] passphrase() {
        return "correct horse".toCharArray();
    }

    /** Unpacks one. */
    static Home unpack(String name, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of("src/test/resources/homes", name));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                Path file = folder.resolve(e.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        Home home = Home.at(folder);
        home.prepare();
        return home;
    }

    /** Makes one of the version at hand. */
    static Home make(Path folder) {
        Home home = Home.at(folder);
        home.prepare();
        SystemRandom random = new SystemRandom();
        Argon2Cost cost = new Argon2Cost(1, 8192);
        try (SecretKey key = Vault.create(home.vaultDisk(), passphrase(), cost, random);
                Store store = open(home, key)) {
            for (int n = 1; n <= BATCHES; n++) {
                try (Transaction t = store.begin()) {
                    Diary.write(t, n);
                    t.commit();
                }
                store.compact(StoreSubject.hour(n), StoreSubject.POLICY, 3000);
            }
        }
        return home;
    }

    static Store open(Home home, SecretKey key) {
        return Store.open(
                home.journalDisk(), home.indexPlace(), key, new SystemRandom(), Diary.SEGMENT);
    }

    /**
     * Packs a home of the version at hand, to be kept when a format changes.
     *
     * @param args a folder that is not there yet, and the zip file to write
     */
    public static void main(String[] args) throws IOException {
        Path root = make(Path.of(args[0])).root();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])));
                var files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
                ZipEntry entry = new ZipEntry(root.relativize(file).toString());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(Files.readAllBytes(file));
                zip.closeEntry();
            }
        }
        System.out.println(List.of(args));
    }
}
