/**
 * The index: where each record is. Rebuilt from the journal whenever it cannot be trusted. The only
 * package that knows MapDB.
 */
@NullMarked
package org.quietdrop.store.index;

import org.jspecify.annotations.NullMarked;
