/** The journal: the truth of the store. Append-only, encrypted, hash-chained; store/FORMAT.md. */
@NullMarked
package org.quietdrop.store.journal;

import org.jspecify.annotations.NullMarked;
