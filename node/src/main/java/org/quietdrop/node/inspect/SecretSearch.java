package org.quietdrop.node.inspect;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Looks for things that must not be somewhere: texts as UTF-8 and UTF-16 of both byte orders, keys
 * raw, and all of them as hex and base64 of every phase and both alphabets. Whoever uses it also
 * plants something and demands that it is found: a search that cannot find proves nothing.
 *
 * <p>One thread at a time.
 */
public final class SecretSearch implements AutoCloseable {
    /** Shorter things are met by chance in random bytes. */
    public static final int SHORTEST = 5;

    private static final int BLOCK = 1 << 20;

    /**
     * Something was found.
     *
     * @param place where: what the caller called it
     * @param what the label of the thing
     * @param form in which form: UTF-8, hex, ...
     */
    public record Finding(String place, String what, String form) {}

    private static final class Needle {
        private final String what;
        private final String form;
        private final byte[] bytes;

        Needle(String what, String form, byte[] bytes) {
            this.what = what;
            this.form = form;
            this.bytes = bytes;
        }
    }

    private final Map<Integer, List<Needle>> byStart = new HashMap<>();
    private final boolean[] starts = new boolean[1 << 16];
    private final Set<String> labels = new LinkedHashSet<>();
    private int longest = 4;

    /** Adds a text. Spelling matters; all lower case is looked for as well. */
    public void text(String what, String text) {
        forms(what, text);
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals(text)) forms(what, lower);
    }

    private void forms(String what, String text) {
        for (Charset set :
                List.of(
                        StandardCharsets.UTF_8,
                        StandardCharsets.UTF_16LE,
                        StandardCharsets.UTF_16BE)) {
            add(what, set.name(), text.getBytes(set));
        }
        encodings(what, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds bytes, for example a key; they are copied. */
    public void bytes(String what, byte[] bytes) {
        add(what, "raw", bytes.clone());
        encodings(what, bytes);
    }

    /** The labels of all things looked for, in the order they were added. */
    public List<String> labels() {
        return List.copyOf(labels);
    }

    /** Searches these bytes. Each thing is told at most once for each form. */
    public List<Finding> in(String place, byte[] bytes) {
        return in(place, new ByteArrayInputStream(bytes));
    }

    /** Searches one file, its own name included. */
    public List<Finding> in(String place, Path file) throws IOException {
        List<Finding> all =
                new ArrayList<>(
                        in(
                                "the name of " + place,
                                file.getFileName().toString().getBytes(StandardCharsets.UTF_8)));
        try (InputStream in = Files.newInputStream(file)) {
            all.addAll(in(place, in));
        }
        return all;
    }

    private List<Finding> in(String place, InputStream in) {
        Set<Finding> found = new LinkedHashSet<>();
        byte[] window = new byte[BLOCK + longest];
        int kept = 0;
        try {
            int read;
            while ((read = in.readNBytes(window, kept, BLOCK)) > 0) {
                int end = kept + read;
                scan(place, window, end, found);
                kept = Math.min(longest - 1, end);
                System.arraycopy(window, end - kept, window, 0, kept);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(found);
    }

    private void scan(String place, byte[] window, int end, Set<Finding> found) {
        for (int at = 0; at + 4 <= end; at++) {
            if (!starts[(window[at] & 0xff) << 8 | (window[at + 1] & 0xff)]) continue;
            List<Needle> candidates = byStart.get(start(window, at));
            if (candidates == null) continue;
            for (Needle needle : candidates) {
                int to = at + needle.bytes.length;
                if (to <= end
                        && Arrays.equals(window, at, to, needle.bytes, 0, needle.bytes.length)) {
                    found.add(new Finding(place, needle.what, needle.form));
                }
            }
        }
    }

    private void encodings(String what, byte[] bytes) {
        add(what, "hex", hex(bytes, 'a'));
        add(what, "hex", hex(bytes, 'A'));
        // Inside a longer base64 text the bytes may begin at any of three phases; only the
        // characters that depend on nothing but our bytes can be looked for.
        for (int phase = 0; phase < 3; phase++) {
            byte[] shifted = new byte[phase + bytes.length];
            System.arraycopy(bytes, 0, shifted, phase, bytes.length);
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                byte[] all = encoder.withoutPadding().encode(shifted);
                int from = phase == 0 ? 0 : phase + 1;
                int to = shifted.length * 8 / 6;
                if (to - from > SHORTEST) {
                    add(what, "base64", Arrays.copyOfRange(all, from, to));
                }
                Arrays.fill(all, (byte) 0);
            }
            Arrays.fill(shifted, (byte) 0);
        }
    }

    private void add(String what, String form, byte[] bytes) {
        if (bytes.length < SHORTEST) {
            throw new IllegalArgumentException(what + " is too short: chance would find it");
        }
        labels.add(what);
        longest = Math.max(longest, bytes.length);
        starts[(bytes[0] & 0xff) << 8 | (bytes[1] & 0xff)] = true;
        byStart.computeIfAbsent(start(bytes, 0), k -> new ArrayList<>())
                .add(new Needle(what, form, bytes));
    }

    private static int start(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    /** Not by way of a string, which could not be wiped. */
    private static byte[] hex(byte[] bytes, char ten) {
        byte[] digits = new byte[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            digits[2 * i] = digit((bytes[i] & 0xff) >>> 4, ten);
            digits[2 * i + 1] = digit(bytes[i] & 0xf, ten);
        }
        return digits;
    }

    private static byte digit(int value, char ten) {
        return (byte) (value < 10 ? '0' + value : ten + value - 10);
    }

    /** Wipes everything that is looked for. */
    @Override
    public void close() {
        for (List<Needle> some : byStart.values()) {
            for (Needle needle : some) Arrays.fill(needle.bytes, (byte) 0);
        }
        byStart.clear();
    }
}
