/**
 * The Noise Protocol Framework (revision 34) for the suite 25519_ChaChaPoly_BLAKE2b, and the cells
 * that travel under its keys. PROTOCOL.md, "Noise" and "Cells".
 */
@NullMarked
package org.quietdrop.crypto.noise;

import org.jspecify.annotations.NullMarked;
