/** QuietDrop discovery. */
@NullMarked
package org.quietdrop.discovery;

import org.jspecify.annotations.NullMarked;
