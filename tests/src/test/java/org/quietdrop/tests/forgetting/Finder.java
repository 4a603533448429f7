package org.quietdrop.tests.forgetting;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.XAead;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody with the store key who reads every byte of a home: tries each place where a sealed thing
 * may stand with each key that can be had, and searches all that opens, and the bytes as they are.
 * Knows the format from FORMAT.md, not from the code of the store.
 */
final class Finder {
    private static final int NONCE = 24;
    private static final int SMALLEST = 96;

    private final SecretKey storeKey;
    private final Consumer<byte[]> look;
    private int opened;

    /**
     * @param look is shown all that opens, and each file as it is
     */
    Finder(SecretKey storeKey, Consumer<byte[]> look) {
        this.storeKey = storeKey;
        this.look = look;
    }

    /** Collects what looks like a mark. */
    static Consumer<byte[]> marks(String pattern, Set<String> found) {
        Pattern mark = Pattern.compile(pattern);
        return bytes -> {
            Matcher matcher = mark.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            while (matcher.find()) {
                found.add(matcher.group());
            }
        };
    }

    /** Looks at everything in a folder, once a clean mark lies there. */
    void search(Path folder) throws Exception {
        inIndex(folder);
        List<byte[]> dataKeys = new ArrayList<>();
        List<Path> files = files(folder);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            look.accept(bytes);
            dataKeys.addAll(headers(bytes));
        }
        for (Path file : files) {
            frames(Files.readAllBytes(file), dataKeys);
        }
        if (opened == 0) {
            throw new AssertionError("nothing opened at all");
        }
    }

    private static byte[] slice(byte[] bytes, int at, int length) {
        return Arrays.copyOfRange(bytes, at, at + length);
    }

    /** Wrapped data keys, wherever in a file they stand. */
    private List<byte[]> headers(byte[] bytes) {
        byte[] wrap = Blake2b.prf(storeKey, "QDv1 db wrap");
        List<byte[]> keys = new ArrayList<>();
        for (int at : places(bytes, "QDropSEG", 128)) {
            try {
                byte[] nonce = slice(bytes, at + 24, 24);
                byte[] box = slice(bytes, at + 48, 80);
                keys.add(slice(XAead.open(wrap, nonce, slice(bytes, at, 24), box), 0, 32));
            } catch (OpenFailed e) {
                // no header of ours
            }
        }
        return keys;
    }

    private static List<Integer> places(byte[] bytes, String magic, int length) {
        List<Integer> places = new ArrayList<>();
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int at = all.indexOf(magic); at >= 0; at = all.indexOf(magic, at + 1)) {
            if (at + length <= bytes.length) {
                places.add(at);
            }
        }
        return places;
    }

    /** Frames under any of the keys. The segment's number stands in its header, if it has one. */
    private void frames(byte[] bytes, List<byte[]> dataKeys) {
        for (int at : places(bytes, "QDfr", 64)) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int length = in.getInt(at + 4);
            if (length < 16 || length > bytes.length - at - 64) {
                continue;
            }
            for (byte[] dataKey : dataKeys) {
                byte[] ad =
                        ByteBuffer.allocate(76)
                                .put(bytes, at, 64)
                                .putLong(in.getLong(16))
                                .putInt(at)
                                .array();
                open(
                        Blake2b.prf(dataKey, "QDv1 db frame"),
                        slice(bytes, at + 32, 24),
                        ad,
                        slice(bytes, at + 64, length));
            }
        }
    }

    private boolean open(byte[] key, byte[] nonce, byte[] ad, byte[] box) {
        try {
            look.accept(XAead.open(key, nonce, ad, box));
            opened++;
            return true;
        } catch (OpenFailed e) {
            return false;
        }
    }

    /**
     * Looks into index files, also at what MapDB has freed: every offset is tried as the nonce of a
     * value, under the key of every clean mark that opens.
     */
    void inIndex(Path folder) throws Exception {
        List<byte[]> keys = new ArrayList<>();
        for (Path file : files(folder)) {
            keys.addAll(indexKeys(Files.readAllBytes(file)));
        }
        if (keys.isEmpty()) {
            throw new AssertionError("no clean mark opens");
        }
        for (Path file : files(folder)) {
            if (file.getFileName().toString().contains("index.db")) {
                for (byte[] key : keys) {
                    values(Files.readAllBytes(file), key);
                }
            }
        }
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private List<byte[]> indexKeys(byte[] bytes) {
        byte[] markKey = Blake2b.prf(storeKey, "QDv1 db mark");
        List<byte[]> keys = new ArrayList<>();
        for (int at : places(bytes, "QDropMRK", 152)) {
            try {
                byte[] nonce = slice(bytes, at + 12, 24);
                byte[] box = slice(bytes, at + 36, 116);
                keys.add(slice(XAead.open(markKey, nonce, slice(bytes, at, 12), box), 36, 32));
            } catch (OpenFailed e) {
                // no mark of ours
            }
        }
        return keys;
    }

    /** XChaCha20 without its tag: what a key decrypts, one need not be sure of to read it. */
    private void values(byte[] bytes, byte[] indexKey) {
        for (int at = 0; at + NONCE + SMALLEST < bytes.length; at++) {
            if (!looksRandom(bytes, at)) {
                continue;
            }
            byte[] nonce = slice(bytes, at, NONCE);
            byte[] head = stream(indexKey, nonce, slice(bytes, at + NONCE, 9));
            long version = ByteBuffer.wrap(head).getLong();
            if (version < 1 || version > 1 << 24 || head[8] != 1) {
                continue;
            }
            int length = Math.min(2048, bytes.length - at - NONCE);
            look.accept(stream(indexKey, nonce, slice(bytes, at + NONCE, length)));
        }
    }

    /** Whether a nonce may begin here: most of the file is zeros. */
    private static boolean looksRandom(byte[] bytes, int at) {
        int zeros = 0;
        for (int i = at; i < at + NONCE; i++) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros < 6;
    }

    private static byte[] stream(byte[] key, byte[] nonce, byte[] box) {
        // Sealing is adding the stream: sealing the box again undoes it.
        byte[] sealed = XAead.seal(key, nonce, new byte[0], box);
        return Arrays.copyOf(sealed, box.length);
    }
}
