package org.quietdrop.node.core;

import org.quietdrop.node.contact.Petname;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What others on this network call themselves, for everybody to see. Anybody can say anything: none
 * of it ever becomes, or is taken for, a contact. Confined to the core thread.
 */
final class Claims {
    /** More are not remembered. */
    private static final int MOST = 64;

    private record Claim(String name, List<String> hosts) {}

    private final Map<String, Claim> all = new LinkedHashMap<>();

    /** An instance shows this name at that host. */
    void said(Event.NameSeen seen) {
        Claim before = all.get(seen.instance());
        List<String> hosts = new ArrayList<>(before == null ? List.of() : before.hosts());
        if (!hosts.contains(seen.host())) hosts.add(seen.host());
        if (before == null && all.size() >= MOST) all.remove(all.keySet().iterator().next());
        all.put(seen.instance(), new Claim(seen.name(), hosts));
    }

    /** The instance shows nothing any more. */
    void gone(String instance) {
        all.remove(instance);
    }

    List<View.Claim> list(Turn turn) {
        return all.values().stream().map(claim -> view(turn, claim)).toList();
    }

    private static View.Claim view(Turn turn, Claim claim) {
        String like =
                turn.contacts().all().stream()
                        .map(c -> c.petname())
                        .filter(petname -> key(petname).equals(key(claim.name())))
                        .findFirst()
                        .orElse(null);
        return new View.Claim(claim.name(), List.copyOf(claim.hosts()), like);
    }

    /** Other forms of the same letters look alike, too. */
    private static String key(String name) {
        return Petname.key(Normalizer.normalize(name, Normalizer.Form.NFKC));
    }
}
