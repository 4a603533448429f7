package org.quietdrop.node.inspect;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Something harmless that a search must find: else it is blind, and proves nothing. */
public final class Planted {
    /** The forms in which it must be found. */
    public static final List<String> FORMS =
            List.of("UTF-8", "UTF-16LE", "UTF-16BE", "hex", "base64");

    private Planted() {}

    /** Writes a file with this text in every form that the search knows. */
    public static void in(Path file, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(utf8);
        all.writeBytes(text.getBytes(StandardCharsets.UTF_16LE));
        all.writeBytes(text.getBytes(StandardCharsets.UTF_16BE));
        all.writeBytes(HexFormat.of().formatHex(utf8).getBytes(StandardCharsets.US_ASCII));
        // Behind one other byte: the phase that a naive search misses.
        all.writeBytes(
                Base64.getEncoder().encode(("x" + text + "x").getBytes(StandardCharsets.UTF_8)));
        Files.write(file, all.toByteArray());
    }
}
