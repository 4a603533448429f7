package org.quietdrop.tests.lan;

import org.quietdrop.tests.process.RealNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Nodes on hosts 1 to N of one LAN, of which each knows each. */
record Village(List<RealNode> nodes) {
    /** Makes them; they run. */
    static Village of(Lan lan, Path folder, int count, boolean six) throws Exception {
        List<RealNode> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) nodes.add(lan.node(folder, "Node" + i, i));
        for (int i = 0; i < count; i++) {
            String host = String.valueOf(i + 1);
            String at = six ? "[" + lan.say("ip6", host) + "%eth0]" : lan.say("ip", host);
            for (RealNode other : nodes.subList(i + 1, count)) nodes.get(i).pairWith(other, at);
        }
        return new Village(nodes);
    }

    void stop() throws InterruptedException {
        for (RealNode node : nodes) node.stop();
    }

    /** Starts all at the same moment and returns when the last is ready. */
    void start() throws Exception {
        List<Callable<Void>> starts = new ArrayList<>();
        for (RealNode node : nodes) {
            starts.add(() -> {
                node.start();
                return null;
            });
        }
        LongAway.sideBySide(starts);
    }

    /** How long it takes until each has a link with each. */
    Duration linked(Duration most) throws InterruptedException {
        Neighbours.Since since = Neighbours.Since.now();
        for (RealNode node : nodes) {
            while (node.links() < nodes.size() - 1) {
                if (since.time().compareTo(most) > 0) {
                    throw new AssertionError(node.name + " has not all links: " + node.status());
                }
                Thread.sleep(50);
            }
        }
        return since.time();
    }
}
