package org.quietdrop.node.doctor.look;

import org.quietdrop.discovery.InterfaceKind;
import org.quietdrop.node.doctor.NetworkFacts;
import org.quietdrop.node.doctor.NetworkFacts.Call;
import org.quietdrop.node.doctor.NetworkFacts.Call.Answer;
import org.quietdrop.node.doctor.NetworkFacts.Call.Who;
import org.quietdrop.node.doctor.NetworkFacts.Goal;
import org.quietdrop.node.doctor.NetworkFacts.Nic;
import org.quietdrop.node.doctor.NetworkFacts.Way;
import org.quietdrop.node.doctor.NodeFacts;
import org.quietdrop.node.doctor.firewall.Subnet;
import org.quietdrop.node.wire.Endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The network around this machine. Others are called only when nothing was heard of them or no
 * contact is linked, and then only contacts where they are known to be, and machines that the
 * system remembers: there is no search.
 */
final class Surroundings {
    private static final Duration SELF = Duration.ofSeconds(2);
    private static final Duration OTHERS = Duration.ofSeconds(4);
    private static final Duration LOOK = Duration.ofMillis(500);

    /** A neighbour that was silent for long is asked after five seconds, three times. */
    private static final int LOOKS = 20;

    private static final int MOST_CALLS = 32;

    /** Documentation's own (RFC 5737): it is nobody's, and nothing is sent there. */
    private static final String OUTSIDE = "198.51.100.1";

    private final Machine machine;
    private final List<Nic> nics;

    Surroundings(Machine machine, Optional<String> only) {
        this.machine = machine;
        this.nics =
                machine.interfaces().stream()
                        .map(p -> new Nic(p.name(), p.kind(), used(p, only), p.nets()))
                        .toList();
    }

    private static boolean used(Machine.Port port, Optional<String> only) {
        if (port.nets().isEmpty() || port.kind() == InterfaceKind.DOWN) return false;
        return only.map(port.name()::equals).orElse(port.kind() == InterfaceKind.LOCAL);
    }

    List<Nic> nics() {
        return nics;
    }

    /**
     * All of it.
     *
     * @param others whether there is a reason to call others
     */
    NetworkFacts facts(NodeFacts node, boolean others) {
        List<Call> calls = new ArrayList<>();
        Set<Endpoint> places = new LinkedHashSet<>();
        boolean known = true;
        if (node instanceof NodeFacts.Open open) {
            calls.addAll(self(open));
            open.contacts().stream()
                    .filter(person -> person.link().isEmpty())
                    .forEach(person -> places.addAll(person.places()));
            known = !others || others(places, calls);
        }
        return new NetworkFacts(nics, calls, ways(node), others, known);
    }

    private List<Call> self(NodeFacts.Open open) {
        List<CompletableFuture<Call>> begun = new ArrayList<>();
        for (Endpoint at : open.listening()) {
            Optional<InetAddress> address = at.literal();
            if (address.filter(one -> !one.isLoopbackAddress()).isEmpty()) continue;
            InetAddress own = address.get();
            begun.add(later(() -> new Call(Who.SELF, own, machine.call(own, at.port(), SELF))));
        }
        return begun.stream().map(CompletableFuture::join).toList();
    }

    private static CompletableFuture<Call> later(java.util.function.Supplier<Call> work) {
        return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
    }

    /** Calls those who are on our networks; whether the system tells its neighbours. */
    private boolean others(Set<Endpoint> places, List<Call> calls) {
        Set<InetAddress> own = new LinkedHashSet<>();
        nics.forEach(nic -> nic.nets().forEach(net -> own.add(net.address())));
        List<CompletableFuture<Call>> begun = new ArrayList<>();
        for (Endpoint at : places) {
            InetAddress to = at.literal().orElse(null);
            if (to == null || own.contains(to) || !here(to) || begun.size() >= MOST_CALLS) continue;
            begun.add(later(() -> new Call(Who.CONTACT, to, machine.call(to, at.port(), OTHERS))));
        }
        Set<InetAddress> routers = Routers.of(machine);
        Map<InetAddress, Neighbours.Neighbour> known = remembered(own);
        routers.stream().filter(this::here).forEach(machine::nudge);
        known.keySet().stream().limit(MOST_CALLS).forEach(machine::nudge);
        Map<InetAddress, Answer> contacts = new LinkedHashMap<>();
        for (CompletableFuture<Call> one : begun) {
            Call call = one.join();
            contacts.merge(call.address(), call.answer(), Surroundings::better);
        }
        Optional<List<Neighbours.Neighbour>> then = settled(known.keySet(), routers);
        Map<InetAddress, Answer> answers = new LinkedHashMap<>();
        then.ifPresent(all -> all.forEach(one -> answers.put(one.address(), one.answer())));
        contacts.forEach((to, said) -> {
            // A machine whose firewall swallows the call is there all the same.
            boolean there = said == Answer.SILENT && answers.get(to) == Answer.THERE;
            calls.add(new Call(Who.CONTACT, to, there ? Answer.THERE : said));
        });
        for (InetAddress to : known.keySet()) {
            if (contacts.containsKey(to) || routers.contains(to)) continue;
            Answer said = answers.getOrDefault(to, Answer.SILENT);
            calls.add(new Call(Who.NEIGHBOUR, to, said));
        }
        for (InetAddress to : routers) {
            Answer said = answers.getOrDefault(to, Answer.UNKNOWN);
            calls.add(new Call(Who.ROUTER, to, said));
        }
        return then.isPresent();
    }

    private static Answer better(Answer one, Answer other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private boolean here(InetAddress address) {
        return NetworkFacts.of(nics).here(address);
    }

    private Map<InetAddress, Neighbours.Neighbour> remembered(Set<InetAddress> own) {
        Map<InetAddress, Neighbours.Neighbour> all = new LinkedHashMap<>();
        for (Neighbours.Neighbour one : Neighbours.of(machine).orElse(List.of())) {
            boolean ours = nics.stream().anyMatch(n -> n.used() && n.name().equals(one.nic()));
            if (ours && here(one.address()) && !own.contains(one.address())) {
                all.put(one.address(), one);
            }
        }
        return all;
    }

    /** The neighbours once the system has found out about those that were nudged. */
    private Optional<List<Neighbours.Neighbour>> settled(
            Set<InetAddress> nudged, Set<InetAddress> routers) {
        Optional<List<Neighbours.Neighbour>> now = Neighbours.of(machine);
        for (int look = 0; look < LOOKS && now.isPresent(); look++) {
            boolean open =
                    now.get().stream()
                            .filter(n ->
                                    nudged.contains(n.address()) || routers.contains(n.address()))
                            .anyMatch(n -> n.answer() == Answer.UNKNOWN);
            if (!open) return now;
            machine.pause(LOOK);
            now = Neighbours.of(machine);
        }
        return now;
    }

    private List<Way> ways(NodeFacts node) {
        List<Way> ways = new ArrayList<>();
        ways.add(way(new Goal.Outside(), InetAddress.ofLiteral(OUTSIDE)));
        for (Nic nic : nics) {
            if (!nic.used()) continue;
            for (Subnet net : nic.nets()) {
                somebody(net).ifPresent(to -> ways.add(way(new Goal.Local(nic.name(), net), to)));
            }
        }
        if (node instanceof NodeFacts.Open open) {
            open.contacts().stream()
                    .flatMap(person -> person.places().stream())
                    .flatMap(at -> at.literal().stream())
                    .filter(at -> !at.isLoopbackAddress() && !at.isLinkLocalAddress())
                    .distinct()
                    .limit(MOST_CALLS)
                    .forEach(at -> ways.add(way(new Goal.Contact(at), at)));
        }
        return ways;
    }

    private Way way(Goal goal, InetAddress to) {
        return new Way(goal, machine.sourceTo(to).flatMap(this::owner));
    }

    private Optional<String> owner(InetAddress source) {
        for (Nic nic : nics) {
            for (Subnet net : nic.nets()) {
                if (Subnet.of(net.address()).contains(source)) return Optional.of(nic.name());
            }
        }
        return Optional.empty();
    }

    /** An address beside ours; whether anybody has it does not matter, nothing is sent there. */
    private static Optional<InetAddress> somebody(Subnet net) {
        byte[] other = net.address().getAddress();
        if (!net.four() || net.bits() > 30) return Optional.empty();
        int last = other.length - 1;
        int ends = net.bits() >= 24 ? (1 << (32 - net.bits())) - 1 : 255;
        int mine = other[last] & ends;
        for (int flip : new int[] {1, 2, 3}) {
            int next = mine ^ flip;
            if (next == 0 || next == ends) continue;
            other[last] = (byte) (other[last] ^ flip);
            try {
                return Optional.of(InetAddress.getByAddress(other));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
    }
}
