package org.quietdrop.node.core;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.relay.DropKeys;
import org.quietdrop.node.wire.Frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that stand for boxes and handles where nobody opens them. */
final class Boxes {
    private Boxes() {}

    /** So many bytes of one value. */
    static Bytes filled(int value, int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return Bytes.of(bytes);
    }

    /** So many bytes, each number other ones. */
    static Bytes numbered(int number, int size) {
        byte[] bytes = new byte[size];
        ByteBuffer.wrap(bytes).putInt(number);
        return Bytes.of(bytes);
    }

    /** A box of the right size under one handle. */
    static Frame.Deposit deposit(int number, int days) {
        return new Frame.Deposit(filled(1, 16), days, numbered(number, DropKeys.DROP_SIZE));
    }
}
