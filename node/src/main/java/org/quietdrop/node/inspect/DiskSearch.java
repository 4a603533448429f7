package org.quietdrop.node.inspect;

import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.core.UserError;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks for names, texts and keys in every byte of the files of a home. A line is planted there
 * first, in every form, and must be found; then it is deleted again.
 */
final class DiskSearch {
    private static final String PLANT = "planted";

    /** So many keys are looked for at once: more would make the table of needles slow. */
    private static final int KEYS_AT_ONCE = 1_000;

    private final Path home;
    private final String control;

    DiskSearch(Path home, RandomSource random) {
        this.home = home;
        this.control = "planted-" + HexFormat.of().formatHex(random.bytes(12));
    }

    /**
     * Searches.
     *
     * @throws UserError exit 1 if the planted line is not found, exit 3 if a file cannot be read
     */
    DiskReport.Search run(StoreLook look) {
        Path plant = home.resolve(PLANT);
        try {
            Planted.in(plant, control);
            return search(look);
        } catch (IOException e) {
            throw new UserError(
                    UserError.Exit.DAEMON,
                    "the line that proves the search cannot be written to " + home,
                    "nothing was searched");
        } finally {
            delete(plant);
        }
    }

    private static void delete(Path plant) {
        try {
            var _ = Files.deleteIfExists(plant);
        } catch (IOException e) {
            // It is harmless; the next search writes and deletes it again.
        }
    }

    private DiskReport.Search search(StoreLook look) {
        Set<DiskReport.Hit> hits = new LinkedHashSet<>();
        int tooShort = 0;
        DiskFiles.Searched all;
        try (SecretSearch search = new SecretSearch()) {
            for (String name : look.names) {
                if (!text(search, "a name", name)) tooShort++;
            }
            for (String text : look.texts) {
                if (!text(search, "a message", text)) tooShort++;
            }
            all = pass(search, hits);
        }
        for (int at = 0; at < look.keys.size(); at += KEYS_AT_ONCE) {
            try (SecretSearch search = new SecretSearch()) {
                int end = Math.min(look.keys.size(), at + KEYS_AT_ONCE);
                for (byte[] key : look.keys.subList(at, end)) search.bytes("a key", key);
                var _ = pass(search, hits);
            }
        }
        return new DiskReport.Search(
                all.files(),
                all.bytes(),
                look.names.size(),
                look.texts.size(),
                look.keys.size(),
                tooShort,
                Planted.FORMS.size(),
                List.copyOf(hits));
    }

    private static boolean text(SecretSearch search, String what, String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length < SecretSearch.SHORTEST) return false;
        search.text(what, text);
        return true;
    }

    /** Each pass proves itself. */
    private DiskFiles.Searched pass(SecretSearch search, Set<DiskReport.Hit> hits) {
        search.text(PLANT, control);
        DiskFiles.Searched searched = DiskFiles.search(home, search);
        List<String> blind = new ArrayList<>(Planted.FORMS);
        for (SecretSearch.Finding one : searched.found()) {
            if (one.what().equals(PLANT)) {
                blind.remove(one.form());
            } else {
                hits.add(new DiskReport.Hit(one.place(), one.what(), one.form()));
            }
        }
        if (!blind.isEmpty()) {
            throw new UserError(
                    UserError.Exit.FAILED,
                    "the search is blind for " + String.join(", ", blind),
                    "nothing is said of the disk then");
        }
        return searched;
    }
}
