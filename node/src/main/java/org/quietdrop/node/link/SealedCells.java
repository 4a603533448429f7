package org.quietdrop.node.link;

import org.quietdrop.crypto.noise.CellCipher;
import org.quietdrop.node.wire.Cells;
import org.quietdrop.node.wire.Frame;

import java.util.List;

/** The cells of one connection after its handshake. Owns their keys. For one thread. */
final class SealedCells implements AutoCloseable {
    private final CellCipher cipher;

    /** Takes the cipher over. */
    SealedCells(CellCipher cipher) {
        this.cipher = cipher;
    }

    /** Seals a plaintext of 4,080 bytes into the next cell, 4,096 bytes. */
    byte[] seal(byte[] plaintext) {
        return cipher.seal(plaintext);
    }

    /**
     * Opens the next cell, 4,096 bytes.
     *
     * @throws org.quietdrop.crypto.OpenFailed if it is not the other side's next cell
     * @throws org.quietdrop.node.wire.ProtocolViolation if it holds what it may not
     */
    List<Frame> open(byte[] wire) {
        return Cells.unpack(cipher.open(wire));
    }

    @Override
    public void close() {
        cipher.close();
    }
}
