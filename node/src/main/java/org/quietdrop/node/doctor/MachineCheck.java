package org.quietdrop.node.doctor;

import org.quietdrop.node.doctor.MachineFacts.Swap;

import java.util.ArrayList;
import java.util.List;

/** Whether what lies in memory stays there, and whether Java is new enough. */
final class MachineCheck {
    private static final int JAVA = 25;

    private MachineCheck() {}

    static List<Finding> of(Facts facts) {
        MachineFacts machine = facts.machine();
        List<Finding> all = new ArrayList<>();
        all.add(swap(facts));
        for (String warning : machine.warnings()) {
            all.add(
                    new Finding.Warn(
                            "memory",
                            warning,
                            warning.contains("lock")
                                    ? List.of(
                                            "allow it to lock 64 kB or more: ulimit -l, or"
                                                    + " LimitMEMLOCK= in a systemd unit")
                                    : List.of()));
        }
        cores(facts, all);
        all.add(
                machine.java() >= JAVA
                        ? new Finding.Well("java", "Java " + machine.java())
                        : new Finding.Fail(
                                "java-old",
                                "Java " + machine.java() + " is too old",
                                "install a JDK " + JAVA));
        return all;
    }

    private static Finding swap(Facts facts) {
        MachineFacts machine = facts.machine();
        if (!machine.swapKnown()) {
            return new Finding.Unchecked(
                    "swap-unknown",
                    "not checked: whether memory is written to a swap file, and whether that is"
                            + " encrypted",
                    advice(facts.platform()));
        }
        List<String> open = names(machine, Swap.Kind.OPEN);
        if (!open.isEmpty()) {
            return new Finding.Warn(
                    "swap-open",
                    "swap is on and not encrypted ("
                            + Say.list(open)
                            + "): keys are locked in memory, but text on screen may be written"
                            + " out",
                    List.of(
                            "encrypt it, or use zram instead; until then: sudo swapoff -a",
                            "what was written before stays there until it is overwritten"));
        }
        List<String> unknown = names(machine, Swap.Kind.UNKNOWN);
        if (!unknown.isEmpty()) {
            return new Finding.Unchecked(
                    "swap-unknown",
                    "not checked: whether swap is encrypted (" + Say.list(unknown) + ")",
                    "look yourself: lsblk");
        }
        return new Finding.Well(
                "swap", machine.swaps().isEmpty() ? "no swap" : "swap is encrypted, or in memory");
    }

    private static String advice(Platform platform) {
        return switch (platform) {
            case MACOS -> "it is, unless somebody switched that off: sysctl vm.swapusage";
            case WINDOWS -> "switch BitLocker on; or: fsutil behavior set encryptpagingfile 1";
            case LINUX, OTHER -> "look yourself: swapon --show";
        };
    }

    private static List<String> names(MachineFacts machine, Swap.Kind kind) {
        return machine.swaps().stream()
                .filter(swap -> swap.kind() == kind)
                .map(Swap::name)
                .toList();
    }

    private static void cores(Facts facts, List<Finding> all) {
        if (facts.node() instanceof NodeFacts.Stopped) return;
        boolean told = facts.machine().warnings().stream().anyMatch(w -> w.contains("crashes"));
        if (told) return;
        all.add(
                facts.machine()
                        .cores()
                        .map(may ->
                                may
                                        ? (Finding)
                                                new Finding.Warn(
                                                        "core-dumps",
                                                        "the system may write the node's memory to"
                                                                + " a file when it crashes",
                                                        "start it after: ulimit -c 0")
                                        : new Finding.Well(
                                                "core-dumps",
                                                "no image of the node's memory is"
                                                        + " written when it crashes"))
                        .orElse(
                                new Finding.Unchecked(
                                        "core-dumps-unknown",
                                        "not checked: whether a crash writes the node's memory to"
                                                + " a file")));
    }
}
