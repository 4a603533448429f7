/** A door for tests to a digest that the module does not offer. */
@NullMarked
package org.quietdrop.crypto;

import org.jspecify.annotations.NullMarked;
