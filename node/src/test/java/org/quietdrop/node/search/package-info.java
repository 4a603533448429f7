/** Tests of the search. */
@NullMarked
package org.quietdrop.node.search;

import org.jspecify.annotations.NullMarked;
