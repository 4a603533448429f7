package org.quietdrop.node.demo;

import org.quietdrop.node.inspect.SecretSearch;
import org.quietdrop.node.inspect.SecretSearch.Finding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Everything that somebody else could get hold of: what went over the wire, the files of the homes
 * with their logs, and what the system shows of the processes. Something harmless is planted at
 * each kind of place, in every form, so that the search can prove itself.
 */
final class Evidence {
    private final Map<String, byte[]> places = new LinkedHashMap<>();
    private final List<String> kinds = new ArrayList<>();
    private long searched;

    /** Adds something under a kind of place, for example "the wire". */
    void add(String kind, String place, byte[] bytes) {
        places.put(place, bytes);
        kinds.add(kind);
        searched += bytes.length;
    }

    /** Adds a recording: each direction of each connection in one piece. */
    void wire(List<WireTap.Connection> connections) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (WireTap.Connection one : connections) {
            all.writeBytes(one.there());
            all.writeBytes(one.back());
        }
        add("wire", "the wire", all.toByteArray());
    }

    /** Adds every file of a home, names included. */
    void home(String who, Path home) throws IOException {
        try (var walk = Files.walk(home)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                String name = home.relativize(file).toString();
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8));
                all.writeBytes(Files.readAllBytes(file));
                add("home", who + "'s file " + name, all.toByteArray());
            }
        }
    }

    /** Adds what the system shows of a process, where it shows such a thing. */
    void process(String who, long pid) {
        for (String what : List.of("cmdline", "environ")) {
            Path file = Path.of("/proc", Long.toString(pid), what);
            try {
                add(what, who + "'s /proc " + what, Files.readAllBytes(file));
            } catch (IOException e) {
                // This system has no such file.
            }
        }
    }

    /** How many bytes there are to search. */
    long searched() {
        return searched;
    }

    /** Searches everything. */
    List<Finding> search(SecretSearch search) {
        List<Finding> all = new ArrayList<>();
        places.forEach((place, bytes) -> all.addAll(search.in(place, bytes)));
        return all;
    }

    /** The kinds of places where something was added but this is not found; should be none. */
    List<String> blindFor(SecretSearch search) {
        List<String> blind = new ArrayList<>(new TreeSet<>(kinds));
        int i = 0;
        for (Map.Entry<String, byte[]> place : places.entrySet()) {
            String kind = kinds.get(i++);
            if (!search.in(place.getKey(), place.getValue()).isEmpty()) blind.remove(kind);
        }
        return blind;
    }
}
