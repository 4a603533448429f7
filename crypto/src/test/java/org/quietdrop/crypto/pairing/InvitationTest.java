package org.quietdrop.crypto.pairing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.quietdrop.crypto.SecretKey;
import org.quietdrop.crypto.UserId;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

class InvitationTest {
    private static final Instant END = Instant.ofEpochSecond(1_800_000_000L);

    private static byte[] filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static Invitation invitation(String... at) {
        return new Invitation(
                UserId.of(filled(1)), SecretKey.take(filled(2)), List.of(at), END.plusMillis(500));
    }

    private static Invitation read(String text) {
        return assertInstanceOf(Invitation.Parsed.Read.class, Invitation.parse(text)).invitation();
    }

    private static void isNone(String text) {
        assertInstanceOf(Invitation.Parsed.NotAnInvitation.class, Invitation.parse(text), text);
    }

    @Test
    void theTextIsTheOneOfTheSpecification() {
        assertEquals(
                "quietdrop:1?i=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
                        + "&s=AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI"
                        + "&a=10.0.0.1:4000,[fe80::1%25eth0]:4000&e=1800000000",
                invitation("10.0.0.1:4000", "[fe80::1%eth0]:4000").uri());
    }

    @Test
    void whatWasWrittenIsRead() {
        for (Invitation made : List.of(invitation(), invitation("a.b:1", "[fe80::1%eth0]:4000"))) {
            Invitation again = read(made.uri());
            assertEquals(made.inviter(), again.inviter());
            assertArrayEquals(made.secret().expose(), again.secret().expose());
            assertEquals(made.addresses(), again.addresses());
            assertEquals(END, again.expiry());
        }
    }

    @Test
    void aTextThatATerminalHasBrokenIsRead() {
        String uri = invitation("10.0.0.1:4000").uri();
        String broken = "  " + uri.substring(0, 40) + "\r\n   " + uri.substring(40) + "\n";
        assertEquals(List.of("10.0.0.1:4000"), read(broken).addresses());
    }

    @Test
    void whatALaterVersionAddsIsSkippedAndALaterVersionIsNamed() {
        String uri = invitation().uri();
        assertEquals(END, read(uri + "&z=new").expiry());
        assertInstanceOf(
                Invitation.Parsed.Newer.class, Invitation.parse(uri.replace(":1?", ":2?")));
    }

    @Test
    void anythingElseIsNone() {
        String uri = invitation("10.0.0.1:4000").uri();
        isNone("");
        isNone("https://example.org/?i=1");
        isNone(uri.toUpperCase(Locale.ROOT));
        isNone(uri + "&e=1");
        isNone(uri + "&");
        isNone(uri.replace("&e=1800000000", ""));
        isNone(uri.replace("&e=1800000000", "&e=-1"));
        isNone(uri.replace("10.0.0.1", "10.0.0.1\u001b[31m"));
        isNone(uri.replace("10.0.0.1:4000", ""));
        isNone(uri.replace("10.0.0.1:4000", "a:1,".repeat(8) + "a:1"));
        isNone(uri + "&z=" + "x".repeat(Invitation.LONGEST));
        // The last character of 43 holds four bits: no other text may stand for the same bytes.
        isNone(uri.replace("AQEBAQEBAQE&", "AQEBAQEBAQF&"));
    }

    @Test
    void noPartOfATextIsOne() {
        String uri = invitation("10.0.0.1:4000").uri();
        int end = uri.indexOf("&e=") + 3;
        for (int i = 0; i < end; i++) isNone(uri.substring(0, i));
    }

    @Test
    void aRandomChangeIsReadOrRefusedAndNothingElse() {
        String uri = invitation("10.0.0.1:4000", "[fe80::1%eth0]:4000").uri();
        Random seeded = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder changed = new StringBuilder(uri);
            int at = seeded.nextInt(uri.length());
            changed.setCharAt(at, (char) seeded.nextInt(seeded.nextBoolean() ? 128 : 0x10000));
            switch (Invitation.parse(changed.toString())) {
                case Invitation.Parsed.Read read -> {
                    String again = read.invitation().uri();
                    assertEquals(again, read(again).uri());
                }
                case Invitation.Parsed.Newer _, Invitation.Parsed.NotAnInvitation _ -> {}
            }
        }
    }

    @Test
    void itsKeysDifferFromTheSecretAndFromEachOther() {
        try (SecretKey secret = SecretKey.take(filled(2));
                SecretKey hello = Invitation.helloKey(secret);
                SecretKey psk = Invitation.psk(secret)) {
            assertFalse(hello.sameAs(psk));
            assertFalse(hello.sameAs(secret));
            assertFalse(psk.sameAs(secret));
        }
    }

    @Test
    void itDoesNotShowItsSecretAndIsNotMadeOfAnything() {
        assertEquals("Invitation[redacted]", invitation().toString());
        assertThrows(IllegalArgumentException.class, () -> invitation("a b:1"));
        assertThrows(IllegalArgumentException.class, () -> invitation("a&b:1"));
    }
}
