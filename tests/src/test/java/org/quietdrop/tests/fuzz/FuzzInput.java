package org.quietdrop.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of the fuzzer as a row of choices; what is missing at the end is zero. */
public final class FuzzInput {
    private final byte[] data;
    private int at;

    public FuzzInput(byte[] data) {
        this.data = data;
    }

    public boolean more() {
        return at < data.length;
    }

    public int u8() {
        return more() ? data[at++] & 0xff : 0;
    }

    public int u16() {
        return u8() << 8 | u8();
    }

    public byte[] take(int size) {
        byte[] some = Arrays.copyOfRange(data, Math.min(at, data.length), at + size);
        at = Math.min(data.length, at + size);
        return some;
    }

    public byte[] rest() {
        byte[] some = Arrays.copyOfRange(data, Math.min(at, data.length), data.length);
        at = data.length;
        return some;
    }

    public String restText() {
        return new String(rest(), StandardCharsets.UTF_8);
    }

    /** The message as it is, or changed: bits turned over, cut, lengthened, or something else. */
    public byte[] changed(byte[] message) {
        int how = u8();
        return switch (how % 6) {
            case 1 -> {
                byte[] bad = message.clone();
                for (int i = 0; i <= how / 6 % 8 && bad.length > 0; i++) {
                    bad[u16() % bad.length] ^= (byte) u8();
                }
                yield bad;
            }
            case 2 -> Arrays.copyOf(message, u16() % (message.length + 1));
            case 3 -> Arrays.copyOf(message, message.length + 1 + u8());
            case 4 -> Arrays.copyOf(take(u16() % (message.length + 1)), message.length);
            case 5 -> take(u16() % 8_192);
            default -> message;
        };
    }
}
