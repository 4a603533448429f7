package org.quietdrop.crypto.ratchet;

import org.quietdrop.crypto.Bytes;
import org.quietdrop.crypto.PublicKey;

/**
 * What sealing gives. Commit {@code state} and {@code envelope} together before a byte leaves.
 *
 * @param state the state after it; the caller closes it, and the one before
 * @param envelope 4,000 bytes, sealed once and then sent as they are on every path
 * @param dhPub the public key of the chain it was sealed in
 * @param n its number in that chain, from 0
 */
public record Sealed(RatchetState state, Bytes envelope, PublicKey dhPub, int n) {}
