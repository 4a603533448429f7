/**
 * The store: transactions over the journal and its index, the vault, and the folder they live in.
 */
@NullMarked
package org.quietdrop.store;

import org.jspecify.annotations.NullMarked;
