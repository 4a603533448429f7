package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The frozen vectors are what the oracle makes today, byte for byte. Wants Python 3; run by {@code
 * mvn -Poracle verify}.
 */
@Tag("oracle")
final class OracleTest {
    private static final Path ORACLE = Path.of("oracle").toAbsolutePath();

    private record Run(int code, String said) {}

    private static Run python(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "python3";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), said);
    }

    private static void wanted() throws InterruptedException {
        boolean there;
        try {
            there = python("--version").code() == 0;
        } catch (IOException e) {
            there = false;
        }
        if (!there) System.out.println("SKIPPED: python3 is not installed, the oracle did not run");
        assumeTrue(there, "python3 is not installed");
    }

    @Test
    void itMakesTheFrozenFilesAgain() throws Exception {
        wanted();
        Run run = python(ORACLE.resolve("make_vectors.py").toString(), "--check");
        System.out.print(run.said());
        assertEquals(0, run.code(), "a frozen file differs from what the oracle makes");
        try (var files = Files.list(Path.of("src/test/resources/vectors/own"))) {
            long frozen = files.filter(file -> file.toString().endsWith(".json")).count();
            long same = run.said().lines().filter(line -> line.startsWith("same: ")).count();
            assertEquals(frozen, same, "a frozen file that the oracle does not make");
        }
    }

    /** And the oracle itself agrees with the public vectors. */
    @Test
    void itAgreesWithThePublicVectors() throws Exception {
        wanted();
        Run run = python(ORACLE.resolve("selfcheck.py").toString());
        System.out.print(run.said());
        assertEquals(0, run.code());
        assertTrue(run.said().contains("2113 vectors checked, 0 files differ"));
    }
}
