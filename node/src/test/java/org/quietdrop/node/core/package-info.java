/** The core driven event by event over the real store, with a clock that is set by hand. */
@NullMarked
package org.quietdrop.node.core;

import org.jspecify.annotations.NullMarked;
