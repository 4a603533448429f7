package org.quietdrop.tests.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** No claim without a test: every test that THREAT_MODEL.md names must exist. */
final class ThreatModelTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]+Test)`");

    /** The top folder of the project: tests run in their module's folder. */
    private static Path top() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("THREAT_MODEL.md")) ? here : here.resolve("..");
    }

    @Test
    void everyNamedTestExists() throws IOException {
        Set<String> missing = new TreeSet<>();
        Matcher named = NAMED.matcher(Files.readString(top().resolve("THREAT_MODEL.md")));
        while (named.find()) missing.add(named.group(1));
        assertTrue(missing.size() > 10, "the document names its tests");
        missing.removeAll(testClasses());
        assertEquals(Set.of(), missing);
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> modules = Files.list(top())) {
            List<Path> sources =
                    modules.map(m -> m.resolve("src/test/java"))
                            .filter(Files::isDirectory)
                            .toList();
            Set<String> found = new TreeSet<>();
            for (Path source : sources) {
                try (Stream<Path> files = Files.walk(source)) {
                    found.addAll(
                            files.map(f -> String.valueOf(f.getFileName()))
                                    .filter(f -> f.endsWith("Test.java"))
                                    .map(f -> f.substring(0, f.length() - ".java".length()))
                                    .collect(Collectors.toSet()));
                }
            }
            return found;
        }
    }
}
