package org.quietdrop.tests.vectors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.Cpace;
import org.quietdrop.crypto.OpenFailed;
import org.quietdrop.crypto.Ristretto255;

/** The vectors of the CPace draft for ristretto255 and SHA-512, initiator-responder form. */
final class CpaceVectorsTest {
    private static final JsonObject FILE = VectorFile.json("cpace/ristretto255-sha512.json");
    private static final JsonObject EXCHANGE = FILE.getAsJsonObject("CPace-ristretto255-SHA512");
    private static final JsonObject POINTS =
            FILE.getAsJsonObject("ristretto255 scalar_mult_vfy points");

    private static byte[] hex(String field) {
        return VectorFile.hex(EXCHANGE, field);
    }

    private static Cpace.Exchange exchange(byte[] ya, byte[] yb) {
        return new Cpace.Exchange(
                Bytes.of(hex("sid")),
                Bytes.of(ya),
                Bytes.of(hex("ADa")),
                Bytes.of(yb),
                Bytes.of(hex("ADb")));
    }

    @Test
    void theExchange() {
        byte[] g = Cpace.generator(hex("PRS"), hex("CI"), hex("sid"));
        assertArrayEquals(hex("g"), g);
        assertArrayEquals(hex("Ya"), Cpace.share(g, hex("ya")));
        assertArrayEquals(hex("Yb"), Cpace.share(g, hex("yb")));
        assertArrayEquals(hex("K"), Ristretto255.multiply(hex("ya"), hex("Yb")));
        Cpace.Exchange exchange = exchange(hex("Ya"), hex("Yb"));
        assertArrayEquals(hex("ISK_IR"), Cpace.initiatorKey(exchange, hex("ya")));
        assertArrayEquals(hex("ISK_IR"), Cpace.responderKey(exchange, hex("yb")));
        System.out.println(
                "CPace vectors: 7 values passed (g, Ya, Yb, K, ISK_IR of both sides, lv)");
        assertEquals("8001", Bytes.of(Cpace.lv(new byte[128])).hex().substring(0, 4));
    }

    @Test
    void points() {
        JsonObject valid = POINTS.getAsJsonObject("Valid");
        byte[] s = VectorFile.hex(valid, "s");
        assertArrayEquals(
                VectorFile.hex(valid, "G.scalar_mult_vfy(s,X)"),
                Ristretto255.multiply(s, VectorFile.hex(valid, "X")));
        for (String name : new String[] {"Invalid Y1", "Invalid Y2"}) {
            byte[] bad = VectorFile.hex(POINTS, name);
            assertThrows(OpenFailed.class, () -> Ristretto255.multiply(s, bad));
            assertThrows(
                    OpenFailed.class,
                    () -> Cpace.initiatorKey(exchange(hex("Ya"), bad), hex("ya")));
            assertThrows(
                    OpenFailed.class,
                    () -> Cpace.responderKey(exchange(bad, hex("Yb")), hex("yb")));
        }
        System.out.println("CPace points: 1 valid, 2 invalid, as expected");
    }
}
