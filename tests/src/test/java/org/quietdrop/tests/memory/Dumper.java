package org.quietdrop.tests.memory;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads the memory of processes with {@code gcore}, as a user of this machine. */
final class Dumper {
    private Dumper() {}

    /** Somebody who is not root and owns nothing. */
    static final int NOBODY = 65_534;

    /** For one image, and as much again. */
    private static final long ROOM = 6L << 30;

    /** Gives the test up, loudly, where memory cannot be read. */
    static void required() throws IOException, InterruptedException {
        boolean root = System.getProperty("user.name", "").equals("root");
        if (!root) System.out.println("SKIPPED: memory is read as root on Linux only");
        assumeTrue(root, "not root");
        boolean there = run(List.of("sh", "-c", "command -v gcore && command -v setpriv")).ok();
        if (!there) System.out.println("SKIPPED: gcore (Debian: gdb) or setpriv is not there");
        assumeTrue(there, "no gcore");
        long free = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toFile().getUsableSpace();
        boolean room = free > ROOM;
        if (!room) System.out.println("SKIPPED: an image takes 3 GB of the temporary folder");
        assumeTrue(room, "no room for an image");
    }

    /** What a command said, and whether it ended well. */
    record Said(boolean ok, String text) {}

    static Said run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("quietdrop-said", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile())
                            .start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("does not end: " + command);
            }
            return new Said(
                    process.exitValue() == 0, Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            Files.delete(said);
        }
    }

    /** The command as somebody else. */
    static List<String> as(int user, List<String> command) {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid", "" + user));
        all.addAll(List.of("--regid", "" + user, "--clear-groups"));
        all.addAll(command);
        return all;
    }

    /**
     * As root: all memory of the process that is not a file's, but for what asked to be left out.
     */
    static MemoryImage image(long pid, Path folder) throws IOException, InterruptedException {
        Said said = run(List.of("gcore", "-o", folder.resolve("image").toString(), "" + pid));
        Path file = folder.resolve("image." + pid);
        if (!Files.exists(file)) throw new AssertionError("no image: " + said.text());
        return new MemoryImage(file);
    }

    /** Whether this user gets an image of the process. */
    static boolean mayRead(int user, long pid, Path folder)
            throws IOException, InterruptedException {
        Path to = folder.resolve("of-" + user);
        run(as(user, List.of("gcore", "-o", to.toString(), "" + pid)));
        Path file = Path.of(to + "." + pid);
        boolean got = Files.exists(file) && Files.size(file) > 0;
        Files.deleteIfExists(file);
        return got;
    }

    /** As root: memory that asked to be left out of images. */
    static byte[] read(long pid, long[] range) throws IOException {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            byte[] bytes = new byte[(int) (range[1] - range[0])];
            memory.seek(range[0]);
            memory.readFully(bytes);
            return bytes;
        }
    }

    /** From and to of memory that is locked; empty if there is none. */
    static Optional<long[]> locked(long pid) throws IOException {
        long[] range = new long[2];
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] ends = line.substring(0, line.indexOf(' ')).split("-", 2);
                range =
                        new long[] {
                            Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16)
                        };
            }
            if (line.startsWith("VmFlags:") && (line + " ").contains(" lo ")) {
                return Optional.of(range);
            }
        }
        return Optional.empty();
    }

    /** {@code VmLck} of a process in KiB. */
    static long lockedKiB(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(l -> l.startsWith("VmLck:"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }
}
