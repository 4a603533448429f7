package org.quietdrop.tests.lan;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Nothing leaves towards anybody outside, although the way is open. Needs root on Linux: {@code mvn
 * -Pnetns -pl tests -am test}; an hour of it: {@link LongLanTest}.
 */
@Tag("netns")
@Timeout(400)
final class SinkLanTest {
    @TempDir private Path folder;

    @Test
    void nothingReachesTheSink() throws Exception {
        new SinkUse(folder, Duration.ofSeconds(45)).nothingElseIsSent();
    }
}
