/** Tests of the Noise state machine and of cells. */
@NullMarked
package org.quietdrop.crypto.noise;

import org.jspecify.annotations.NullMarked;
