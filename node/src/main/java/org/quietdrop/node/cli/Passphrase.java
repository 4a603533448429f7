package org.quietdrop.node.cli;

import org.quietdrop.node.system.OwnMemory;

import java.util.Arrays;

/**
 * A passphrase on its way from the person to the vault. Wiped on close, never printed; from the
 * first one on nobody else may read the memory of this process.
 */
public final class Passphrase implements AutoCloseable {
    private final char[] chars;

    /** Takes ownership of the array. */
    public Passphrase(char[] chars) {
        OwnMemory.close();
        this.chars = chars;
    }

    /** The characters themselves, not a copy; valid until {@link #close}. */
    public char[] chars() {
        return chars;
    }

    /** Whether the other one is the same. */
    boolean sameAs(Passphrase other) {
        return Arrays.equals(chars, other.chars);
    }

    @Override
    public void close() {
        Arrays.fill(chars, '\0');
    }

    @Override
    public String toString() {
        return "Passphrase[redacted]";
    }
}
