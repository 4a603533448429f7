package org.quietdrop.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Real processes on a LAN of network namespaces without a default route. Runs only where the tool
 * {@code tests/netns/lan} can, and says so where it cannot: {@code mvn -pl discovery test
 * -Dexcluded.tags= -Dincluded.tags=netns}.
 */
@Tag("netns")
@Timeout(300)
final class NamespacesTest {
    private static final String LAN = Path.of("../tests/netns/lan").toAbsolutePath().toString();
    private final String id = "d" + Long.toString(System.nanoTime() % 1_000_000, 36);
    private final List<Host> hosts = new ArrayList<>();

    /** A node in a namespace. */
    private final class Host {
        private final Process process;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final List<String> others = new ArrayList<>();
        private final Instant started = Instant.now();
        private final String name;

        Host(int number) throws IOException, InterruptedException {
            process =
                    builder(
                                    "exec",
                                    String.valueOf(number),
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xmx64m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    SightingsMain.class.getName())
                            .start();
            hosts.add(this);
            BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
            Thread.ofVirtual().start(() -> reader.lines().forEach(lines::add));
            name = word(await(line -> line.startsWith("up ")), 1);
        }

        String await(Predicate<String> wanted) throws InterruptedException {
            for (String earlier : others) {
                if (wanted.test(earlier)) {
                    others.remove(earlier);
                    return earlier;
                }
            }
            while (true) {
                String line = lines.poll(40, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("nothing within 40 s after " + others);
                }
                if (wanted.test(line)) {
                    return line;
                }
                others.add(line);
            }
        }

        /** Waits until it sees the other at such an address and could connect to it. */
        String sees(Host other, String address) throws InterruptedException {
            Instant from = Instant.now();
            String line =
                    await(l ->
                            l.startsWith("appeared " + other.name + " " + address)
                                    && l.endsWith(" connected"));
            System.out.printf(
                    "seen after %d ms, %d ms after its own start: %s%n",
                    Duration.between(from, Instant.now()).toMillis(),
                    Duration.between(started, Instant.now()).toMillis(),
                    line);
            return line;
        }

        String status() throws IOException, InterruptedException {
            OutputStream out = process.getOutputStream();
            out.write('\n');
            out.flush();
            return await(line -> line.startsWith("status "));
        }
    }

    private static String word(String line, int number) {
        return line.split(" ", -1)[number];
    }

    private ProcessBuilder builder(String... command) {
        List<String> all = new ArrayList<>(List.of(LAN));
        all.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().put("LAN_ID", id);
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private int lan(String... command) throws IOException, InterruptedException {
        return builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private void up(String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("up"));
        command.addAll(List.of(what));
        assertEquals(0, lan(command.toArray(String[]::new)));
    }

    @BeforeEach
    void check() throws IOException, InterruptedException {
        int can = lan("check");
        if (can == 77) {
            System.out.println("SKIPPED: this machine cannot make a LAN of namespaces");
        }
        assumeTrue(can != 77, "this machine cannot make a LAN of namespaces");
    }

    @AfterEach
    void down() throws IOException, InterruptedException {
        for (Host host : hosts) {
            host.process.getOutputStream().close();
        }
        for (Host host : hosts) {
            if (!host.process.waitFor(8, TimeUnit.SECONDS)) {
                host.process.destroyForcibly();
            }
        }
        lan("down");
    }

    @Test
    void threeFindEachOtherWithoutADefaultRoute() throws IOException, InterruptedException {
        up("3");
        Host one = new Host(1);
        Host two = new Host(2);
        Host three = new Host(3);
        three.sees(one, "10.81.0.1");
        three.sees(two, "10.81.0.2");
        two.sees(one, "10.81.0.1");
        two.sees(three, "10.81.0.3");
        one.sees(two, "10.81.0.2");
        one.sees(three, "10.81.0.3");
        String status = one.status();
        assertTrue(status.contains("ownMulticast=YES"), status);
        assertTrue(status.contains("eth0 10.81.0.1, eth0 fe80:"), status);
        three.process.getOutputStream().close();
        one.await(("vanished " + three.name)::equals);
    }

    @Test
    void twoFindEachOtherByLinkLocalIpv6Alone() throws IOException, InterruptedException {
        up("2", "v6");
        Host one = new Host(1);
        Host two = new Host(2);
        assertTrue(one.sees(two, "fe80:").contains("%"));
        assertTrue(two.sees(one, "fe80:").contains("%"));
    }

    @Test
    void findsLaterWhatMulticastHidAtFirst() throws IOException, InterruptedException {
        up("2");
        assertEquals(0, lan("nomcast", "on"));
        Host one = new Host(1);
        Host two = new Host(2);
        // Their first, closest questions and announcements are lost.
        Thread.sleep(6000);
        assertTrue(one.status().contains("peers=0"));
        assertEquals(0, lan("nomcast", "off"));
        one.sees(two, "10.81.0.2");
        two.sees(one, "10.81.0.1");
    }

    @Test
    void survivesAChangeOfItsAddress() throws IOException, InterruptedException {
        up("2");
        Host one = new Host(1);
        Host two = new Host(2);
        one.sees(two, "10.81.0.2");
        assertEquals(0, lan("exec", "2", "ip", "addr", "del", "10.81.0.2/24", "dev", "eth0"));
        assertEquals(0, lan("exec", "2", "ip", "addr", "add", "10.81.0.77/24", "dev", "eth0"));
        // It takes another name with the other address.
        String line = one.await(l -> l.contains(" 10.81.0.77 connected"));
        assertTrue(!line.contains(two.name), line);
    }

    @Test
    void survivesACableThatWasOut() throws IOException, InterruptedException {
        up("2");
        Host one = new Host(1);
        assertEquals(0, lan("cut", "1"));
        Host two = new Host(2);
        Thread.sleep(6000);
        assertEquals(0, lan("heal", "1"));
        one.sees(two, "10.81.0.2");
        two.sees(one, "10.81.0.1");
    }
}
