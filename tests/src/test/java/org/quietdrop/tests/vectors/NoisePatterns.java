package org.quietdrop.tests.vectors;

import org.quietdrop.crypto.noise.HandshakePattern;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** All patterns of the Noise specification, sections 7.4, 7.5 and 18.1, by name. */
final class NoisePatterns {
    private static final String TABLE =
            """
            N: <- s / ... / -> e, es
            K: -> s / <- s / ... / -> e, es, ss
            X: <- s / ... / -> e, es, s, ss
            NN: -> e / <- e, ee
            KN: -> s / ... / -> e / <- e, ee, se
            NK: <- s / ... / -> e, es / <- e, ee
            KK: -> s / <- s / ... / -> e, es, ss / <- e, ee, se
            NX: -> e / <- e, ee, s, es
            KX: -> s / ... / -> e / <- e, ee, se, s, es
            XN: -> e / <- e, ee / -> s, se
            IN: -> e, s / <- e, ee, se
            XK: <- s / ... / -> e, es / <- e, ee / -> s, se
            IK: <- s / ... / -> e, es, s, ss / <- e, ee, se
            XX: -> e / <- e, ee, s, es / -> s, se
            IX: -> e, s / <- e, ee, se, s, es
            NK1: <- s / ... / -> e / <- e, ee, es
            NX1: -> e / <- e, ee, s / -> es
            X1N: -> e / <- e, ee / -> s / <- se
            X1K: <- s / ... / -> e, es / <- e, ee / -> s / <- se
            XK1: <- s / ... / -> e / <- e, ee, es / -> s, se
            X1K1: <- s / ... / -> e / <- e, ee, es / -> s / <- se
            X1X: -> e / <- e, ee, s, es / -> s / <- se
            XX1: -> e / <- e, ee, s / -> es, s, se
            X1X1: -> e / <- e, ee, s / -> es, s / <- se
            K1N: -> s / ... / -> e / <- e, ee / -> se
            K1K: -> s / <- s / ... / -> e, es / <- e, ee / -> se
            KK1: -> s / <- s / ... / -> e / <- e, ee, se, es
            K1K1: -> s / <- s / ... / -> e / <- e, ee, es / -> se
            K1X: -> s / ... / -> e / <- e, ee, s, es / -> se
            KX1: -> s / ... / -> e / <- e, ee, se, s / -> es
            K1X1: -> s / ... / -> e / <- e, ee, s / -> se, es
            I1N: -> e, s / <- e, ee / -> se
            I1K: <- s / ... / -> e, es, s / <- e, ee / -> se
            IK1: <- s / ... / -> e, s / <- e, ee, se, es
            I1K1: <- s / ... / -> e, s / <- e, ee, es / -> se
            I1X: -> e, s / <- e, ee, s, es / -> se
            IX1: -> e, s / <- e, ee, se, s / -> es
            I1X1: -> e, s / <- e, ee, s / -> se, es
            """;

    private static final Map<String, String> BY_NAME =
            TABLE.lines()
                    .map(line -> line.split(": ", 2))
                    .collect(Collectors.toMap(part -> part[0], part -> part[1]));

    private NoisePatterns() {}

    /**
     * The pattern of a name such as {@code XXpsk0+psk2}. The shipped three are taken as shipped.
     */
    static HandshakePattern named(String name) {
        int at = name.indexOf("psk");
        HandshakePattern pattern = base(at < 0 ? name : name.substring(0, at));
        if (at >= 0) {
            for (String modifier : name.substring(at).split("\\+", -1)) {
                pattern = pattern.withPsk(Integer.parseInt(modifier.substring(3)));
            }
        }
        return pattern;
    }

    private static HandshakePattern base(String name) {
        return switch (name) {
            case "NN" -> HandshakePattern.NN;
            case "KK" -> HandshakePattern.KK;
            case "XX" -> HandshakePattern.XX;
            default -> define(name);
        };
    }

    /** The pattern as this table has it, also for the shipped three. */
    static HandshakePattern define(String name) {
        String text = BY_NAME.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no pattern " + name);
        }
        return HandshakePattern.define(
                name, Arrays.stream(text.split(" / ", -1)).toArray(String[]::new));
    }
}
