package org.quietdrop.crypto.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A handshake pattern as data.
 *
 * @param name as it stands in the protocol name, with its psk modifiers
 * @param initiatorKnown whether the responder knows the initiator's static key beforehand
 * @param responderKnown whether the initiator knows the responder's static key beforehand
 * @param messages the tokens of each message; the initiator speaks first, then they alternate
 */
public record HandshakePattern(
        String name, boolean initiatorKnown, boolean responderKnown, List<List<Token>> messages) {

    /** Nobody known: the anonymous hello. */
    public static final HandshakePattern NN = define("NN", "-> e", "<- e, ee");

    /** Both known: the link of two contacts, with {@code withPsk(0)}. */
    public static final HandshakePattern KK =
            define("KK", "-> s", "<- s", "...", "-> e, es, ss", "<- e, ee, se");

    /** Both told on the way: pairing, with {@code withPsk(0)}. */
    public static final HandshakePattern XX = define("XX", "-> e", "<- e, ee, s, es", "-> s, se");

    private static final String SUITE = "_25519_ChaChaPoly_BLAKE2b";

    public HandshakePattern {
        messages = messages.stream().map(List::copyOf).toList();
        if (messages.isEmpty() || messages.size() > 8) {
            throw new IllegalArgumentException("a pattern has one to eight messages");
        }
    }

    /**
     * Reads a pattern written as in the Noise specification: pre-messages, {@code ...}, messages.
     *
     * @throws IllegalArgumentException if it is not such a pattern
     */
    public static HandshakePattern define(String name, String... lines) {
        List<String> all = List.of(lines);
        int dots = all.indexOf("...");
        List<String> known = dots < 0 ? List.of() : all.subList(0, dots);
        if (!List.of("-> s", "<- s").containsAll(known)) {
            throw new IllegalArgumentException("only static keys are known beforehand");
        }
        List<List<Token>> messages = new ArrayList<>();
        for (String line : all.subList(dots + 1, all.size())) {
            if (!line.startsWith(messages.size() % 2 == 0 ? "-> " : "<- ")) {
                throw new IllegalArgumentException("the sides take turns");
            }
            List<Token> tokens = new ArrayList<>();
            for (String token : line.substring(3).split(", ", -1)) {
                tokens.add(Token.valueOf(token.toUpperCase(Locale.ROOT)));
            }
            messages.add(tokens);
        }
        return new HandshakePattern(name, known.contains("-> s"), known.contains("<- s"), messages);
    }

    /**
     * This pattern with a psk token: place 0 is before the first message, place n after the n-th.
     * The psk of a place goes in with the others in the order of the places.
     */
    public HandshakePattern withPsk(int place) {
        if (place < 0 || place > messages.size()) {
            throw new IllegalArgumentException("no such place for a psk");
        }
        List<List<Token>> changed = new ArrayList<>(messages);
        List<Token> tokens = new ArrayList<>(messages.get(Math.max(0, place - 1)));
        tokens.add(place == 0 ? 0 : tokens.size(), Token.PSK);
        changed.set(Math.max(0, place - 1), tokens);
        String next = name + (usesPsk() ? "+psk" : "psk") + place;
        return new HandshakePattern(next, initiatorKnown, responderKnown, changed);
    }

    /** Whether any message mixes a psk: then every ephemeral key is mixed into the key as well. */
    public boolean usesPsk() {
        return psks() > 0;
    }

    /** How many pre-shared keys it takes. */
    int psks() {
        return (int) messages.stream().flatMap(List::stream).filter(t -> t == Token.PSK).count();
    }

    /** Whether a side has to bring a static key, because the other knows it or will be told. */
    boolean needsStatic(boolean initiator) {
        boolean told = initiator ? initiatorKnown : responderKnown;
        for (int i = initiator ? 0 : 1; i < messages.size(); i += 2) {
            told |= messages.get(i).contains(Token.S);
        }
        return told;
    }

    /** The name that both sides hash first, such as {@code Noise_NN_25519_ChaChaPoly_BLAKE2b}. */
    public String protocolName() {
        return "Noise_" + name + SUITE;
    }
}
