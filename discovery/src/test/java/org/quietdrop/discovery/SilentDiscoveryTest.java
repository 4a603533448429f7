package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

final class SilentDiscoveryTest {
    @Test
    void doesNothingAndSaysWhy() {
        try (SilentDiscovery silent = new SilentDiscovery("switched off by --no-mdns")) {
            int threads = Thread.activeCount();
            silent.announce(ServiceKind.NODE, 1, Optional.empty());
            silent.browse(ServiceKind.NODE, true);
            silent.rename(1);
            silent.show("Alice");
            silent.withdraw(ServiceKind.NODE);
            assertEquals(threads, Thread.activeCount());
            assertFalse(silent.status().on());
            assertEquals(Optional.of("switched off by --no-mdns"), silent.status().reason());
            assertEquals(List.of(), silent.status().addresses());
        }
    }
}
