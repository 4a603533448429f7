package org.quietdrop.node.inspect;

import org.jspecify.annotations.Nullable;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.store.Transaction;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Looks at the disk as a finder does, and at the store as one who has the passphrase, too. */
public final class DiskLook {
    private final Path home;
    private final boolean passphrase;
    private final Optional<String> remembered;

    /**
     * @param passphrase whether the vault asks for one
     * @param remembered which keyring opens it without
     */
    public DiskLook(Path home, boolean passphrase, Optional<String> remembered) {
        this.home = home;
        this.passphrase = passphrase;
        this.remembered = remembered;
    }

    /** What can be said of a locked home. */
    public DiskReport locked() {
        return report(DiskFiles.of(home), null, null);
    }

    /**
     * Everything; takes as long as reading the whole home several times.
     *
     * @param self the record of the own identity, unsealed
     * @param name the own name
     */
    public DiskReport unlocked(
            WireReading.Reader reader,
            String name,
            Function<Transaction, Optional<byte[]>> self,
            RandomSource random) {
        List<DiskReport.FileSeen> files = DiskFiles.of(home);
        List<DiskReport.Opened> opened = new ArrayList<>();
        try (StoreLook look = new StoreLook(reader, name, self)) {
            reader.accept(tx -> opened.add(look.opened(tx)));
            DiskReport.Search search = new DiskSearch(home, random).run(look);
            return report(files, search, opened.getFirst());
        }
    }

    private DiskReport report(
            List<DiskReport.FileSeen> files,
            DiskReport.@Nullable Search search,
            DiskReport.@Nullable Opened opened) {
        return new DiskReport(
                home.toString(),
                files,
                files.stream().mapToLong(DiskReport.FileSeen::bytes).sum(),
                files.stream()
                        .map(DiskReport.FileSeen::modified)
                        .max(String::compareTo)
                        .orElse(null),
                passphrase,
                remembered.orElse(null),
                search,
                opened);
    }
}
