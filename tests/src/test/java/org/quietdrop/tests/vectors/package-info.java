/** Public test vectors, and those of the independent oracle, against the shipped code. */
@NullMarked
package org.quietdrop.tests.vectors;

import org.jspecify.annotations.NullMarked;
