package org.quietdrop.tests.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.Blake2b;
import org.quietdrop.store.Home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A home in which a newer QuietDrop was: this one says so and leaves every byte as it is. */
final class NewerHomeTest {
    @TempDir private Path folder;

    private Home made() throws Exception {
        Path root = folder.resolve("home");
        CommandRun.of(root, "", "init", "--name", "Alice", "--no-passphrase").ok();
        return Home.at(root);
    }

    private static Map<Path, byte[]> bytes(Home home) throws IOException {
        Map<Path, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home.root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.startsWith(home.run())) continue; // the socket's, made at each start
                all.put(file, Files.readAllBytes(file));
            }
        }
        return all;
    }

    private static void refused(Home home, String what) throws Exception {
        Map<Path, byte[]> before = bytes(home);
        CommandRun.of(home.root(), "", "daemon", "--no-mdns", "--listen", "127.0.0.1:0")
                .ended(3)
                .says(what, "written by a newer QuietDrop; nothing was changed");
        Map<Path, byte[]> after = bytes(home);
        assertEquals(before.keySet(), after.keySet());
        before.forEach((file, bytes) -> assertArrayEquals(bytes, after.get(file), "" + file));
    }

    private static void change(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at]++;
        Files.write(file, bytes);
    }

    @Test
    void aNewerVaultSegmentAndSettings() throws Exception {
        Home home = made();
        byte[] vault = Files.readAllBytes(home.vault());
        byte[] newer = vault.clone();
        newer[9]++;
        byte[] check = Blake2b.prf(new byte[32], "QDv1 vault check", Arrays.copyOf(newer, 112));
        System.arraycopy(check, 0, newer, 112, 16);
        Files.write(home.vault(), newer);
        refused(home, "the vault has format 2");
        Files.write(home.vault(), vault);

        Files.writeString(home.config(), "format = 2\ncolour = red\n");
        refused(home, "config has format 2");
        Files.delete(home.config());

        Path segment = home.journal().resolve("0000000000000001.seg");
        int size = (int) Files.size(segment);
        change(segment, 9);
        change(segment, size - 128 + 9);
        refused(home, "the journal has format 2");
    }
}
