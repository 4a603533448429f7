package org.quietdrop.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is announced: nothing that says who we are.
 *
 * @param type the DNS-SD type, with its final dot
 */
record Announcement(
        ServiceKind kind, String type, String instance, int port, Optional<Integer> number) {

    Announcement {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535");
        }
        if (number.isPresent() && (number.get() < 0 || number.get() > 99)) {
            throw new IllegalArgumentException("a pairing number is 0 to 99");
        }
        if (number.isPresent() && kind != ServiceKind.PAIRING) {
            throw new IllegalArgumentException("only a pairing has a number");
        }
    }

    /** The TXT record's data: {@code v=1} and, for a pairing, {@code n=NN}. */
    byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        string(out, "v=1");
        number.ifPresent(n -> string(out, "n=%02d".formatted(n)));
        return out.toByteArray();
    }

    String fullName() {
        return instance + "." + type;
    }

    private static void string(ByteArrayOutputStream out, String string) {
        byte[] bytes = string.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}
