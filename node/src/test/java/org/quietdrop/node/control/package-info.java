/** Attacks on the control socket, and a desk that stands in for a daemon. */
@NullMarked
package org.quietdrop.node.control;

import org.jspecify.annotations.NullMarked;
