/** QuietDrop node. */
@NullMarked
package org.quietdrop.node;

import org.jspecify.annotations.NullMarked;
