package org.quietdrop.node.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quietdrop.node.doctor.Verdicts.find;
import static org.quietdrop.node.doctor.Verdicts.says;
import static org.quietdrop.node.doctor.Verdicts.unwell;
import static org.quietdrop.node.doctor.Well.NOW;
import static org.quietdrop.node.doctor.Well.node;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every verdict about clock, home, memory and Java, from facts alone. */
final class HomeAndMachineTest {
    @Test
    void clocks() {
        assertEquals(Set.of("clock-back"), unwell(Well.facts().at(NOW.minusSeconds(3_600))));
        Facts noHome =
                Well.facts()
                        .with(
                                new HomeFacts(
                                        "/x",
                                        true,
                                        List.of(),
                                        true,
                                        "ext4",
                                        1L << 40,
                                        1L << 40,
                                        1,
                                        Optional.empty()))
                        .with(new NodeFacts.Stopped());
        assertTrue(unwell(noHome.at(Instant.EPOCH)).contains("clock-early"));
        says(find(Well.facts(), "clock-plausible"), "could not be compared");
        Duration much = Duration.ofMinutes(40);
        Duration little = Duration.ofSeconds(3);
        Facts agrees = Well.facts().with(node(Well.writing(little)));
        assertEquals(Set.of(), unwell(agrees));
        says(find(agrees, "clock"), "agrees with 1 contact to within 3 seconds");
        Facts one = Well.facts().with(node(Well.writing(much)));
        says(find(one, "clocks-differ"), "40 minutes", "which one is wrong cannot be seen");
        Facts split = Well.facts().with(node(Well.writing(much), Well.writing(little)));
        assertEquals(Set.of("clocks-differ"), unwell(split));
        Facts all = Well.facts().with(node(Well.writing(much), Well.writing(much)));
        says(find(all, "clock-off"), "ahead of those of all 2 contacts");
        Duration before = much.negated();
        Facts behind = Well.facts().with(node(Well.writing(before), Well.writing(before)));
        says(find(behind, "clock-off"), "behind");
        Facts both = Well.facts().with(node(Well.writing(before), Well.writing(much)));
        assertEquals(Set.of("clocks-differ"), unwell(both));
    }

    private static HomeFacts home(
            List<String> others, boolean rights, String type, long free, long size) {
        return new HomeFacts(
                "/h", true, others, rights, type, free, size, 8 << 20, Optional.empty());
    }

    @Test
    void theHome() {
        long plenty = 1L << 40;
        List<String> none = List.of();
        List<String> open = List.of("vault", "log", "config", "run", "journal");
        Facts facts = Well.facts();
        Facts rights = facts.with(home(open, true, "ext4", plenty, plenty));
        assertEquals(Set.of("rights-open"), unwell(rights));
        says(
                find(rights, "rights-open"),
                "vault, log, config, run and 1 more",
                "chmod -R go-rwx \"/h\"");
        Facts stick = facts.with(home(none, false, "vfat", plenty, plenty));
        assertEquals(Set.of("home-without-rights"), unwell(stick));
        Facts remote = facts.with(home(none, true, "nfs4", plenty, plenty));
        assertEquals(Set.of("home-remote"), unwell(remote));
        Facts full = facts.with(home(none, true, "ext4", (8 << 20) - 1, plenty));
        assertEquals(Set.of("disk-full"), unwell(full));
        Facts low = facts.with(home(none, true, "ext4", plenty / 101, plenty));
        assertEquals(Set.of("disk-low"), unwell(low));
        Facts small = facts.with(home(none, true, "ext4", 12 << 20, 13 << 20));
        assertEquals(Set.of("disk-low"), unwell(small));
        Facts unknown = facts.with(home(none, true, "ext4", -1, 0));
        assertEquals(Set.of("room-unknown"), unwell(unknown));
        Facts windows = facts.with(home(none, false, "NTFS", plenty, plenty));
        assertTrue(unwell(windows.with(Platform.WINDOWS)).contains("rights-unknown"));
    }

    private static MachineFacts.Swap swap(MachineFacts.Swap.Kind kind) {
        return new MachineFacts.Swap("/dev/sda2", kind);
    }

    @Test
    void memory() {
        Facts facts = Well.facts();
        Optional<Boolean> no = Optional.of(false);
        List<String> none = List.of();
        var open = List.of(swap(MachineFacts.Swap.Kind.OPEN), swap(MachineFacts.Swap.Kind.CLOSED));
        Facts swaps = facts.with(new MachineFacts(open, true, no, none, 25));
        assertEquals(Set.of("swap-open"), unwell(swaps));
        says(find(swaps, "swap-open"), "/dev/sda2", "not encrypted");
        var closed = List.of(swap(MachineFacts.Swap.Kind.CLOSED));
        assertEquals(Set.of(), unwell(facts.with(new MachineFacts(closed, true, no, none, 25))));
        var unknown = List.of(swap(MachineFacts.Swap.Kind.UNKNOWN));
        assertEquals(
                Set.of("swap-unknown"),
                unwell(facts.with(new MachineFacts(unknown, true, no, none, 25))));
        assertEquals(
                Set.of("swap-unknown"),
                unwell(facts.with(new MachineFacts(List.of(), false, no, none, 25))));
        Facts cores = facts.with(new MachineFacts(closed, true, Optional.of(true), none, 25));
        assertEquals(Set.of("core-dumps"), unwell(cores));
        Facts noIdea = facts.with(new MachineFacts(closed, true, Optional.empty(), none, 25));
        assertEquals(Set.of("core-dumps-unknown"), unwell(noIdea));
        assertEquals(Set.of("no-node"), unwell(noIdea.with(new NodeFacts.Stopped())));
        Facts unlocked =
                facts.with(
                        new MachineFacts(
                                closed,
                                true,
                                no,
                                List.of("the system does not lock memory: keys could be written"),
                                24));
        assertEquals(Set.of("memory", "java-old"), unwell(unlocked));
        says(find(unlocked, "memory"), "ulimit -l");
    }
}
