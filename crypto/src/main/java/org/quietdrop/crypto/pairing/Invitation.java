package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.Blake2b;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an invitation says: who invites, a secret for one use, where to find the inviter, until when
 * (PROTOCOL.md, "Invitation"). Whoever holds the text can use it: it is as secret as a key until it
 * was used.
 */
public final class Invitation implements AutoCloseable {
    /** Addresses that an invitation may hold. */
    public static final int MAX_ADDRESSES = 8;

    /** The longest text worth reading, in characters. */
    public static final int LONGEST = 2_000;

    private static final String SCHEME = "quietdrop:";
    private static final String BEGIN = SCHEME + "1?";
    private static final int ENCODED = 43;
    private static final Set<String> NAMES = Set.of("i", "s", "a", "e");
    private static final byte[] ZERO = {0};

    private final UserId inviter;
    private final SecretKey secret;
    private final List<String> addresses;
    private final Instant expiry;

    /**
     * Takes ownership of the secret.
     *
     * @param inviter who invites
     * @param secret 32 bytes, random, never used for anything else
     * @param addresses HOST:PORT, at most {@link #MAX_ADDRESSES}; of letters, digits and {@code
     *     .:-_[]%} only
     * @param expiry whole seconds; not good any more from then on
     */
    public Invitation(UserId inviter, SecretKey secret, List<String> addresses, Instant expiry) {
        if (secret.size() != SecretKey.SIZE
                || addresses.size() > MAX_ADDRESSES
                || !addresses.stream().allMatch(Invitation::plain)) {
            throw new IllegalArgumentException("no such invitation");
        }
        this.inviter = inviter;
        this.secret = secret;
        this.addresses = List.copyOf(addresses);
        this.expiry = Instant.ofEpochSecond(expiry.getEpochSecond());
    }

    private static boolean plain(String address) {
        return address.matches("[A-Za-z0-9.:_\\[\\]%-]{1,255}");
    }

    /** Who invites. */
    public UserId inviter() {
        return inviter;
    }

    /** The secret, live. */
    public SecretKey secret() {
        return secret;
    }

    /** Where the inviter may be found: HOST:PORT. */
    public List<String> addresses() {
        return addresses;
    }

    /** From when on it is not good any more. */
    public Instant expiry() {
        return expiry;
    }

    /** The key of the hello between inviter and acceptor. */
    public static SecretKey helloKey(SecretKey secret) {
        return SecretKey.take(Blake2b.prf(secret.expose(), "QDv1 inv hello", ZERO));
    }

    /** The psk of their XXpsk0. */
    public static SecretKey psk(SecretKey secret) {
        return SecretKey.take(Blake2b.prf(secret.expose(), "QDv1 inv psk", ZERO));
    }

    /** The text to hand over. It holds the secret. */
    public String uri() {
        String at = String.join(",", addresses).replace("%", "%25");
        return BEGIN
                + "i="
                + base64(inviter.toArray())
                + "&s="
                + base64(secret.expose())
                + (at.isEmpty() ? "" : "&a=" + at)
                + "&e="
                + expiry.getEpochSecond();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads an invitation as somebody pasted it: blanks and line breaks inside it do not matter,
     * and what a later version added is skipped.
     */
    public static Parsed parse(String typed) {
        if (typed.length() > LONGEST) return new Parsed.NotAnInvitation();
        String text = typed.replaceAll("\\s+", "");
        if (!text.startsWith(BEGIN)) {
            boolean later = text.matches("quietdrop:[1-9][0-9]{0,3}\\?.*");
            return later ? new Parsed.Newer() : new Parsed.NotAnInvitation();
        }
        return fields(text.substring(BEGIN.length()))
                .flatMap(Invitation::read)
                .<Parsed>map(Parsed.Read::new)
                .orElseGet(Parsed.NotAnInvitation::new);
    }

    private static Optional<Map<String, String>> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split("&", -1)) {
            String[] parts = field.split("=", 2);
            if (parts.length != 2 || !parts[0].matches("[a-z]{1,16}")) return Optional.empty();
            if (!NAMES.contains(parts[0])) continue;
            if (fields.put(parts[0], parts[1]) != null) return Optional.empty();
        }
        return Optional.of(fields);
    }

    private static Optional<Invitation> read(Map<String, String> fields) {
        Optional<byte[]> inviter = bytes(fields.getOrDefault("i", ""));
        Optional<byte[]> secret = bytes(fields.getOrDefault("s", ""));
        String expiry = fields.getOrDefault("e", "");
        List<String> at =
                fields.containsKey("a")
                        ? List.of(fields.get("a").replace("%25", "%").split(",", -1))
                        : List.of();
        boolean good =
                inviter.isPresent()
                        && secret.isPresent()
                        && expiry.matches("[0-9]{1,11}")
                        && at.size() <= MAX_ADDRESSES
                        && at.stream().allMatch(Invitation::plain);
        if (!good) return Optional.empty();
        return Optional.of(
                new Invitation(
                        UserId.of(inviter.get()),
                        SecretKey.take(secret.get()),
                        at,
                        Instant.ofEpochSecond(Long.parseLong(expiry))));
    }

    /** 32 bytes and no other way to write them. */
    private static Optional<byte[]> bytes(String text) {
        if (text.length() != ENCODED) return Optional.empty();
        try {
            byte[] read = Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
            return base64(read).equals(text) ? Optional.of(read) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether both hold the same secret. */
    public boolean sameAs(SecretKey other) {
        return secret.sameAs(other);
    }

    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "Invitation[redacted]";
    }

    /** What became of a pasted text. */
    public sealed interface Parsed {
        /**
         * It is an invitation; whoever takes it closes it.
         *
         * @param invitation what it says
         */
        record Read(Invitation invitation) implements Parsed {}

        /** It is one of a later version. */
        record Newer() implements Parsed {}

        /** It is something else, or not whole. */
        record NotAnInvitation() implements Parsed {}
    }
}
