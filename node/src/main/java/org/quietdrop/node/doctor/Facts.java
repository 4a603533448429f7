package org.quietdrop.node.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the checks look at, gathered before the first of them.
 *
 * @param now by this machine's clock
 * @param built when this program was made, if that is known
 */
public record Facts(
        Instant now,
        Optional<Instant> built,
        Platform platform,
        HomeFacts home,
        NodeFacts node,
        NetworkFacts network,
        List<Firewall> firewalls,
        MachineFacts machine) {
    /** Copies the list. */
    public Facts {
        firewalls = List.copyOf(firewalls);
    }

    /** The same about another node. */
    public Facts with(NodeFacts other) {
        return new Facts(now, built, platform, home, other, network, firewalls, machine);
    }

    /** The same in another network. */
    public Facts with(NetworkFacts other) {
        return new Facts(now, built, platform, home, node, other, firewalls, machine);
    }

    /** The same with other firewalls. */
    public Facts with(List<Firewall> others) {
        return new Facts(now, built, platform, home, node, network, others, machine);
    }

    /** The same with another home. */
    public Facts with(HomeFacts other) {
        return new Facts(now, built, platform, other, node, network, firewalls, machine);
    }

    /** The same on another machine. */
    public Facts with(MachineFacts other) {
        return new Facts(now, built, platform, home, node, network, firewalls, other);
    }

    /** The same on another operating system. */
    public Facts with(Platform other) {
        return new Facts(now, built, other, home, node, network, firewalls, machine);
    }

    /** The same at another time. */
    public Facts at(Instant other) {
        return new Facts(other, built, platform, home, node, network, firewalls, machine);
    }
}
