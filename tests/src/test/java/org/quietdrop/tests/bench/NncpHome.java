package org.quietdrop.tests.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One node of nncp: its configuration, its spool and the folder for what others send. */
final class NncpHome {
    private static final Pattern KEY = Pattern.compile("^\\s+([a-z]+): ([A-Z2-7]{50,})$");
    private static final List<String> PUBLIC = List.of("id", "exchpub", "signpub", "noisepub");

    /** The length of names of nodes and packets; a link to a node and half a packet have others. */
    private static final int HASH = 52;

    private final Path folder;
    private final Map<String, String> keys = new TreeMap<>();

    private NncpHome(Path folder) {
        this.folder = folder;
    }

    /** A new node that knows nobody. */
    static NncpHome make(Path folder) throws IOException, InterruptedException {
        NncpHome home = new NncpHome(folder);
        Files.createDirectories(folder.resolve("in"));
        Files.createDirectories(folder.resolve("spool"));
        Process made = new ProcessBuilder("nncp-cfgnew", "-nocomments").start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (made.waitFor() != 0) throw new AssertionError("nncp-cfgnew failed");
        for (String line : said.lines().toList()) {
            Matcher key = KEY.matcher(line);
            if (key.matches()) home.keys.put(key.group(1), key.group(2));
        }
        return home;
    }

    /**
     * Writes the configuration: the other node is the neighbour "peer".
     *
     * @param at where it listens
     */
    void introduce(NncpHome other, Optional<String> at) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("{");
        lines.add("spool: " + folder.resolve("spool"));
        lines.add("log: " + folder.resolve("log"));
        lines.add("nohdr: true");
        lines.add("self: {");
        keys.forEach((name, key) -> lines.add(name + ": " + key));
        lines.add("}");
        lines.add("neigh: {");
        lines.add("self: {");
        lines.addAll(card());
        lines.add("}");
        lines.add("peer: {");
        lines.addAll(other.card());
        lines.add("incoming: " + folder.resolve("in"));
        at.ifPresent(address -> lines.add("addrs: {loopback: \"" + address + "\"}"));
        lines.add("}");
        lines.add("}");
        lines.add("}");
        Files.write(folder.resolve("nncp.hjson"), lines);
    }

    private List<String> card() {
        return PUBLIC.stream().map(name -> name + ": " + keys.get(name)).toList();
    }

    String config() {
        return folder.resolve("nncp.hjson").toString();
    }

    /** One of nncp's programs over this home; not started yet. */
    ProcessBuilder command(String program, String... more) {
        List<String> words = new ArrayList<>(List.of(program, "-quiet", "-cfg", config()));
        words.addAll(List.of(more));
        return new ProcessBuilder(words).inheritIO();
    }

    /** How many whole packets lie in the spool: "tx" to leave, "rx" arrived and not yet tossed. */
    int packets(String direction) {
        int packets = 0;
        for (String node : names(folder.resolve("spool"))) {
            if (node.length() != HASH) continue;
            for (String name : names(folder.resolve("spool").resolve(node).resolve(direction))) {
                if (name.length() == HASH) packets++;
            }
        }
        return packets;
    }

    /** How many files others have sent. */
    int arrived() {
        return (int) names(folder.resolve("in")).stream().filter(n -> n.startsWith("m")).count();
    }

    /** Where a file sent under this name is. */
    Path incoming(Path name) {
        return folder.resolve("in").resolve(name);
    }

    private static List<String> names(Path folder) {
        String[] names = folder.toFile().list();
        return names == null ? List.of() : List.of(names);
    }
}
