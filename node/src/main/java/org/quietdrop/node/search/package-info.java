/**
 * Finding words in the history: what a text says, an index of it in memory and sealed on the disk.
 */
@NullMarked
package org.quietdrop.node.search;

import org.jspecify.annotations.NullMarked;
