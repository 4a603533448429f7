package org.quietdrop.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SodiumFile.Build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The door: the right file, only that file, and nothing left behind. */
final class SodiumFileTest {
    @TempDir Path folder;

    private static byte[] bundled(Build build) throws IOException {
        try (InputStream in = SodiumFile.class.getResourceAsStream("/" + build.resource)) {
            assertNotNull(in, build.resource);
            return in.readAllBytes();
        }
    }

    @Test
    void everyBundledBuildIsThePinnedOne() throws IOException {
        for (Build build : Build.values()) {
            byte[] content = bundled(build);
            assertSame(content, SodiumFile.checked(build, content));
        }
    }

    @Test
    void oneChangedByteIsRefused() throws IOException {
        byte[] content = bundled(Build.LINUX_X64);
        for (int at : new int[] {0, content.length / 2, content.length - 1}) {
            content[at] ^= 1;
            assertThrows(
                    CryptoUnavailable.class, () -> SodiumFile.checked(Build.LINUX_X64, content));
            content[at] ^= 1;
        }
        assertThrows(CryptoUnavailable.class, () -> SodiumFile.checked(Build.LINUX_ARM64, content));
        assertThrows(
                CryptoUnavailable.class, () -> SodiumFile.checked(Build.LINUX_X64, new byte[0]));
    }

    @Test
    void systemsAsJavaNamesThem() {
        assertEquals(Build.LINUX_X64, SodiumFile.buildFor("Linux", "amd64"));
        assertEquals(Build.LINUX_ARM64, SodiumFile.buildFor("Linux", "aarch64"));
        assertEquals(Build.MAC_X64, SodiumFile.buildFor("Mac OS X", "x86_64"));
        assertEquals(Build.MAC_ARM64, SodiumFile.buildFor("Mac OS X", "aarch64"));
        assertEquals(Build.WINDOWS_X64, SodiumFile.buildFor("Windows 11", "amd64"));
        assertNull(SodiumFile.buildFor("Windows 11", "aarch64"));
        assertNull(SodiumFile.buildFor("Linux", "riscv64"));
        assertNull(SodiumFile.buildFor("FreeBSD", "amd64"));
        assertNull(SodiumFile.buildFor("", ""));
    }

    @Test
    void aPrivateFolderIsPrivateAndGoes() throws IOException {
        Path path;
        try (PrivateFolder own = PrivateFolder.create(folder)) {
            path = own.path();
            Path file = own.write("libsodium.so", new byte[] {1, 2, 3});
            assertEquals(3, Files.size(file));
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                assertEquals("rwx------", mode(path));
                assertEquals("rw-------", mode(file));
            }
            assertThrows(IOException.class, () -> own.write("libsodium.so", new byte[1]));
        }
        assertFalse(Files.exists(path));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void leftoversOfTheDeadGoAndTheLivingStay() throws IOException {
        Path dead = Files.createDirectory(folder.resolve(PrivateFolder.PREFIX + "dead"));
        Files.write(dead.resolve("lock"), new byte[0]);
        Files.write(dead.resolve("libsodium.so"), new byte[9]);
        Path young = Files.createDirectory(folder.resolve(PrivateFolder.PREFIX + "young"));
        Path foreign = Files.createDirectory(folder.resolve("somebody-else"));
        Path living = Files.createDirectory(folder.resolve(PrivateFolder.PREFIX + "living"));
        Path lock = Files.write(living.resolve("lock"), new byte[0]);
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertTrue(held.isValid());
            PrivateFolder.sweep(folder);
        }
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(young));
        assertTrue(Files.exists(foreign));
        assertTrue(Files.exists(lock));
    }

    private List<String> start(Path where, String... flags) throws Exception {
        Process process = launch(where, flags);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), output);
        return output.lines().toList();
    }

    /** A process of its own, which loads the library, prints one hash and nothing else. */
    private Process launch(Path where, String... flags) throws IOException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Duser.home=" + folder.resolve("home"));
        command.add("-Djava.io.tmpdir=" + where);
        command.addAll(List.of(flags));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(OneHash.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("XDG_CACHE_HOME");
        return builder.start();
    }

    private static final String HASH_OF_NOTHING =
            "786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
                    + "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce";

    private static List<Path> below(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(p -> !p.equals(path)).toList();
        }
    }

    @Test
    void manyStartsAtOnceLeaveNothingBehindAndSayNothing() throws Exception {
        Path where = Files.createDirectories(folder.resolve("tmp"));
        Files.createDirectories(folder.resolve("home"));
        List<Process> all = new java.util.ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(launch(where));
        }
        for (Process process : all) {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(HASH_OF_NOTHING, output.strip());
        }
        assertEquals(List.of(), below(where).stream().filter(SodiumFileTest::ours).toList());
        assertEquals(List.of(), below(folder.resolve("home")));
    }

    /** The JVM's own performance file is not ours. */
    private static boolean ours(Path path) {
        return !path.toString().contains("hsperfdata");
    }

    @Test
    void aFolderThatMayNotHoldProgramsIsPassedOver() throws Exception {
        Path noexec = Path.of("/dev/shm/quietdrop-noexec-" + ProcessHandle.current().pid());
        Files.createDirectories(folder.resolve("home"));
        boolean mounted = mountNoexec(noexec);
        Assumptions.assumeTrue(mounted, "SKIPPED: this machine cannot mount a noexec folder");
        try {
            List<String> output = start(noexec, "-XX:-UsePerfData");
            assertEquals(List.of(HASH_OF_NOTHING), output);
            assertEquals(List.of(), below(noexec));
            assertEquals(List.of(folder.resolve("home/.cache")), below(folder.resolve("home")));
            Path named = Files.createDirectory(folder.resolve("named"));
            Files.delete(folder.resolve("home/.cache"));
            output = start(noexec, "-XX:-UsePerfData", "-Dquietdrop.native.dir=" + named);
            assertEquals(List.of(HASH_OF_NOTHING), output);
            assertEquals(List.of(), below(folder.resolve("home")));
            assertEquals(List.of(), below(named));
        } finally {
            run("umount", noexec.toString());
            Files.deleteIfExists(noexec);
        }
    }

    private static boolean mountNoexec(Path path) throws Exception {
        if (!Files.isDirectory(Path.of("/dev/shm"))) {
            return false;
        }
        Files.createDirectories(path);
        boolean done =
                run("mount", "-t", "tmpfs", "-o", "noexec,size=4m", "tmpfs", path.toString());
        if (!done) {
            Files.deleteIfExists(path);
        }
        return done;
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
