package org.quietdrop.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.SecretKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The golden vectors of store/FORMAT.md, read from there. */
public final class Golden {
    private Golden() {}

    /** The bytes in the block "golden NAME". */
    public static byte[] vector(String name) throws IOException {
        String text = Files.readString(Path.of("FORMAT.md"));
        Matcher block = Pattern.compile("```golden " + name + "\n([0-9a-f\\s]+)```").matcher(text);
        if (!block.find()) {
            throw new AssertionError("FORMAT.md has no golden vector " + name);
        }
        return HexFormat.of().parseHex(block.group(1).replaceAll("\\s", ""));
    }

    /** Compares what the code writes with what the page says. */
    public static void check(String name, byte[] written) throws IOException {
        HexFormat hex = HexFormat.of();
        assertEquals(hex.formatHex(vector(name)), hex.formatHex(written), name);
    }

    /** 32 times 11: the store key of the vectors. */
    public static SecretKey storeKey() {
        return SecretKey.take(repeated(0x11, 32));
    }

    /** 16 times aa: the tag of the batch before. */
    public static Bytes tag() {
        return Bytes.of(repeated(0xaa, 16));
    }

    private static byte[] repeated(int value, int times) {
        byte[] bytes = new byte[times];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
