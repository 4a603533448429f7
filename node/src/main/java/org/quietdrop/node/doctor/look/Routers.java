package org.quietdrop.node.doctor.look;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The machines that lead out of the networks, by the routes of Linux. */
final class Routers {
    private Routers() {}

    /** All of both versions of IP. */
    static Set<InetAddress> of(Machine machine) {
        Set<InetAddress> all = new LinkedHashSet<>();
        for (List<String> arguments :
                List.of(
                        List.of("-4", "route", "show", "default"),
                        List.of("-6", "route", "show", "default"))) {
            machine.run("ip", arguments)
                    .filter(ran -> ran.exit() == 0)
                    .ifPresent(ran -> all.addAll(read(ran.text())));
        }
        return all;
    }

    /** Lines like {@code default via 192.168.1.1 dev eth0}. */
    static Set<InetAddress> read(String text) {
        Set<InetAddress> all = new LinkedHashSet<>();
        for (String line : text.lines().toList()) {
            List<String> words = List.of(line.strip().split(" +", -1));
            for (int i = 0; i + 1 < words.size(); i++) {
                if (!words.get(i).equals("via")) continue;
                try {
                    all.add(InetAddress.ofLiteral(words.get(i + 1)));
                } catch (IllegalArgumentException e) {
                    // "via inet6 ..." of another version: the next word is looked at.
                }
            }
        }
        return all;
    }
}
