package org.quietdrop.node.daemon;

import org.quietdrop.node.control.Version;
import org.quietdrop.node.core.View;
import org.quietdrop.node.system.OwnMemory;
import org.quietdrop.node.wire.Endpoint;
import org.quietdrop.store.Home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that somebody who runs a node asks of it, as {@code status} says it (COMMANDS.md). What is
 * not known while the node is locked stays zero, empty or away.
 */
final class StatusReport {
    /** Files of a home that are counted. */
    private static final int MOST_FILES = 10_000;

    private static final int DEEP = 3;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>(OwnMemory.warnings());

    StatusReport(Home home, Instant began, Instant now) {
        fields.put("state", "locked");
        fields.put("pid", ProcessHandle.current().pid());
        fields.put("listening", List.of());
        fields.put("links", 0);
        fields.put("outbox", 0);
        fields.put("unread", 0);
        fields.put("carried", 0);
        fields.put("version", Version.TEXT);
        fields.put("control", Version.CONTROL);
        fields.put("home", home.root().toString());
        fields.put("started", began.truncatedTo(ChronoUnit.SECONDS).toString());
        // The clock may have been set back meanwhile.
        fields.put("uptimeSeconds", Math.max(0, Duration.between(began, now).toSeconds()));
        fields.put("diskBytes", size(home.root()));
        fields.put("warnings", warnings);
    }

    /**
     * What is set.
     *
     * @param locksAt when the node locks by itself if nobody uses it until then
     */
    void settings(Config config, Optional<Instant> locksAt) {
        Map<String, String> all = config.all();
        fields.put("proxy", all.getOrDefault("proxy", "off"));
        fields.put("autoLock", all.getOrDefault("auto-lock", "off"));
        locksAt.ifPresent(
                at -> fields.put("locksAt", at.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    /** What cannot be said, and why. */
    void warning(String text) {
        warnings.add(text);
    }

    /** Which keyring opens it. */
    void remembered(String where) {
        fields.put("remembered", where);
    }

    /** The vault is open. */
    void open(OpenNode node) {
        fields.put("state", "ready");
        fields.put("listening", node.listening().stream().map(Endpoint::toString).toList());
        warnings.addAll(node.warnings());
        fields.put("discovery", node.discovery());
        node.visible().ifPresent(visible -> fields.put("visible", visible));
    }

    /** What the core knows; it may be too busy to say. */
    void counts(View.Counts counts) {
        warnings.addAll(counts.warnings());
        fields.put("links", counts.links());
        fields.put("outbox", counts.outbox());
        fields.put("unread", counts.unread());
        fields.put("carried", counts.carried());
        fields.put("contacts", counts.contacts());
        fields.put("name", counts.name());
        fields.put("id", counts.id());
    }

    Map<String, Object> fields() {
        return fields;
    }

    /** Of all files together; what goes away meanwhile counts as nothing. */
    private static long size(Path root) {
        try (Stream<Path> all = Files.walk(root, DEEP)) {
            return all.limit(MOST_FILES).mapToLong(StatusReport::length).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static long length(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
