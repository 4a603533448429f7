package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.crypto.SystemRandom;
import org.quietdrop.store.disk.StoreFailure;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Only this user looks into a home, and only one process works in it. */
final class HomeTest {
    @TempDir private Path folder;

    @BeforeEach
    void needsModes() {
        assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "this system has no file modes: not tested");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void isMadePrivate() throws Exception {
        Home home = Home.at(folder.resolve("deep/home"));
        assertEquals(List.of(), home.prepare());
        for (Path path : List.of(home.root(), home.journal(), home.run())) {
            assertEquals("rwx------", mode(path));
        }
        assertFalse(home.exists());
        Vault.createOpen(home.vaultDisk(), new SystemRandom()).close();
        assertTrue(home.exists());
        assertEquals("rw-------", mode(home.vault()));
        assertEquals(List.of(), home.prepare());
    }

    @Test
    void looseRightsAreTightenedAndItIsSaid() throws Exception {
        Home home = Home.at(folder.resolve("home"));
        home.prepare();
        Files.writeString(home.config(), "x");
        Files.setPosixFilePermissions(home.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(home.config(), PosixFilePermissions.fromString("rw-rw-r--"));
        List<String> notices = home.prepare();
        assertEquals(2, notices.size());
        assertTrue(notices.getFirst().contains("rwxr-xr-x"));
        assertEquals("rwx------", mode(home.root()));
        assertEquals("rw-------", mode(home.config()));
    }

    @Test
    void somebodyElsesFolderIsRefused() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "needs root to give a folder away: not tested");
        Home home = Home.at(folder.resolve("home"));
        home.prepare();
        Files.setAttribute(home.root(), "unix:uid", 12345);
        assertThrows(StoreFailure.Refused.class, home::prepare);
    }

    @Test
    void aFileIsNoHome() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThrows(StoreFailure.Refused.class, () -> Home.at(file).prepare());
    }

    @Test
    void oneHolderInOneProcess() throws Exception {
        Home home = Home.at(folder.resolve("home"));
        home.prepare();
        HomeLock lock = home.lock();
        assertEquals("rw-------", mode(home.root().resolve("lock")));
        assertEquals("rw-------", mode(home.root().resolve("pid")));
        assertEquals(
                ProcessHandle.current().pid(),
                assertThrows(StoreFailure.InUse.class, home::lock).pid());
        lock.close();
        lock.close();
        home.lock().close();
    }

    /** Holds a home until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            try (HomeLock _ = Home.at(Path.of(args[0])).lock()) {
                System.out.println("held");
                System.out.flush();
                int end = System.in.read();
                System.out.println(end);
            } catch (StoreFailure.InUse e) {
                System.out.println("in use by " + e.pid());
            }
        }
    }

    private Process holder(Home home) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        home.root().toString())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void theSecondProcessIsToldWhichOneHoldsIt() throws Exception {
        Home home = Home.at(folder.resolve("home"));
        home.prepare();
        Process first = holder(home);
        try (BufferedReader said = first.inputReader()) {
            assertEquals("held", said.readLine());
            assertEquals(first.pid(), assertThrows(StoreFailure.InUse.class, home::lock).pid());
            Process second = holder(home);
            try (BufferedReader other = second.inputReader()) {
                assertEquals("in use by " + first.pid(), other.readLine());
            }
            assertEquals(0, second.waitFor());
        } finally {
            first.destroyForcibly();
            first.waitFor();
        }
        home.lock().close(); // a killed holder holds nothing
    }
}
