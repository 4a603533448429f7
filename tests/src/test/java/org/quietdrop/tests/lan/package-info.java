/** Whole nodes on a LAN of network namespaces: the product's own processes, one on each host. */
@NullMarked
package org.quietdrop.tests.lan;

import org.jspecify.annotations.NullMarked;
