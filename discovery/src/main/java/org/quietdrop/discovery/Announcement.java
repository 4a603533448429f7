package org.quietdrop.discovery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is announced: nothing that says who we are, unless the user wants a name to be seen.
 *
 * @param type the DNS-SD type, with its final dot
 * @param name only with {@link ServiceKind#NAME}
 */
record Announcement(
        ServiceKind kind,
        String type,
        String instance,
        int port,
        Optional<Integer> number,
        Optional<String> name) {
    /** Nothing is served under a name, yet a record without a port is none (port 9: discard). */
    static final int NO_PORT = 9;

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
        if (name.isPresent() != (kind == ServiceKind.NAME)) {
            throw new IllegalArgumentException("a name is shown as such, and nothing else is");
        }
        if (name.isPresent() && !ShownName.allowed(name.get())) {
            throw new IllegalArgumentException("not a name that may be shown");
        }
    }

    /** The same somewhere else. */
    Announcement at(String newInstance, int newPort) {
        return new Announcement(kind, type, newInstance, newPort, number, name);
    }

    /**
     * The TXT record's data: {@code v=1} and, for a pairing, {@code n=NN}, for a name {@code d=}.
     */
    byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        string(out, "v=1");
        number.ifPresent(n -> string(out, "n=%02d".formatted(n)));
        name.ifPresent(n -> string(out, "d=" + n));
        return out.toByteArray();
    }

    String fullName() {
        return instance + "." + type;
    }

    private static void string(ByteArrayOutputStream out, String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }
}
