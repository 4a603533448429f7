package org.quietdrop.tests.lan;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Whatever happens to one of two nodes on a network, they are linked again within half a minute of
 * its end, and nobody helps. Needs root on Linux: {@code mvn -Pnetns -pl tests -am test}.
 */
@Tag("netns")
@Timeout(600)
final class RoughLanTest {
    /** Longer than it takes to notice. */
    private static final Duration AWAY = Duration.ofSeconds(95);

    /** Who leaves or is killed is seen gone within this. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @TempDir private Path folder;

    @Test
    void linkedAgainWithinHalfAMinute() throws Exception {
        try (Lan lan = Lan.up("8")) {
            List<Callable<Void>> all = new ArrayList<>();
            all.addAll(new LongAway(lan, folder, AWAY).from(3));
            all.add(() -> shortly(lan));
            LongAway.sideBySide(all);
        }
    }

    private Void shortly(Lan lan) throws Exception {
        // A link by IPv6 would outlive a change of the IPv4 address.
        for (String host : List.of("1", "2")) {
            lan.tell("exec", host, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
        }
        RealNode one = lan.node(folder, "Node1", 1);
        RealNode two = lan.node(folder, "Node2", 2);
        Neighbours pair = Neighbours.paired(lan, one, 1, two);
        pair.again("pairing");
        without(lan, pair, "unplug", "plug", 20);
        without(lan, pair, "ifdown", "ifup", 3);
        without(lan, pair, "ifdown", "ifup", 20);
        // Which of two links stays is a matter of chance where it is not a rule.
        for (int i = 0; i < 2; i++) {
            lan.tell("readdress", "2", "10.81.0." + (102 + i));
            pair.again("address changed");
        }
        insideInterfaces(lan, pair);
        leaves(pair);
        lan.tell("move", "2", "10.81.0.112");
        pair.again("moved to another interface");
        return null;
    }

    private static void without(Lan lan, Neighbours pair, String off, String on, int seconds)
            throws Exception {
        lan.tell(off, "2");
        Thread.sleep(Duration.ofSeconds(seconds));
        lan.tell(on, "2");
        pair.again(off + " and " + on + " after " + seconds + " s");
    }

    /** Containers have the same address on every machine; a tunnel leads nowhere. */
    private static void insideInterfaces(Lan lan, Neighbours pair) throws Exception {
        for (String host : List.of("1", "2")) {
            lan.tell("inward", host, "docker0", "172.17.0.1/16");
            lan.tell("inward", host, "wg0", "10.99.0." + host + "/24");
        }
        if (lan.run("inward", "2", "tun0", "10.98.0.2/24") != 0) {
            System.out.println("SKIPPED: this kernel has no tun: other interfaces only");
        }
        pair.again("interfaces of containers and tunnels came");
        pair.other().stop();
        pair.other().start();
        pair.again("started anew beside them");
    }

    private static void leaves(Neighbours pair) throws Exception {
        pair.other().stop();
        Neighbours.Since left = Neighbours.Since.now();
        gone(pair, "left", left);
        pair.other().start();
        pair.again("left and came back");
        pair.other().kill();
        Neighbours.Since killed = Neighbours.Since.now();
        gone(pair, "killed", killed);
        pair.other().start();
        pair.again("killed and came back");
    }

    private static void gone(Neighbours pair, String how, Neighbours.Since since)
            throws InterruptedException {
        Duration gone = pair.gone(pair.one(), since, AT_ONCE);
        System.out.printf(
                "%s %s: seen gone after %d ms%n", pair.other().name, how, gone.toMillis());
    }
}
