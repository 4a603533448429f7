package org.quietdrop.node.demo;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.daemon.UnlockedHome.Kept;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that one who carries can tell: who left how many boxes, from the record of each in the store;
 * who took how many, from the links that were up when they went. Each word of it comes from there.
 */
final class Knowledge {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    /**
     * The store at a moment when something had changed in it.
     *
     * @param linked the friends with a link at that moment, by user id
     * @param carried everything that was kept then, by drop id
     */
    record Moment(Instant at, Set<String> linked, Map<Bytes, Kept> carried) {}

    private final Map<String, String> friends;
    private final ZoneId zone;

    /**
     * @param friends from user id to how the story calls them
     */
    Knowledge(Map<String, String> friends, ZoneId zone) {
        this.friends = Map.copyOf(friends);
        this.zone = zone;
    }

    /** One line for each thing that can be told, oldest first. */
    List<String> of(List<Moment> moments) {
        List<String> told = new ArrayList<>();
        Map<Bytes, Kept> before = Map.of();
        for (Moment now : moments) {
            Map<String, Integer> left = new LinkedHashMap<>();
            Map<String, Integer> took = new LinkedHashMap<>();
            for (Map.Entry<Bytes, Kept> e : now.carried().entrySet()) {
                if (before.containsKey(e.getKey())) continue;
                left.merge(depositor(e.getValue()), 1, Integer::sum);
            }
            for (Map.Entry<Bytes, Kept> e : before.entrySet()) {
                if (now.carried().containsKey(e.getKey())) continue;
                took.merge(whoCame(now.linked(), depositor(e.getValue())), 1, Integer::sum);
            }
            String at = CLOCK.format(now.at().atZone(zone));
            left.forEach((who, n) -> told.add(who + " left " + boxes(n) + " at " + at));
            took.forEach((who, n) -> told.add(who + " took " + boxes(n) + " at " + at));
            before = now.carried();
        }
        return told;
    }

    private String depositor(Kept kept) {
        return name(kept.known().depositor().hex());
    }

    private String name(String id) {
        String name = friends.get(id);
        if (name == null) throw new UserError(Exit.FAILED, "a box of a stranger is carried");
        return name;
    }

    /** Nobody collects what he left: if only one other friend was there, it was that one. */
    private String whoCame(Set<String> linked, String depositor) {
        Set<String> others = new HashSet<>();
        for (String id : linked) others.add(name(id));
        others.remove(depositor);
        return others.size() == 1 ? others.iterator().next() : "somebody";
    }

    private static String boxes(int n) {
        return n == 1 ? "1 box" : n + " boxes";
    }
}
