/** The search and the recorder of the demo: a search that cannot find proves nothing. */
@NullMarked
package org.quietdrop.node.demo;

import org.jspecify.annotations.NullMarked;
