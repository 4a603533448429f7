/**
 * The disk as the store sees it: the real one, one in memory that can lose power, and what can go
 * wrong.
 */
@NullMarked
package org.quietdrop.store.disk;

import org.jspecify.annotations.NullMarked;
