package org.quietdrop.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What real shells make of the completion scripts, and the manual pages of all commands. */
@Timeout(300)
final class CompletionTest {
    @TempDir private Path folder;
    private final Capture capture = new Capture();

    private List<String> said(String... args) {
        assertEquals(0, capture.run(args));
        return capture.lines("no such folder");
    }

    private Path script(String shell) throws IOException {
        Path node = folder.resolve("quietdrop");
        Files.writeString(
                node, "#!/bin/sh\n[ \"$1\" = contacts ] && printf 'bob\\nBarbara Li\\n'\n");
        Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwx------"));
        String text = String.join("\n", said("completion", shell)) + "\n";
        return Files.writeString(folder.resolve("_quietdrop." + shell), text);
    }

    private static boolean there(String shell) {
        boolean there =
                List.of("/bin/", "/usr/bin/").stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place + shell)));
        if (!there) System.out.println("SKIPPED: completion in " + shell + ", which is not here");
        return there;
    }

    /** What a shell prints. */
    private List<String> shell(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().merge("PATH", folder.toString(), (path, own) -> own + ":" + path);
        builder.directory(folder.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(100, TimeUnit.SECONDS));
        return said.lines().toList();
    }

    private List<String> bash(String line) throws Exception {
        Path script = script("bash");
        String ask =
                """
                source %s
                COMP_WORDS=(%s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _quietdrop
                printf '%%s\\n' "${COMPREPLY[@]}"
                """
                        .formatted(script, line);
        return shell("bash", "--norc", "-c", ask);
    }

    @Test
    void bashCompletes() throws Exception {
        assumeTrue(there("bash"));
        assertEquals(List.of("send", "search"), bash("quietdrop se"));
        assertEquals(List.of("bob"), bash("quietdrop --json send b"));
        assertEquals(List.of("Barbara\\ Li"), bash("quietdrop --home /tmp send B"));
        assertEquals(List.of("--wait"), bash("quietdrop send bob --w"));
        assertEquals(List.of("add"), bash("quietdrop address ''"));
        assertEquals(List.of("bob"), bash("quietdrop address add bo"));
        assertEquals(List.of("bob"), bash("quietdrop search maps --from bo"));
        assertEquals(List.of("_quietdrop.bash"), bash("quietdrop backup create _"));
        assertEquals(List.of(""), bash("quietdrop send bob - --wait d"));
        assertEquals(List.of(""), bash("quietdrop init --name bo"));
    }

    @Test
    void fishCompletes() throws Exception {
        assumeTrue(there("fish"));
        Path script = script("fish");
        assertEquals(List.of("search", "send"), fish(script, "quietdrop se"));
        assertEquals(List.of("Barbara Li", "bob"), fish(script, "quietdrop --json send "));
        assertEquals(List.of("--wait"), fish(script, "quietdrop send bob --wa"));
        assertEquals(List.of("add"), fish(script, "quietdrop address "));
    }

    private List<String> fish(Path script, String line) throws Exception {
        String ask = "source %s; complete -C '%s'".formatted(script, line);
        return shell("fish", "--no-config", "-c", ask).stream()
                .map(found -> found.replaceAll("\\t.*", ""))
                .sorted()
                .toList();
    }

    @Test
    void zshReadsIt() throws Exception {
        assumeTrue(there("zsh"));
        Path script = script("zsh");
        String ask =
                """
                compdef() { :; }
                source %s
                _files() { print files; }
                compadd() { shift; print -l -- "$@"; }
                words=(quietdrop --json send b); CURRENT=4; _quietdrop
                words=(quietdrop address ''); CURRENT=3; _quietdrop
                words=(quietdrop backup create x); CURRENT=4; _quietdrop
                """
                        .formatted(script);
        assertEquals(List.of("bob", "Barbara Li", "add", "files"), shell("zsh", "-f", "-c", ask));
    }

    @Test
    void anUnknownShellIsSaid() {
        assertEquals(2, capture.run("completion", "tcsh"));
        assertEquals(
                List.of(
                        "! quietdrop: there is no completion for \"tcsh\". There is for bash, zsh"
                                + " and fish"),
                capture.lines("no such folder"));
    }

    @Test
    void everyCommandHasAPageAndAnExample() throws Exception {
        said("manual", folder.resolve("man").toString());
        List<String> pages;
        try (var files = Files.list(folder.resolve("man"))) {
            pages = files.map(file -> String.valueOf(file.getFileName())).toList();
        }
        assertTrue(pages.contains("quietdrop.1") && pages.contains("quietdrop-address-add.1"));
        for (String page : pages) {
            String text = Files.readString(folder.resolve("man").resolve(page));
            assertTrue(text.startsWith(".TH QUIETDROP"), page);
            assertFalse(text.contains("${"), page);
            if (!page.equals("quietdrop.1")) {
                assertTrue(text.contains(".SH EXAMPLES"), page + " has no example");
            }
        }
        assumeTrue(there("man"));
        for (String page : pages) {
            List<String> told =
                    shell("man", "--warnings=w", "-E", "UTF-8", "-l", "-Tutf8", "man/" + page);
            assertTrue(told.size() > 5, page);
            assertFalse(told.stream().anyMatch(l -> l.contains("warning:")), told.toString());
        }
    }
}
