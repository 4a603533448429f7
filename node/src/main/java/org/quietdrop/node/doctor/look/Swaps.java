package org.quietdrop.node.doctor.look;

import org.quietdrop.node.doctor.MachineFacts.Swap;
import org.quietdrop.node.doctor.MachineFacts.Swap.Kind;
import org.quietdrop.node.doctor.Platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where Linux writes memory to, and whether that is encrypted. */
final class Swaps {
    private static final Path LIST = Path.of("/proc/swaps");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path BLOCKS = Path.of("/sys/block");

    /** Disks on disks on disks; more are nowhere. */
    private static final int DEEPEST = 8;

    private Swaps() {}

    /** All of them; empty: not known. */
    static Optional<List<Swap>> of(Machine machine) {
        if (machine.platform() != Platform.LINUX) return Optional.empty();
        return machine.text(LIST).map(text -> read(machine, text));
    }

    private static List<Swap> read(Machine machine, String text) {
        List<Swap> all = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            String[] words = line.strip().split("[ \t]+", -1);
            if (words.length < 5 || !words[0].startsWith("/")) continue;
            boolean file = words[1].equals("file");
            all.add(
                    new Swap(
                            words[0],
                            file ? ofFile(machine, words[0]) : ofDisk(machine, words[0])));
        }
        return all;
    }

    private static Kind ofDisk(Machine machine, String device) {
        return machine.real(Path.of(device))
                .map(path -> disk(machine, String.valueOf(path.getFileName()), 0))
                .orElse(Kind.UNKNOWN);
    }

    /** A file is as closed as the disk of the file system that it is on. */
    private static Kind ofFile(Machine machine, String file) {
        Optional<String> mounts = machine.text(MOUNTS);
        if (mounts.isEmpty()) return Kind.UNKNOWN;
        String best = "";
        String device = "";
        for (String line : mounts.get().lines().toList()) {
            String[] words = line.split(" ", -1);
            int dash = List.of(words).indexOf("-");
            if (words.length < 6 || dash < 0 || dash + 2 >= words.length) continue;
            String at = words[4];
            boolean over = at.equals("/") || file.startsWith(at + "/");
            if (!over || at.length() < best.length()) continue;
            best = at;
            device = words[dash + 2];
        }
        return device.startsWith("/dev/") ? ofDisk(machine, device) : Kind.UNKNOWN;
    }

    private static Kind disk(Machine machine, String name, int depth) {
        if (depth > DEEPEST) return Kind.UNKNOWN;
        Path block = BLOCKS.resolve(name);
        if (name.startsWith("zram")) {
            String backing = machine.text(block.resolve("backing_dev")).orElse("none").strip();
            return backing.equals("none") ? Kind.CLOSED : ofDisk(machine, backing);
        }
        Optional<String> id = machine.text(block.resolve("dm").resolve("uuid"));
        if (id.filter(text -> text.startsWith("CRYPT-")).isPresent()) return Kind.CLOSED;
        List<String> below = machine.names(block.resolve("slaves"));
        if (below.isEmpty()) return id.isPresent() ? Kind.UNKNOWN : Kind.OPEN;
        Kind all = Kind.CLOSED;
        for (String one : below) {
            Kind kind = disk(machine, one, depth + 1);
            if (kind == Kind.OPEN) return kind;
            if (kind == Kind.UNKNOWN) all = kind;
        }
        return all;
    }
}
