/** The whole behaviour of a node, without I/O: events in, effects out. */
@NullMarked
package org.quietdrop.node.core;

import org.jspecify.annotations.NullMarked;
