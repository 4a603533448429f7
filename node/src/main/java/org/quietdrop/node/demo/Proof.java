package org.quietdrop.node.demo;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.RandomSource;
import org.quietdrop.node.core.UserError;
import org.quietdrop.node.core.UserError.Exit;
import org.quietdrop.node.core.View;
import org.quietdrop.node.daemon.UnlockedHome;
import org.quietdrop.node.daemon.UnlockedHome.Kept;
import org.quietdrop.node.inspect.Planted;
import org.quietdrop.node.inspect.SecretSearch;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for what was said, the names and the keys wherever a stranger could look, and tells what
 * the carrier knows. What searches must find what was planted: else it proves nothing.
 */
final class Proof {
    private final List<DemoNode> cast;
    private final Recorder recorder;
    private final Carrier carrier;
    private final Teller teller;
    private final RandomSource random;
    private final String planted;
    private final Map<DemoNode, List<UnlockedHome>> unlocked = new HashMap<>();

    Proof(
            List<DemoNode> cast,
            Recorder recorder,
            Carrier carrier,
            Teller teller,
            RandomSource random,
            String planted) {
        this.cast = cast;
        this.recorder = recorder;
        this.carrier = carrier;
        this.teller = teller;
        this.random = random;
        this.planted = planted;
    }

    private DemoNode carol() {
        return cast.getLast();
    }

    // ---- gathering

    /** Ends all nodes and takes everything that somebody else could get hold of. */
    Evidence gather() throws IOException, InterruptedException {
        plantOnWire();
        Evidence evidence = new Evidence();
        for (DemoNode node : cast) {
            // It is still there after strange bytes came in.
            node.call("contacts", Map.of(), View.Contacts.class);
            evidence.process(node.who(), node.pid());
        }
        carrier.close();
        for (DemoNode node : cast) node.stop();
        evidence.wire(recorder.recorded());
        for (DemoNode node : cast) {
            Planted.in(node.home().resolve("planted"), planted);
            evidence.home(node.who(), node.home());
        }
        for (Path copy : carrier.copies()) {
            evidence.home(carol().who() + "'s " + copy.getFileName(), copy);
        }
        return evidence;
    }

    /** Sends a line to a node that is no QuietDrop at all: the wire's positive control. */
    private void plantOnWire() throws IOException {
        WireTap tap = recorder.tap(carol().port());
        try (Socket socket = new Socket(Ports.loopback(), tap.port())) {
            OutputStream to = socket.getOutputStream();
            to.write(planted.getBytes(StandardCharsets.UTF_8));
            to.flush();
        }
    }

    /** Opens the homes with their passphrases, and the copies of the carrier's. */
    void unlock() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (DemoNode node : cast) {
            unlocked.put(node, List.of());
            all.add(CompletableFuture.runAsync(() -> unlock(node)));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    private void unlock(DemoNode node) {
        List<Path> folders = new ArrayList<>(List.of(node.home()));
        if (node == carol()) folders.addAll(carrier.copies());
        List<UnlockedHome> homes =
                UnlockedHome.read(folders, node.passphrase().toCharArray(), random);
        synchronized (unlocked) {
            unlocked.put(node, homes);
        }
    }

    private List<UnlockedHome> homes(DemoNode node) {
        return unlocked.getOrDefault(node, List.of());
    }

    // ---- searching

    private static void sentences(SecretSearch search) {
        search.text("the first sentence", Story.FIRST);
        search.text("the second sentence", Story.SECOND);
        search.text("the third sentence", Story.THIRD);
    }

    private SecretSearch secrets(List<String> codes) {
        SecretSearch search = new SecretSearch();
        sentences(search);
        codes.forEach(code -> search.text("a pairing code", code));
        for (DemoNode node : cast) {
            search.text(node.who() + "'s name", node.name());
            search.text(node.who() + "'s passphrase", node.passphrase());
            for (byte[] secret : homes(node).getFirst().secrets()) {
                search.bytes(node.who() + "'s keys", secret);
            }
        }
        for (Kept kept : carried().values()) {
            search.bytes("the handle of a box", kept.known().handle().toArray());
            search.bytes("a box", kept.drop().toArray());
        }
        return search;
    }

    /** Searches everything; false if something was found that must not be there. */
    boolean nothingIn(Evidence evidence, List<String> codes, Duration time) {
        SecretSearch control = new SecretSearch();
        control.text("the planted line", planted);
        List<String> blind = new ArrayList<>(evidence.blindFor(control));
        List<String> forms =
                evidence.search(control).stream().map(SecretSearch.Finding::form).toList();
        Planted.FORMS.stream().filter(form -> !forms.contains(form)).forEach(blind::add);
        if (!blind.isEmpty()) {
            throw new UserError(Exit.FAILED, "the search is blind for " + String.join(", ", blind));
        }
        observer(time);
        List<SecretSearch.Finding> found = evidence.search(secrets(codes));
        if (!clean(found)) return false;
        teller.tell(
                String.format(
                        Locale.ROOT,
                        "Searched all of it, and the nodes' homes, logs, arguments and environment (%,d bytes),",
                        evidence.searched()),
                null);
        teller.more(
                "for the three sentences, the names, the passphrases, the codes, the keys and the boxes: nothing.");
        teller.more(
                "(A planted line was found at every place and in every form, so the search works.)");
        return true;
    }

    private boolean clean(List<SecretSearch.Finding> found) {
        for (SecretSearch.Finding one : found) {
            teller.more("FOUND " + one.what() + " as " + one.form() + " in " + one.place());
        }
        return found.isEmpty();
    }

    private void observer(Duration time) {
        long cells = 0;
        long bytes = 0;
        List<WireTap.Connection> all = recorder.recorded();
        for (WireTap.Connection one : all) {
            cells += one.there().length / Recorder.CELL + one.back().length / Recorder.CELL;
            bytes += one.there().length + one.back().length;
        }
        teller.tell(
                String.format(
                        Locale.ROOT,
                        "Between the three, in %d s: %d connections, %d cells of 4,096 bytes, %,d bytes in all.",
                        time.toSeconds(),
                        all.size(),
                        cells,
                        bytes),
                null);
        teller.more(
                "An observer has these, their times, and which port spoke to which. Not who, not what, not how long.");
    }

    // ---- what the carrier knows

    private List<UnlockedHome> copies() {
        return homes(carol()).subList(1, homes(carol()).size());
    }

    private Map<Bytes, Kept> carried() {
        Map<Bytes, Kept> all = new HashMap<>();
        for (UnlockedHome copy : copies()) all.putAll(copy.carried());
        return all;
    }

    /** Tells all of it; false if it is more than it may be. */
    boolean carrierKnows() {
        Map<String, String> friends =
                cast.stream().collect(Collectors.toMap(DemoNode::id, DemoNode::who));
        List<String> told =
                new Knowledge(friends, ZoneId.systemDefault()).of(carrier.moments(copies()));
        if (!homes(carol()).getFirst().carried().isEmpty()) {
            throw new UserError(Exit.FAILED, "carol carries a box that nobody will ask for");
        }
        SecretSearch sentences = new SecretSearch();
        sentences(sentences);
        SecretSearch control = new SecretSearch();
        cast.forEach(node -> control.text(node.who(), node.name()));
        List<byte[]> values =
                homes(carol()).stream().map(UnlockedHome::values).flatMap(List::stream).toList();
        long seen = search(control, values).map(SecretSearch.Finding::what).distinct().count();
        if (seen < cast.size()) {
            throw new UserError(Exit.FAILED, "the search in carol's store is blind");
        }
        if (!clean(search(sentences, values).toList())) return false;
        teller.tell("Carol knows: " + String.join(", ", told) + ". That is all.", null);
        teller.more(
                "Opened with her passphrase, her store held of each box a random handle, who left it, the day it ends,");
        teller.more(
                "and 4,040 sealed bytes; of the three sentences nothing. (Her friends' names were found, so that search works, too.)");
        return true;
    }

    private static Stream<SecretSearch.Finding> search(SecretSearch search, List<byte[]> values) {
        return values.stream().flatMap(value -> search.in("carol's store", value).stream());
    }
}
