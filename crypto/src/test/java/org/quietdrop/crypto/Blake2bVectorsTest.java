package org.quietdrop.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The keyed known answers of the BLAKE2 authors (resources/vectors/README.md). */
final class Blake2bVectorsTest {
    @Test
    void keyedKnownAnswers() throws IOException {
        int passed = 0;
        byte[] input = {};
        byte[] key = {};
        try (InputStream in = getClass().getResourceAsStream("/vectors/blake2/blake2b-kat.txt")) {
            assertNotNull(in);
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
                byte[] value =
                        HexFormat.of().parseHex(line.substring(line.indexOf(':') + 1).strip());
                if (line.startsWith("in:")) {
                    input = value;
                } else if (line.startsWith("key:")) {
                    key = value;
                } else {
                    assertArrayEquals(value, Blake2b.digest(64, key, new byte[16], input));
                    passed++;
                }
            }
        }
        System.out.println("BLAKE2b keyed vectors: " + passed + " passed");
        assertEquals(256, passed);
    }
}
