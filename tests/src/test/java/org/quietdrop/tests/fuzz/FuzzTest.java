package org.quietdrop.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Each target under Jazzer, in a process of its own, for a time: {@code mvn verify -Pfuzz}, {@code
 * -Dfuzz.time=10m} (also s and h), {@code -Dfuzz.only=WireFuzz}. What was found that reaches new
 * code stays in {@code target/fuzz} and is where the next run begins.
 */
@Tag("fuzz")
final class FuzzTest {
    private static final Path ALL = Path.of("target/fuzz").toAbsolutePath();
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

    static List<FuzzTarget> targets() {
        String only = System.getProperty("fuzz.only", "");
        List<FuzzTarget> chosen =
                FuzzTarget.all().stream()
                        .filter(t -> only.isEmpty() || List.of(only.split(",")).contains(t.name()))
                        .toList();
        assertFalse(chosen.isEmpty(), "there is no target " + only);
        return chosen;
    }

    private static Duration time() {
        String text = System.getProperty("fuzz.time", "10m");
        assertTrue(text.matches("[0-9]{1,6}[smh]"), "fuzz.time is a time like 90s, 10m or 2h");
        return Duration.parse("PT" + text);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothingIsFound(FuzzTarget target) throws IOException, InterruptedException {
        Path home = ALL.resolve(target.name());
        Path corpus = Files.createDirectories(home.resolve("corpus"));
        Path seeds = Files.createDirectories(home.resolve("seeds"));
        int number = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(seeds.resolve("seed" + number++), seed);
        }
        Path log = home.resolve("log");
        Process process =
                new ProcessBuilder(command(target, corpus, seeds))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroy();
        }
        List<String> said = lines(log);
        try (Stream<Path> found = Files.list(home)) {
            List<Path> crashes = found.filter(FuzzTest::isFinding).toList();
            String end =
                    String.join("\n", said.subList(Math.max(0, said.size() - 40), said.size()));
            assertEquals(List.of(), crashes, "findings, the newest:\n" + end);
            assertEquals(0, code, end);
        }
        Matcher done = DONE.matcher(String.join("\n", said));
        assertTrue(done.find(), "it did not come to its end");
        try (Stream<Path> kept = Files.list(corpus)) {
            System.out.printf(
                    "%s: %,d executions in %s s, %d seeds, %d in the corpus, no finding%n",
                    target.name(),
                    Long.valueOf(done.group(1)),
                    done.group(2),
                    number,
                    kept.count());
        }
    }

    private static boolean isFinding(Path file) {
        return file.getFileName().toString().matches("(crash|timeout|oom|leak|slow-unit)-.*");
    }

    private static List<String> lines(Path log) throws IOException {
        try (BufferedReader reader =
                Files.newBufferedReader(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            return reader.lines().toList();
        }
    }

    private static List<String> command(FuzzTarget target, Path corpus, Path seeds) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path home = Objects.requireNonNull(corpus.getParent());
        return new ArrayList<>(
                List.of(
                        java,
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.program().getName(),
                        "--instrumentation_includes=org.quietdrop.**",
                        "--custom_hook_includes=org.quietdrop.**",
                        "--reproducer_path=" + home,
                        "-artifact_prefix=" + home + "/",
                        "-max_total_time=" + time().toSeconds(),
                        "-timeout=20",
                        "-rss_limit_mb=2048",
                        "-print_final_stats=1",
                        corpus.toString(),
                        seeds.toString()));
    }
}
