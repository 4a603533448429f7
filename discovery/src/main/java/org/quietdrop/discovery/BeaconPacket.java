package org.quietdrop.discovery;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What the beacon says, 18 bytes: {@code QDB}, the version 1, the 12 bytes of the node's present
 * random name, the port of its links (big-endian).
 *
 * @param instance 24 hexadecimal digits
 * @param port 1 to 65535
 */
record BeaconPacket(String instance, int port) {
    static final int SIZE = 18;

    /** {@code QDB} and the version. */
    private static final int HEAD = 0x51444201;

    private static final int NAME = 12;

    byte[] bytes() {
        return ByteBuffer.allocate(SIZE)
                .putInt(HEAD)
                .put(HexFormat.of().parseHex(instance))
                .putShort((short) port)
                .array();
    }

    /** The first {@code length} bytes, if they are exactly one beacon. */
    static Optional<BeaconPacket> read(byte[] data, int length) {
        if (length != SIZE) {
            return Optional.empty();
        }
        ByteBuffer packet = ByteBuffer.wrap(data, 0, SIZE);
        if (packet.getInt() != HEAD) {
            return Optional.empty();
        }
        byte[] name = new byte[NAME];
        packet.get(name);
        int port = packet.getShort() & 0xffff;
        return port == 0
                ? Optional.empty()
                : Optional.of(new BeaconPacket(HexFormat.of().formatHex(name), port));
    }
}
