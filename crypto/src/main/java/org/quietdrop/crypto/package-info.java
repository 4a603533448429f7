/** QuietDrop crypto. */
@NullMarked
package org.quietdrop.crypto;

import org.jspecify.annotations.NullMarked;
