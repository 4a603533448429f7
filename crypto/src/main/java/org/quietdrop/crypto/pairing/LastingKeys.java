package org.quietdrop.crypto.pairing;

import org.quietdrop.crypto.SecretKey;

/**
 * The four secrets of a relation that outlive its sessions; a renewal keeps them. Owns its keys:
 * {@link #close} wipes them.
 */
public final class LastingKeys implements AutoCloseable {
    private final SecretKey linkPsk;
    private final SecretKey tagRoot;
    private final SecretKey helloKey;
    private final SecretKey hintKey;

    /** Takes over the four keys, 32 bytes each. */
    public LastingKeys(
            SecretKey linkPsk, SecretKey tagRoot, SecretKey helloKey, SecretKey hintKey) {
        this.linkPsk = linkPsk;
        this.tagRoot = tagRoot;
        this.helloKey = helloKey;
        this.hintKey = hintKey;
    }

    /** psk_pair, live. */
    public SecretKey linkPsk() {
        return linkPsk;
    }

    /** tag_root, live. */
    public SecretKey tagRoot() {
        return tagRoot;
    }

    /** hello_key, live. */
    public SecretKey helloKey() {
        return helloKey;
    }

    /** hint_key, live. */
    public SecretKey hintKey() {
        return hintKey;
    }

    /** An independent copy, which the caller closes. */
    public LastingKeys copy() {
        return new LastingKeys(linkPsk.copy(), tagRoot.copy(), helloKey.copy(), hintKey.copy());
    }

    @Override
    public void close() {
        linkPsk.close();
        tagRoot.close();
        helloKey.close();
        hintKey.close();
    }

    @Override
    public String toString() {
        return "LastingKeys[redacted]";
    }
}
