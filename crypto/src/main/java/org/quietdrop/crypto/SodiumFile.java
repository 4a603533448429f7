package org.quietdrop.crypto;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The libsodium inside the lazysodium jar: which resource, which SHA-256, and how it gets into this
 * process. Several places are tried, since a temporary folder may be mounted without the right to
 * execute: the folder named by {@value #FOLDER_PROPERTY}, the user's cache, the temporary folder.
 */
final class SodiumFile {
    /** Names a folder to load from, before the usual ones. */
    static final String FOLDER_PROPERTY = "quietdrop.native.dir";

    /** The natives of lazysodium-java 5.2.0 (libsodium 1.0.20). Others are refused. */
    enum Build {
        LINUX_X64(
                "linux64/libsodium.so",
                "ec4a681bdc8e8635efb5c47f53458c7adfa5234dc0367611ddfa38d0d4305894"),
        LINUX_ARM64(
                "arm64/libsodium.so",
                "dcb6b3a9e10614d9f80a4a3729df2cab5a4c99851d3ca426c9a7fd64b622d2ea"),
        MAC_X64(
                "mac/libsodium.dylib",
                "15db21a581a164feba6e5e12e70c53a3fad842268d217a7e5eb9462547cff38c"),
        MAC_ARM64(
                "mac_arm/libsodium.dylib",
                "f44a9e331997c4af1a0e325b23379750598d65bb56a974d7f34307f474a74f22"),
        WINDOWS_X64(
                "windows64/libsodium.dll",
                "19d5a88c94d61ff6615d7461ed5da2a3b3413e9d822e6726c27f293125de7b80");

        final String resource;
        final String sha256;

        Build(String resource, String sha256) {
            this.resource = resource;
            this.sha256 = sha256;
        }

        String fileName() {
            return resource.substring(resource.indexOf('/') + 1);
        }
    }

    private SodiumFile() {}

    /** The build for a system as Java names it; null when the jar has none that we know. */
    static @Nullable Build buildFor(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String arch = osArch.toLowerCase(Locale.ROOT);
        boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
        boolean arm64 = arch.equals("aarch64") || arch.equals("arm64");
        if (os.startsWith("linux")) {
            return x64 ? Build.LINUX_X64 : arm64 ? Build.LINUX_ARM64 : null;
        }
        if (os.startsWith("mac")) {
            return x64 ? Build.MAC_X64 : arm64 ? Build.MAC_ARM64 : null;
        }
        return os.startsWith("windows") && x64 ? Build.WINDOWS_X64 : null;
    }

    /** Loads it into this process: its functions are found by name from then on. */
    static void load() {
        String os = System.getProperty("os.name", "");
        String arch = System.getProperty("os.arch", "");
        Build build = buildFor(os, arch);
        if (build == null) {
            throw new CryptoUnavailable("there is no libsodium for " + os + " on " + arch);
        }
        if (loadOfThisJava(build)) return;
        byte[] content = checked(build, resource(build));
        Throwable last = null;
        for (Path folder : folders()) {
            try {
                loadIn(folder, build, content);
                return;
            } catch (IOException | UnsatisfiedLinkError failure) {
                last = failure;
            }
        }
        throw new CryptoUnavailable(
                "libsodium could not be loaded from any folder; name one that may hold programs with -D"
                        + FOLDER_PROPERTY,
                last == null ? new IOException("no folder to try") : last);
    }

    /**
     * In a distribution we are a module of its Java, and the library, checked when that was made,
     * lies among those of the JVM, which are loaded as they are, too.
     */
    @SuppressWarnings("restricted")
    private static boolean loadOfThisJava(Build build) {
        if (!SodiumFile.class.getModule().isNamed()) return false;
        Path file = Path.of(System.getProperty("java.home", ""), "lib", build.fileName());
        if (!file.isAbsolute() || !Files.isRegularFile(file)) return false;
        System.load(file.toString());
        return true;
    }

    private static byte[] resource(Build build) {
        try (InputStream in = SodiumFile.class.getResourceAsStream("/" + build.resource)) {
            if (in == null) {
                throw new CryptoUnavailable("the lazysodium jar holds no " + build.resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new CryptoUnavailable("the lazysodium jar cannot be read", e);
        }
    }

    /**
     * Passes the content through if it is the pinned one.
     *
     * @throws CryptoUnavailable if one byte is another
     */
    static byte[] checked(Build build, byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            if (!HexFormat.of().formatHex(hash).equals(build.sha256)) {
                throw new CryptoUnavailable(
                        "the bundled libsodium is not the one that was reviewed");
            }
            return content;
        } catch (NoSuchAlgorithmException e) {
            throw new CryptoUnavailable("this JVM has no SHA-256", e);
        }
    }

    /** Folders to try, in this order. */
    static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        String named = System.getProperty(FOLDER_PROPERTY);
        if (named != null && !named.isEmpty()) {
            folders.add(Path.of(named));
        }
        Path cache = userCache();
        boolean cached = cache != null && Files.isDirectory(cache);
        if (cache != null && cached) {
            folders.add(cache);
        }
        String temporary = System.getProperty("java.io.tmpdir");
        if (temporary != null && !temporary.isEmpty()) {
            folders.add(Path.of(temporary));
        }
        // A cache folder is made only where nothing else will do.
        if (cache != null && !cached) {
            folders.add(cache);
        }
        return folders;
    }

    private static @Nullable Path userCache() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String home = System.getProperty("user.home", "");
        String named = System.getenv(os.startsWith("windows") ? "LOCALAPPDATA" : "XDG_CACHE_HOME");
        if (named != null && !named.isEmpty() && Path.of(named).isAbsolute()) {
            return Path.of(named);
        }
        if (home.isEmpty() || !Files.isDirectory(Path.of(home))) {
            return null;
        }
        return os.startsWith("mac") ? Path.of(home, "Library", "Caches") : Path.of(home, ".cache");
    }

    /** Loads through a private folder inside {@code folder}, which is gone again afterwards. */
    @SuppressWarnings("restricted")
    private static void loadIn(Path folder, Build build, byte[] content) throws IOException {
        PrivateFolder.makeParent(folder);
        try (PrivateFolder own = PrivateFolder.create(folder)) {
            Path file = own.write(build.fileName(), content).toAbsolutePath();
            // Where this throws, the folder may not hold programs. It stays mapped without its
            // name.
            System.load(file.toString());
        }
    }
}
