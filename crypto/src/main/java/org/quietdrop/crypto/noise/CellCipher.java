package org.quietdrop.crypto.noise;

import org.quietdrop.crypto.OpenFailed;

/**
 * Seals and opens the cells of a link: {@value #PLAIN} bytes inside, {@value #WIRE} on the wire,
 * always. Each direction is rekeyed before its cell n when n is a nonzero multiple of {@value
 * #REKEY_EVERY}; n is the Noise nonce, so it starts at 0 again after {@link #mixKem}. The first
 * cell that does not open ends the link. For one thread at a time.
 */
public final class CellCipher implements AutoCloseable {
    /** Length of a cell on the wire in bytes. */
    public static final int WIRE = 4096;

    /** Length of a cell's content in bytes. */
    public static final int PLAIN = 4080;

    /** Cells under one key. */
    public static final long REKEY_EVERY = 65_536;

    private final TransportState transport;

    /** Takes the transport over: nobody else seals or opens with it from here on. */
    public CellCipher(TransportState transport) {
        this.transport = transport;
    }

    /**
     * Seals the next cell.
     *
     * @param plain exactly 4,080 bytes
     * @return exactly 4,096 bytes
     */
    public byte[] seal(byte[] plain) {
        if (plain.length != PLAIN) {
            throw new IllegalArgumentException("a cell holds 4,080 bytes");
        }
        if (rekeyBefore(transport.sendNonce())) {
            transport.rekeySend();
        }
        return transport.seal(plain);
    }

    /**
     * Opens the next cell.
     *
     * @param wire exactly 4,096 bytes
     * @return exactly 4,080 bytes
     * @throws OpenFailed if it is anything but the other side's next cell; the link is over then
     */
    public byte[] open(byte[] wire) {
        if (wire.length != WIRE) {
            transport.close();
            throw new OpenFailed();
        }
        if (rekeyBefore(transport.receiveNonce())) {
            transport.rekeyReceive();
        }
        return transport.open(wire);
    }

    private static boolean rekeyBefore(long n) {
        return n != 0 && n % REKEY_EVERY == 0;
    }

    /**
     * Mixes the link's ML-KEM secret into both directions: the initiator after it sealed its first
     * cell, the responder after it opened that. Both counters start at 0 again.
     *
     * @param ss 32 bytes
     */
    public void mixKem(byte[] ss) {
        transport.mixKem(ss);
    }

    /** The handshake hash of the link, 64 bytes. */
    public byte[] handshakeHash() {
        return transport.handshakeHash().toArray();
    }

    /** Wipes the keys. Closing twice does nothing. */
    @Override
    public void close() {
        transport.close();
    }
}
