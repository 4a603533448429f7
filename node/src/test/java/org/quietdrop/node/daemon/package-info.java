/** The daemon from outside: homes, settings, states, and what goes wrong. */
@NullMarked
package org.quietdrop.node.daemon;

import org.jspecify.annotations.NullMarked;
