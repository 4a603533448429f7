/** What a backup holds, taken from a store and put into another one. */
@NullMarked
package org.quietdrop.node.backup;

import org.jspecify.annotations.NullMarked;
