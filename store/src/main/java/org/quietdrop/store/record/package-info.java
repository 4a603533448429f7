/**
 * What is persisted, as typed records with encodings of their own. Layouts: FORMAT.md, section
 * "Records".
 */
@NullMarked
package org.quietdrop.store.record;

import org.jspecify.annotations.NullMarked;
