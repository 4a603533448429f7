package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Aead;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.Ed25519;
import org.quietdrop.crypto.KemKeyPair;
import org.quietdrop.crypto.MlKem768;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.X25519;
import org.quietdrop.crypto.XAead;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Project Wycheproof: the corner cases of every primitive that we use. */
final class WycheproofTest {
    private interface Sealing {
        byte[] seal(byte[] key, byte[] nonce, byte[] ad, byte[] plain);
    }

    private static final SortedSet<String> FILES =
            new TreeSet<>(
                    List.of(
                            "chacha20_poly1305",
                            "ed25519",
                            "mlkem_768",
                            "mlkem_768_encaps",
                            "mlkem_768_keygen_seed",
                            "mlkem_768_semi_expanded_decaps",
                            "x25519",
                            "xchacha20_poly1305"));

    private int ran;
    private int notOurs;

    private void each(String name, int expected, BiConsumer<JsonObject, JsonObject> test) {
        assertTrue(FILES.contains(name), name);
        JsonObject file = VectorFile.json("wycheproof/" + name + "_test.json");
        assertEquals(expected, file.get("numberOfTests").getAsInt(), "the file was cut");
        for (JsonObject group : VectorFile.objects(file, "testGroups")) {
            for (JsonObject vector : VectorFile.objects(group, "tests")) {
                try {
                    test.accept(group, vector);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(name + " test " + vector.get("tcId"), e);
                }
                ran++;
            }
        }
        String rest = notOurs == 0 ? "" : ", " + notOurs + " not applicable";
        System.out.println("Wycheproof " + name + ": " + (ran - notOurs) + " passed" + rest);
        assertEquals(expected, ran, "a group or a test was skipped");
    }

    /** A file that nobody reads proves nothing. */
    @Test
    void everyFileIsRead() throws IOException, URISyntaxException {
        URL folder = WycheproofTest.class.getResource("/vectors/wycheproof");
        assertNotNull(folder);
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            assertEquals(
                    FILES,
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".json"))
                            .map(file -> file.replace("_test.json", ""))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static boolean valid(JsonObject vector) {
        return vector.get("result").getAsString().equals("valid");
    }

    @Test
    void x25519() {
        each(
                "x25519",
                518,
                (group, v) -> {
                    byte[] secret = VectorFile.hex(v, "private");
                    byte[] point = VectorFile.hex(v, "public");
                    byte[] shared = VectorFile.hex(v, "shared");
                    if (Arrays.equals(shared, new byte[32])) {
                        // Allowed by the RFC, ended by the protocol.
                        assertThrows(OpenFailed.class, () -> X25519.agree(secret, point));
                    } else {
                        assertArrayEquals(shared, X25519.agree(secret, point));
                    }
                });
    }

    @Test
    void chacha20Poly1305() {
        each(
                "chacha20_poly1305",
                325,
                (group, v) -> aead(v, Aead.NONCE_SIZE, Aead::seal, Aead::open));
    }

    @Test
    void xchacha20Poly1305() {
        each(
                "xchacha20_poly1305",
                315,
                (group, v) -> aead(v, XAead.NONCE_SIZE, XAead::seal, XAead::open));
    }

    private static void aead(JsonObject v, int nonceSize, Sealing seal, Sealing open) {
        byte[] key = VectorFile.hex(v, "key");
        byte[] nonce = VectorFile.hex(v, "iv");
        byte[] ad = VectorFile.hex(v, "aad");
        byte[] plain = VectorFile.hex(v, "msg");
        byte[] sealed = Bytes.join(VectorFile.hex(v, "ct"), VectorFile.hex(v, "tag"));
        if (nonce.length != nonceSize) {
            // A nonce of another length is a mistake of ours, never taken.
            assertEquals("invalid", v.get("result").getAsString());
            assertThrows(IllegalArgumentException.class, () -> open.seal(key, nonce, ad, sealed));
        } else if (valid(v)) {
            assertArrayEquals(sealed, seal.seal(key, nonce, ad, plain));
            assertArrayEquals(plain, open.seal(key, nonce, ad, sealed));
        } else {
            assertThrows(OpenFailed.class, () -> open.seal(key, nonce, ad, sealed));
        }
    }

    @Test
    void ed25519() {
        each(
                "ed25519",
                151,
                (group, v) ->
                        assertEquals(
                                valid(v),
                                Ed25519.verify(
                                        VectorFile.hex(group.getAsJsonObject("publicKey"), "pk"),
                                        VectorFile.hex(v, "msg"),
                                        VectorFile.hex(v, "sig"))));
    }

    /** The JDK draws d and z of FIPS 203 one after the other: so a seed can be handed in. */
    private static KemKeyPair fromSeed(byte[] seed) {
        FixedRandom random =
                new FixedRandom(Arrays.copyOf(seed, 32), Arrays.copyOfRange(seed, 32, 64));
        return MlKem768.generate(random);
    }

    @Test
    void mlKemKeyGeneration() {
        each(
                "mlkem_768_keygen_seed",
                100,
                (group, v) -> {
                    try (KemKeyPair pair = fromSeed(VectorFile.hex(v, "seed"))) {
                        assertArrayEquals(VectorFile.hex(v, "ek"), pair.encapsulationKey());
                        try (SecretKey dk = pair.decapsulationKey()) {
                            assertEquals(v.get("dkSha256").getAsString(), sha256(dk.expose()));
                        }
                    }
                });
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void mlKemDecapsulation() {
        each(
                "mlkem_768",
                193,
                (group, v) -> {
                    byte[] seed = VectorFile.hex(v, "seed");
                    if (seed.length != 64) {
                        // Keys come from our own randomness or from 2,400 bytes, never from a seed.
                        assertEquals("invalid", v.get("result").getAsString());
                        notOurs++;
                        return;
                    }
                    try (KemKeyPair pair = fromSeed(seed)) {
                        opens(v, pair);
                    }
                });
    }

    private static void opens(JsonObject v, KemKeyPair pair) {
        byte[] ct = VectorFile.hex(v, "c");
        if (valid(v)) {
            try (SecretKey ss = pair.decaps(ct);
                    SecretKey expected = SecretKey.of(VectorFile.hex(v, "K"))) {
                assertEquals(true, ss.sameAs(expected));
            }
        } else {
            assertThrows(OpenFailed.class, () -> pair.decaps(ct));
        }
    }

    @Test
    void mlKemStoredKeys() {
        each(
                "mlkem_768_semi_expanded_decaps",
                9,
                (group, v) -> {
                    byte[] dk = VectorFile.hex(v, "dk");
                    if (valid(v)) {
                        try (KemKeyPair pair = KemKeyPair.of(dk)) {
                            assertArrayEquals(VectorFile.hex(v, "ek"), pair.encapsulationKey());
                            opens(v, pair);
                        }
                    } else {
                        assertThrows(
                                OpenFailed.class,
                                () -> {
                                    try (KemKeyPair pair = KemKeyPair.of(dk)) {
                                        pair.decaps(VectorFile.hex(v, "c")).close();
                                    }
                                });
                    }
                });
    }

    @Test
    void mlKemEncapsulation() {
        each(
                "mlkem_768_encaps",
                265,
                (group, v) -> {
                    byte[] ek = VectorFile.hex(v, "ek");
                    FixedRandom random = new FixedRandom(VectorFile.hex(v, "m"));
                    if (valid(v)) {
                        MlKem768.Encapsulation made = MlKem768.encaps(ek, random);
                        assertArrayEquals(VectorFile.hex(v, "c"), made.ct().toArray());
                        try (SecretKey expected = SecretKey.of(VectorFile.hex(v, "K"))) {
                            assertEquals(true, made.ss().sameAs(expected));
                        }
                    } else {
                        assertThrows(OpenFailed.class, () -> MlKem768.encaps(ek, random));
                    }
                });
    }
}
