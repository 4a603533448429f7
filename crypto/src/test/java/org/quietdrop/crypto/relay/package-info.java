/** Attacks on drops, and the sizes and bounds of what goes with them. */
@NullMarked
package org.quietdrop.crypto.relay;

import org.jspecify.annotations.NullMarked;
