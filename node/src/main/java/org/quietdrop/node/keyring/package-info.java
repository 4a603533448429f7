/** Keyrings of the system, which may keep one random secret of a home between two unlocks. */
@NullMarked
package org.quietdrop.node.keyring;

import org.jspecify.annotations.NullMarked;
