import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Makes what is handed to people, from what is built: {@code Dist TOP VERSION}; with any third word
 * only the folder that the packages are made of.
 *
 * <p>A tar.gz and a Debian package with a Java runtime of its own, cut down to what the node needs,
 * all of it one module in that runtime, and class data for quick starts; a zip for Windows, where a
 * JDK 25 must be there. Run by the profile {@code dist}.
 */
final class Dist {
    /**
     * Found with jdeps, less what is for other uses of libraries: windows, databases, recordings.
     */
    private static final List<String> MODULES =
            List.of(
                    "java.base",
                    "java.logging",
                    "java.management",
                    "jdk.net",
                    "jdk.security.auth",
                    "jdk.unsupported");

    private static final String MAIN = "org.quietdrop.node.Main";

    private static final String MAINTAINER = "QuietDrop <quietdrop@localhost>";

    private final Path top;
    private final Path target;
    private final String version;
    private final String name;
    private final Path image;

    private Dist(Path top, String version) {
        this.top = top;
        this.target = top.resolve("node/target");
        this.version = version;
        this.name = "quietdrop-" + version;
        this.image = target.resolve("dist").resolve(name);
    }

    public static void main(String[] args) throws Exception {
        Dist dist = new Dist(Path.of(args[0]).toAbsolutePath().normalize(), args[1]);
        dist.make();
        // Packing takes the longest, and measuring needs none.
        if (args.length == 2) dist.pack();
    }

    private void make() throws Exception {
        delete(target.resolve("dist"));
        Files.createDirectories(image.resolve("lib"));
        runtime();
        launcher();
        train();
        pages();
        documents(image);
    }

    private void pack() throws Exception {
        tar();
        debian();
        windows();
    }

    /** Java as far as we need it, and in it, as one module, all that we are. */
    private void runtime() throws Exception {
        OneModule module = new OneModule(image.resolve("lib/legal"));
        for (Path jar : jars()) module.add(jar);
        Path file = target.resolve("dist").resolve(OneModule.NAME + ".jar");
        int renewed = module.write(file, MAIN, MODULES);
        System.out.println(renewed + " classes written anew, as class data takes no older ones");
        run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                        "--module-path=" + file,
                        "--add-modules=" + OneModule.NAME + "," + String.join(",", MODULES),
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--generate-cds-archive",
                        "--output=" + image.resolve("lib/runtime")));
    }

    /** Our own jar first, then what it needs. */
    private List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>(List.of(target.resolve(jar())));
        try (var all = Files.list(target.resolve("lib"))) {
            all.sorted().forEach(jars::add);
        }
        return jars;
    }

    private String jar() {
        return "quietdrop-node-" + version + ".jar";
    }

    /** Made of the launcher that builds: how it finds itself, and how it runs. */
    private void launcher() throws IOException {
        String whole = Files.readString(top.resolve("quietdrop"));
        String text =
                """
                #!/bin/sh
                # QuietDrop's launcher: runs it with the Java that lies beside it.
                set -eu

                %slib=${top%%/*}/lib

                %s# ---- with class data of its own for each, of this very Java
                if [ "$kind" = daemon ]; then cache=daemon; else cache=command; fi
                # shellcheck disable=SC2086 # the flags are words of our own
                exec "$lib/runtime/bin/java" $flags -XX:AOTCache="$lib/$cache.aot" \\
                    -Dquietdrop.cache="$lib/daemon.aot" --enable-native-access=%s -m %s "$@"
                """
                        .formatted(
                                between(whole, "# ---- where the project is", "node="),
                                between(whole, "# ---- run", "# ---- the jar"),
                                OneModule.NAME,
                                OneModule.NAME);
        Path file = Files.createDirectories(image.resolve("bin")).resolve("quietdrop");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /**
     * Class data of starts: of a node that gets ready once and ends, and of a few commands. Each
     * has its own, as all that is in it is loaded at once.
     */
    private void train() throws Exception {
        Path place = Files.createTempDirectory("quietdrop-dist");
        String home = place.resolve("home").toString();
        try {
            said(List.of(program(), "--home", home, "init", "--name=Nobody", "--no-passphrase"));
            // That has checked the library that it found in the module.
            sodium();
            List<String> daemon = List.of("--home", home, "daemon", "--listen=127.0.0.1:0");
            trained("daemon", daemon, "--no-mdns");
            said(joined(List.of(program()), daemon, List.of("--no-mdns", "--background")));
            List<String> commands = new ArrayList<>();
            for (String one : TRAINED) {
                commands.addAll(List.of("--home", home));
                commands.addAll(List.of(one.split(" ", -1)));
                commands.add(",");
            }
            trained("command", commands, "--version");
            said(List.of(program(), "--home", home, "stop"));
        } finally {
            delete(place);
        }
    }

    /** Puts libsodium among the libraries of Java, so that no start unpacks and checks it. */
    private void sodium() throws IOException {
        String folder = architecture().equals("arm64") ? "arm64" : "linux64";
        for (Path jar : jars()) {
            if (!jar.getFileName().toString().startsWith("lazysodium-java-")) continue;
            try (ZipFile zip = new ZipFile(jar.toFile());
                    InputStream in = zip.getInputStream(zip.getEntry(folder + "/libsodium.so"))) {
                Files.copy(in, image.resolve("lib/runtime/lib/libsodium.so"));
            }
        }
    }

    /** What is asked most often, and by scripts over and over. */
    private static final List<String> TRAINED =
            List.of("status", "status --json", "contacts", "contacts --json", "outbox");

    private void trained(String what, List<String> args, String last) throws Exception {
        String text = Files.readString(image.resolve("bin/quietdrop"));
        String cache = "-XX:AOTCache=\"$lib/$cache.aot\"";
        if (!text.contains(cache)) throw new IllegalStateException("the launcher has changed");
        Path script = image.resolve("bin/train");
        Files.writeString(
                script,
                text.replace(
                        cache,
                        "-Xlog:disable -Dquietdrop.training=true -XX:AOTCacheOutput=\"$lib/$cache.aot\""));
        said(joined(List.of("sh", script.toString()), args, List.of(last)));
        Files.delete(script);
        Path made = image.resolve("lib").resolve(what + ".aot");
        if (!Files.exists(made)) throw new IllegalStateException("no class data: " + made);
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static List<String> joined(
            List<String> first, List<String> second, List<String> third) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        all.addAll(third);
        return all;
    }

    /** Runs it; what it says is shown only when it fails. */
    private static void said(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        byte[] said = process.getInputStream().readAllBytes();
        if (process.waitFor() == 0) return;
        System.out.write(said);
        throw new IllegalStateException("failed: " + String.join(" ", command));
    }

    private static String between(String text, String from, String to) {
        int begin = text.indexOf(from);
        int end = text.indexOf(to, begin);
        if (begin < 0 || end < 0) throw new IllegalStateException("the launcher has changed");
        return text.substring(begin, end);
    }

    /** Manual pages and completion, said by the program itself. */
    private void pages() throws Exception {
        Path share = image.resolve("share");
        run(List.of(program(), "manual", share.resolve("man/man1").toString()));
        completion("bash", share.resolve("bash-completion/completions/quietdrop"));
        completion("zsh", share.resolve("zsh/site-functions/_quietdrop"));
        completion("fish", share.resolve("fish/vendor_completions.d/quietdrop.fish"));
    }

    private String program() {
        return image.resolve("bin/quietdrop").toString();
    }

    private void completion(String shell, Path file) throws Exception {
        Files.createDirectories(file.getParent());
        Files.write(file, output(List.of(program(), "completion", shell)));
    }

    private void documents(Path to) throws IOException {
        for (String one : List.of("LICENSE", "README.md", "THREAT_MODEL.md")) {
            copy(top.resolve(one), to.resolve(one));
        }
    }

    private void tar() throws Exception {
        Path file = target.resolve(name + "-" + system() + ".tar.gz");
        run(
                List.of(
                        "tar",
                        "--sort=name",
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "-C",
                        image.getParent().toString(),
                        "-czf",
                        file.toString(),
                        name));
        made(file);
    }

    private static String system() {
        String os = System.getProperty("os.name").toLowerCase().replace(' ', '-');
        return os + "-" + architecture();
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch");
        return arch.equals("aarch64") ? "arm64" : arch;
    }

    /** Everything in /usr/lib/quietdrop, and links to it where a system looks. */
    private void debian() throws Exception {
        if (!there("dpkg-deb")) {
            System.out.println("NOT MADE: a Debian package, as dpkg-deb is not here");
            return;
        }
        Path root = target.resolve("dist/debian");
        Path lib = Files.createDirectories(root.resolve("usr/lib"));
        run(List.of("cp", "-a", image.toString(), lib.resolve("quietdrop").toString()));
        Path share = lib.resolve("quietdrop/share");
        Path usr = root.resolve("usr/share");
        run(List.of("mv", share.toString(), usr.toString()));
        run(List.of("sh", "-c", "gzip -9n " + usr.resolve("man/man1") + "/*.1"));
        Path doc = Files.createDirectories(usr.resolve("doc/quietdrop"));
        documents(doc);
        Files.move(doc.resolve("LICENSE"), doc.resolve("copyright"));
        for (String one : List.of("LICENSE", "README.md", "THREAT_MODEL.md")) {
            Files.delete(lib.resolve("quietdrop").resolve(one));
        }
        Path bin = Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(
                bin.resolve("quietdrop"), Path.of("../lib/quietdrop/bin/quietdrop"));
        Path units = Files.createDirectories(root.resolve("usr/lib/systemd/user"));
        copy(top.resolve("node/src/dist/quietdrop.service"), units.resolve("quietdrop.service"));
        Path control = Files.createDirectories(root.resolve("DEBIAN")).resolve("control");
        Files.writeString(control, control(size(root)));
        run(List.of("chmod", "-R", "u+rwX,go+rX,go-w", root.toString()));
        Path file = target.resolve("quietdrop_" + version + "_" + architecture() + ".deb");
        run(
                List.of(
                        "dpkg-deb",
                        "--root-owner-group",
                        "-Zxz",
                        "--build",
                        root.toString(),
                        file.toString()));
        made(file);
    }

    private String control(long bytes) {
        return """
        Package: quietdrop
        Version: %s
        Architecture: %s
        Maintainer: %s
        Installed-Size: %d
        Depends: libc6 (>= 2.34), zlib1g
        Suggests: libsecret-tools
        Section: net
        Priority: optional
        Description: messages on one local network, without a server
         People on one local network write to each other, end to end encrypted, with no
         server, no account and no internet. Mail for somebody who is away waits on the
         sender's disk and, sealed, with friends whom both sides trust.
         .
         Homes of nodes belong to their users: removing this package leaves them alone.
        """
                .formatted(version, architecture(), MAINTAINER, (bytes + 1023) / 1024);
    }

    private static long size(Path root) throws IOException {
        long[] bytes = new long[1];
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        bytes[0] += attributes.size();
                        return FileVisitResult.CONTINUE;
                    }
                });
        return bytes[0];
    }

    private void windows() throws IOException {
        Path file = target.resolve(name + "-windows.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            entry(zip, name + "/quietdrop.cmd", top.resolve("node/src/dist/quietdrop.cmd"));
            entry(zip, name + "/WINDOWS.txt", top.resolve("node/src/dist/WINDOWS.txt"));
            for (String one : List.of("LICENSE", "README.md", "THREAT_MODEL.md")) {
                entry(zip, name + "/" + one, top.resolve(one));
            }
            List<Path> jars = jars();
            entry(zip, name + "/app/quietdrop.jar", jars.removeFirst());
            for (Path one : jars) entry(zip, name + "/app/lib/" + one.getFileName(), one);
        }
        made(file);
    }

    private static void entry(ZipOutputStream zip, String as, Path file) throws IOException {
        ZipEntry entry = new ZipEntry(as);
        entry.setLastModifiedTime(FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
    }

    private static void made(Path file) throws IOException {
        System.out.printf("made %s, %,d bytes%n", file.getFileName(), Files.size(file));
    }

    /** With its time, which the class data is bound to. */
    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static boolean there(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static void run(List<String> command) throws Exception {
        byte[] said = output(command);
        if (said.length > 2_000) return;
        System.out.write(said);
    }

    private static byte[] output(List<String> command) throws Exception {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        byte[] said = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("failed: " + String.join(" ", command));
        }
        return said;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path at, IOException e)
                            throws IOException {
                        Files.delete(at);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
