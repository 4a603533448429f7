/** Tests of the primitives. */
@NullMarked
package org.quietdrop.crypto;

import org.jspecify.annotations.NullMarked;
