/** The Double Ratchet with encrypted headers: pure functions over a closeable state. */
@NullMarked
package org.quietdrop.crypto.ratchet;

import org.jspecify.annotations.NullMarked;
