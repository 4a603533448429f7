/** The daemon: puts vault, store, core, links and discovery together and takes them apart again. */
@NullMarked
package org.quietdrop.node.daemon;

import org.jspecify.annotations.NullMarked;
