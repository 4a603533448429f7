/** QuietDrop store. */
@NullMarked
package org.quietdrop.store;

import org.jspecify.annotations.NullMarked;
