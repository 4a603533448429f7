package org.quietdrop.crypto.pairing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.SeededRandom;

import java.util.Arrays;

final class CodeExchangeTest {
    private final SeededRandom random = new SeededRandom(12);

    private static PairingCode code(String spoken) {
        return assertInstanceOf(PairingCode.Parsed.Read.class, PairingCode.parse(spoken)).code();
    }

    private boolean agree(PairingCode typed, PairingCode shown) {
        try (CodeExchange.Typist typist = new CodeExchange.Typist(typed, random)) {
            CodeExchange.Holder holder = new CodeExchange.Holder(shown, typist.first(), random);
            CodeExchange.Result result = typist.finish(holder.reply());
            assertEquals(result.prologue(), holder.result().prologue());
            return result.psk().sameAs(holder.result().psk());
        }
    }

    @Test
    void oneCodeGivesOnePskAndAnotherCodeAnother() {
        PairingCode code = code("07-walnut-violin-maple");
        assertTrue(agree(code, code("07 Walnut violin MAPLE")));
        for (String wrong :
                new String[] {
                    "08-walnut-violin-maple",
                    "07-walnut-violin-matrix",
                    "07-violin-walnut-maple",
                    "07-wall-violin-maple"
                }) {
            assertFalse(agree(code, code(wrong)), wrong);
            assertFalse(agree(code(wrong), code), wrong);
        }
    }

    @Test
    void everyExchangeHasItsOwnPsk() {
        PairingCode code = PairingCode.generate(random);
        try (CodeExchange.Typist one = new CodeExchange.Typist(code, random);
                CodeExchange.Typist two = new CodeExchange.Typist(code, random)) {
            CodeExchange.Holder first = new CodeExchange.Holder(code, one.first(), random);
            CodeExchange.Holder second = new CodeExchange.Holder(code, two.first(), random);
            assertFalse(first.result().psk().sameAs(second.result().psk()));
            assertFalse(one.finish(second.reply()).psk().sameAs(second.result().psk()));
        }
    }

    @Test
    void everyChangedBitIsRefusedOrGivesAnotherPsk() {
        PairingCode code = PairingCode.generate(random);
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random)) {
            byte[] first = typist.first();
            for (int bit = 0; bit < first.length * 8; bit++) {
                byte[] bad = first.clone();
                bad[bit / 8] ^= (byte) (1 << (bit % 8));
                try {
                    CodeExchange.Holder holder = new CodeExchange.Holder(code, bad, random);
                    assertFalse(typist.finish(holder.reply()).psk().sameAs(holder.result().psk()));
                } catch (OpenFailed e) {
                    // No point at all: refused, as it should be.
                }
            }
        }
    }

    @Test
    void theIdentityNoPointAndWrongSizesAreRefused() {
        PairingCode code = PairingCode.generate(random);
        byte[] noPoint = new byte[32];
        Arrays.fill(noPoint, (byte) 0xff);
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random)) {
            for (byte[] bad : new byte[][] {new byte[32], noPoint, new byte[31], new byte[33]}) {
                assertThrows(OpenFailed.class, () -> typist.finish(bad));
            }
            byte[] first = typist.first();
            byte[] identity = Arrays.copyOf(Arrays.copyOf(first, 16), 48);
            byte[] invalid = first.clone();
            System.arraycopy(noPoint, 0, invalid, 16, 32);
            for (byte[] bad :
                    new byte[][] {
                        identity, invalid, Arrays.copyOf(first, 47), Arrays.copyOf(first, 49)
                    }) {
                assertThrows(OpenFailed.class, () -> new CodeExchange.Holder(code, bad, random));
            }
        }
    }

    @Test
    void theResultSaysNoSecret() {
        PairingCode code = PairingCode.generate(random);
        try (CodeExchange.Typist typist = new CodeExchange.Typist(code, random)) {
            CodeExchange.Holder holder = new CodeExchange.Holder(code, typist.first(), random);
            assertTrue(holder.result().toString().contains("redacted"));
        }
    }
}
